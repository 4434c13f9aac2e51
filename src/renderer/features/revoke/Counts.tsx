import type { KeyView, RevokePreview } from '../../../domain/views';
import { Fragment } from '../../components/bits';
import { Notice } from '../../components/Notice';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import parts from '../dialog-parts/parts.module.css';
import s from './revoke.module.css';

/** Names that a person may read through before a yes; more would be a wall. */
const NAMES = 200;

/** What would be revoked, server by server, and which keys these are. */
export function Counts({ preview, keys }: { readonly preview: RevokePreview; readonly keys: readonly KeyView[] }) {
  const others = preview.profiles.some((p) => p.ofOthers > 0);
  const places = preview.profiles.some((p) => p.places > 0);
  return (
    <>
      <table className={s.counts}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Keys</th>
            {others && <th scope="col">Of other users</th>}
            <th scope="col">Held here</th>
            {places && <th scope="col">Lines in files</th>}
          </tr>
        </thead>
        <tbody>
          {preview.profiles
            .filter((p) => p.count > 0)
            .map((p) => (
              <tr key={p.profileId}>
                <th scope="row">{p.label}</th>
                <td>{p.count.toLocaleString('en-GB')}</td>
                {others && <td>{p.ofOthers.toLocaleString('en-GB')}</td>}
                <td>{p.held.toLocaleString('en-GB')}</td>
                {places && <td>{p.places.toLocaleString('en-GB')}</td>}
              </tr>
            ))}
        </tbody>
      </table>
      {preview.profiles
        .filter((p) => p.managerKey)
        .map((p) => (
          <Notice key={p.profileId} tone="warn">
            The key by which {p.label} is managed from here is among them. It goes last; afterwards you sign in again or pick another.
          </Notice>
        ))}
      <details className={parts.disclosure}>
        <summary>Which keys? ({keys.length.toLocaleString('en-GB')})</summary>
        <Names keys={keys} />
      </details>
    </>
  );
}

/** Keys by name, visible part and owner. */
export function Names({ keys }: { readonly keys: readonly KeyView[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, by keyboard too
    <ul className={s.names} tabIndex={0} aria-label="Keys">
      {keys.slice(0, NAMES).map((k) => {
        const fragment = fragmentOf(k);
        const owner = k.listed?.value.owner?.label;
        return (
          <li key={k.id}>
            <bdi>{nameOf(k)}</bdi> {fragment && <Fragment>{fragment}</Fragment>}
            {owner && (
              <span className={parts.quiet}>
                {' '}
                belongs to <bdi>{owner}</bdi>
              </span>
            )}
          </li>
        );
      })}
      {keys.length > NAMES && <li className={parts.quiet}>and {count(keys.length - NAMES, 'more key', 'more keys')}</li>}
    </ul>
  );
}

/** Keys that are left out, each reason once. */
export function LeftOut({ preview }: { readonly preview: RevokePreview }) {
  const all = preview.profiles.flatMap((p) => p.cannot.map((c) => ({ ...c, label: p.label })));
  if (all.length === 0) return null;
  return (
    <Notice tone="warn">
      <div className={s.reasons}>
        {all.map((c) => (
          <p key={`${c.label} ${c.why}`}>
            {count(c.keyIds.length, 'key')} of {c.label} cannot be revoked from here. {c.why}
          </p>
        ))}
      </div>
    </Notice>
  );
}
