import type { ExportPreview } from '../../../domain/views';
import { Notice } from '../../components/Notice';
import parts from '../dialog-parts/parts.module.css';
import type { Copy } from '../dialog-parts/useCopy';
import { CodeLine } from './CodeLine';
import s from './export.module.css';

const LANGUAGE: Readonly<Record<string, string>> = {
  python: 'Python',
  sh: 'Shell',
  http: 'HTTP',
  url: 'URL',
  r: 'R',
  java: 'Java',
  json: 'JSON',
};

const language = (id: string): string => LANGUAGE[id] ?? id;

/** Texts that read the variable come first; those with the secret inside stand behind a disclosure, each with its warning. */
export function SnippetSection({
  preview,
  copy,
  disabled,
}: {
  readonly preview: ExportPreview;
  readonly copy: Copy;
  readonly disabled: boolean;
}) {
  const reading = preview.snippets.filter((x) => !x.literal);
  const literal = preview.snippets.filter((x) => x.literal);
  if (preview.snippets.length === 0) return null;
  const one = (x: ExportPreview['snippets'][number]) => (
    <div key={x.id} className={parts.section}>
      <p className={s.snippetTitle}>
        {x.title} {language(x.language) !== x.title && <span className={parts.quiet}>{language(x.language)}</span>}
      </p>
      {x.warning && (x.literal ? <Notice tone="warn">{x.warning}</Notice> : <p className={parts.quiet}>{x.warning}</p>)}
      <CodeLine
        text={x.masked}
        label={x.title}
        copyLabel={`Copy ${x.title}`}
        disabled={disabled}
        onCopy={() => void copy.copy({ kind: 'snippet', id: x.id }, x.title)}
      />
    </div>
  );
  return (
    <section className={parts.section} aria-label="In code">
      <h3 className={parts.heading}>In code</h3>
      {reading.map(one)}
      {literal.length > 0 && (
        <details className={parts.disclosure}>
          <summary>Forms with the secret inside ({literal.length})</summary>
          <div className={parts.fields}>{literal.map(one)}</div>
        </details>
      )}
    </section>
  );
}
