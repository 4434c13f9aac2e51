import type { Notice } from '../../../domain/notices';
import type { KeyView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { Age } from '../../components/bits';
import { ChevronIcon, WarnIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Tile } from '../../components/Tile';
import { exactBoth, exactLocal } from '../../lib/dates';
import { nameOf } from '../../lib/key-view';
import { lifeLeftOf, makeRow } from '../../lib/rows';
import { useKey, useProfile } from '../../stores/state';
import { setView, showKey } from '../../stores/ui';
import { letDie, mute, replaceKey, snoozes } from './actions';
import s from './notices.module.css';
import { endsHere, titleOf } from './words';

/** One warning: what, of which key, and what can be done about it. */
export function NoticeCard({ notice, now }: { readonly notice: Notice; readonly now: number }) {
  const key = useKey(notice.keyId);
  const profile = useProfile(notice.profileId);
  const row = key && makeRow(key, profile, now);
  const ends = key && notice.kind === 'expiry' ? endsHere(key) : null;
  return (
    <li className={s.card}>
      {row ? (
        <Tile state={row.state.state} left={lifeLeftOf(row, now)} size={26} />
      ) : (
        <span className={s.sign}>
          <WarnIcon />
        </span>
      )}
      <div className={s.text}>
        <div className={s.cardHead}>
          <h4>{titleOf(notice, key, now)}</h4>
          <span className={s.when}>
            {ends === null ? (
              <Age at={notice.since} now={now} />
            ) : (
              <time title={exactBoth(ends.first)}>
                {ends.first !== ends.last && 'from '}
                {exactLocal(ends.first, now)}
              </time>
            )}
          </span>
        </div>
        <p>{notice.body}</p>
        <Offers notice={notice} keyView={key} />
      </div>
    </li>
  );
}

/** The notice's offers as buttons; each is named with its key for those who do not see the card. */
export function Offers({ notice, keyView: key }: { readonly notice: Notice; readonly keyView: KeyView | null }) {
  const has = (offer: Notice['offers'][number]) => notice.offers.includes(offer);
  const of = key ? `: ${nameOf(key)}` : '';
  const show = () => (key ? showKey(key.id) : setView({ kind: 'profile', profileId: notice.profileId }));
  return (
    <div className={s.offers}>
      {key && has('replace') && (
        <Button size="small" aria-label={`Make a replacement…${of}`} onClick={() => replaceKey(key)}>
          Make a replacement…
        </Button>
      )}
      {has('show') && (
        <Button size="small" variant={key && has('replace') ? 'quiet' : 'secondary'} aria-label={`Show${of}`} onClick={show}>
          {key ? 'Show' : 'Show the server'}
        </Button>
      )}
      {key && has('snooze') && (
        <MenuButton label={`Snooze${of}`} className={s.menu} items={() => snoozes(key)}>
          Snooze
          <ChevronIcon />
        </MenuButton>
      )}
      {key && has('mayDie') && (
        <Button size="small" variant="quiet" aria-label={`This one may die${of}`} onClick={() => void letDie(key)}>
          This one may die
        </Button>
      )}
      {key && has('mute') && (
        <Button size="small" variant="quiet" aria-label={`Mute this key${of}`} onClick={() => void mute(key)}>
          Mute this key
        </Button>
      )}
    </div>
  );
}
