import type { KeyView } from '../../../domain/views';
import { Notice } from '../../components/Notice';
import { count } from '../../lib/text';
import parts from '../dialog-parts/parts.module.css';

export interface ConsequenceGroup {
  /** Whose keys the sentences are about: the kind of server. */
  readonly name: string;
  readonly sentences: readonly string[];
}

/** What follows from revoking these keys: the drivers' sentences, under their names where there are several, and what happens on this machine. */
export function Consequences({ keys, groups }: { readonly keys: readonly KeyView[]; readonly groups: readonly ConsequenceGroup[] }) {
  const held = keys.filter((k) => k.held !== null).length;
  const places = keys.flatMap((k) => k.places).length;
  const several = groups.length > 1;
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
      {several &&
        groups.map((g) => (
          <div key={g.name}>
            <p>
              <strong>{g.name}</strong>
            </p>
            <ul className={parts.sentences}>
              {g.sentences.map((x) => (
                <li key={x}>{x}</li>
              ))}
            </ul>
          </div>
        ))}
      {several && (held > 0 || places > 0) && (
        <p>
          <strong>On this machine</strong>
        </p>
      )}
      <ul className={parts.sentences}>
        {!several && groups.flatMap((g) => g.sentences).map((x) => <li key={x}>{x}</li>)}
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
