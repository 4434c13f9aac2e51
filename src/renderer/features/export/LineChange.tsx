import type { FileChangePreview } from '../../../domain/views';
import s from './export.module.css';

/** The exact change to a file, line by line, secrets masked: lines taken out, then lines put in. */
export function LineChange({ change }: { readonly change: FileChangePreview }) {
  const { path, exists, before, after } = change;
  return (
    <div className={s.change}>
      <p className={s.changePath}>
        {path} <span>{exists ? (before.length > 0 ? 'lines change' : 'lines are added') : 'is made new'}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, by keyboard too */}
      <section className={s.scroll} tabIndex={0} aria-label={`Change to ${path}`}>
        <pre>
          {before.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: equal lines may stand twice; their order is their identity
            <del key={`b${i}`}>{`- ${line}\n`}</del>
          ))}
          {after.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <ins key={`a${i}`}>{`+ ${line}\n`}</ins>
          ))}
        </pre>
      </section>
    </div>
  );
}
