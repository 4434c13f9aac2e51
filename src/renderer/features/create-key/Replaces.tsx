import type { KeyView } from '../../../domain/views';
import { Fragment } from '../../components/bits';
import { Notice } from '../../components/Notice';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { count, listed } from '../../lib/text';
import type { Replacement } from './replacement';

/** Says which key the new one is for, that it is kept, and in what the new one differs from it. */
export function Replaces({
  old,
  replacement: { missing, endsNow },
  days,
}: {
  readonly old: KeyView;
  readonly replacement: Replacement;
  /** The usual life of a new key. */
  readonly days: number;
}) {
  const fragment = fragmentOf(old);
  return (
    <>
      <Notice>
        Filled in from “{nameOf(old)}”
        {fragment !== null && fragment !== nameOf(old) && (
          <>
            {' '}
            (<Fragment>{fragment}</Fragment>)
          </>
        )}
        , which is kept as it is: nothing that uses it stops. Revoke it once the new key stands
        {old.places.length > 0 ? ` at ${listed(old.places.map((p) => p.path))}` : ' wherever the old one is used'}.
        {endsNow && ` The old key never ends; the new one ends after ${count(days, 'day')} unless you choose otherwise.`}
      </Notice>
      {missing.length > 0 && (
        <Notice tone="warn">
          Not yours to give now, so the new key goes without: {listed(missing)}. What uses the old key may need it.
        </Notice>
      )}
    </>
  );
}
