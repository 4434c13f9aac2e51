import { Button } from '../../components/Button';
import s from './export.module.css';

/** A text to be copied: shown masked where it has a secret, with its button. */
export function CodeLine({
  text,
  label,
  copyLabel,
  disabled,
  onCopy,
}: {
  readonly text: string;
  readonly label: string;
  readonly copyLabel: string;
  readonly disabled: boolean;
  readonly onCopy: () => void;
}) {
  return (
    <div className={s.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls sideways, by keyboard too */}
      <section className={s.scroll} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <Button size="small" disabled={disabled} aria-label={copyLabel} onClick={onCopy}>
        Copy
      </Button>
    </div>
  );
}
