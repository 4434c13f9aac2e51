import { Notice } from '../../components/Notice';
import parts from '../dialog-parts/parts.module.css';

/** What to know before a key is used or written: one notice, however many sentences there are. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  const [first, ...more] = warnings;
  if (first === undefined) return null;
  return (
    <Notice tone="warn">
      {more.length === 0 ? (
        first
      ) : (
        <ul className={parts.sentences}>
          {warnings.map((w) => (
            <li key={w}>{w}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
