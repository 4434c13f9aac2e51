import type { NetrcPreview } from '../../../domain/views';
import { count } from '../../lib/text';
import parts from '../dialog-parts/parts.module.css';
import s from './netrc.module.css';

/** Which programs will find the key after the change; open where some will not. */
export function Readers({ readers }: { readonly readers: NetrcPreview['readers'] }) {
  const seeing = readers.filter((r) => r.sees === 'key').length;
  return (
    <details className={parts.disclosure} open={seeing < readers.length}>
      <summary>
        {seeing === readers.length
          ? `Found by all ${count(readers.length, 'reader')} known here`
          : `Found by ${seeing} of ${count(readers.length, 'reader')} known here`}
      </summary>
      <ul className={s.readers}>
        {readers.map((r) => (
          <li key={r.title} className={s.reader}>
            <span className={r.sees === 'key' ? s.yes : s.no}>{r.sees === 'key' ? 'Yes' : 'No'}</span>
            <span>{r.sentence}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
