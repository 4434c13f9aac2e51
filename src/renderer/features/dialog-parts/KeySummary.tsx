import { lifeLeft } from '../../../domain/expiry';
import type { KeyView } from '../../../domain/views';
import { Fragment, StateLabel } from '../../components/bits';
import { Tile } from '../../components/Tile';
import { age, exactBoth, expiryText } from '../../lib/dates';
import { expiryOf, fragmentOf, nameOf, stateOf } from '../../lib/key-view';
import { beginningOf, lastUsedOf } from '../../lib/rows';
import { listed } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useDriver, useProfile } from '../../stores/state';
import s from './parts.module.css';

/** One key in three lines: what it is called, where and how it lives, and where it is used. `full` adds the last two. */
export function KeySummary({ keyView: key, full = false }: { readonly keyView: KeyView; readonly full?: boolean }) {
  const now = useNow();
  const profile = useProfile(key.profileId);
  const driver = useDriver(profile?.kind ?? null);
  const fragment = fragmentOf(key);
  const name = nameOf(key);
  const state = stateOf(key, now).state;
  const expiry = expiryOf(key);
  const used = lastUsedOf(key, driver);
  const owner = key.listed?.value.owner ?? null;
  const t = expiryText(expiry, now);
  return (
    <div className={s.key}>
      <Tile state={state} left={lifeLeft(expiry, beginningOf(key), now)} size={20} />
      <div className={s.keyText}>
        <p className={s.keyName}>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {fragment && fragment !== name && <Fragment>{fragment}</Fragment>}
        </p>
        <p className={s.keyLine}>
          <bdi>{profile?.label ?? 'a server that was removed'}</bdi>
          {owner ? (
            <>
              , belongs to{' '}
              <strong>
                <bdi>{owner.label}</bdi>
              </strong>
            </>
          ) : (
            profile?.principal && (
              <>
                , <bdi>{profile.principal.label}</bdi>
              </>
            )
          )}{' '}
          · <StateLabel state={state} />
        </p>
        {full && (
          <>
            <p className={s.keyLine}>
              <span title={t.tip ?? undefined}>
                {expiry.kind === 'at' && expiry.at < now
                  ? `ended ${t.main}`
                  : expiry.kind === 'notTold'
                    ? 'end not told'
                    : `ends ${t.main}`}
              </span>
              {' · '}
              {used.kind === 'at' ? (
                <span title={exactBoth(used.at)}>
                  {used.byTessera ? 'checked by Tessera' : 'last used'} {age(used.at, now)}
                </span>
              ) : used.kind === 'never' ? (
                'never used'
              ) : (
                'last use not told'
              )}
            </p>
            {key.places.length > 0 && <p className={s.keyLine}>Used at {listed(key.places.map((p) => p.path))}</p>}
          </>
        )}
      </div>
    </div>
  );
}
