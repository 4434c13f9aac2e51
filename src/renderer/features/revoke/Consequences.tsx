import type { KeyView } from '../../../domain/views';
import { Notice } from '../../components/Notice';
import { count } from '../../lib/text';
import parts from '../dialog-parts/parts.module.css';

/** What follows from revoking these keys: the driver's sentences, and what happens on this machine. */
export function Consequences({ keys, sentences }: { readonly keys: readonly KeyView[]; readonly sentences: readonly string[] }) {
  const held = keys.filter((k) => k.held !== null).length;
  const places = keys.flatMap((k) => k.places).length;
  const twins = keys.filter((k) => k.ambiguous).length;
  return (
    <section className={parts.section} aria-label="What follows">
      {twins > 0 && (
        <Notice tone="warn">
          Another key of this account begins with the same characters, and the server may end that one instead. A secret held here is shown
          to the server afterwards, and kept if it still works.
        </Notice>
      )}
      <h3 className={parts.heading}>What follows</h3>
      <ul className={parts.sentences}>
        {[...new Set(sentences)].map((x) => (
          <li key={x}>{x}</li>
        ))}
        {held > 0 && (
          <li>
            {keys.length === 1
              ? 'Its secret leaves the keychain of this machine.'
              : `${count(held, 'secret')} ${held === 1 ? 'leaves' : 'leave'} the keychain of this machine.`}
          </li>
        )}
        {places > 0 && (
          <li>
            {count(places, 'line')} in your files {places === 1 ? 'holds' : 'hold'} it; afterwards you are asked about{' '}
            {places === 1 ? 'it' : 'each'}.
          </li>
        )}
      </ul>
    </section>
  );
}
