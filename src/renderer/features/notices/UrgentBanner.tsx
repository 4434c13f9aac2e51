import { useMemo } from 'react';
import { Button, IconButton } from '../../components/Button';
import { CloseIcon, WarnIcon } from '../../components/icons';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useKey, useSnapshot } from '../../stores/state';
import { setView, showKey } from '../../stores/ui';
import { Offers } from './NoticeCard';
import s from './notices.module.css';
import { markSeen, useSeen } from './seen';
import { titleOf } from './words';

/** What is urgent and was not looked at yet, in one line however much it is. Put away, it comes back with the next urgent warning only. */
export function UrgentBanner() {
  const notices = useSnapshot((x) => x.notices);
  const seen = useSeen((x) => x.ids);
  const now = useNow();
  const urgent = useMemo(() => notices.filter((n) => n.urgency === 'urgent' && !seen.has(n.id)), [notices, seen]);
  const [first] = urgent;
  const key = useKey(first?.keyId ?? null);
  if (first === undefined) return null;
  const more = urgent.length - 1;
  return (
    <section className={s.banner} aria-label="Urgent warnings">
      <span className={s.sign}>
        <WarnIcon />
      </span>
      <p className={s.bannerText}>
        <strong>{titleOf(first, key, now)}</strong>
        {more > 0 && `, and ${count(more, 'more urgent warning')}`}
      </p>
      {more > 0 ? (
        <>
          {key && (
            <Button size="small" variant="quiet" onClick={() => showKey(key.id)}>
              Show the key
            </Button>
          )}
          <Button size="small" onClick={() => setView({ kind: 'notices' })}>
            All warnings
          </Button>
        </>
      ) : (
        <Offers notice={{ ...first, offers: first.offers.filter((o) => o !== 'mayDie' && o !== 'mute') }} keyView={key} />
      )}
      <IconButton label="Put away" onClick={() => markSeen(urgent.map((n) => n.id))}>
        <CloseIcon />
      </IconButton>
    </section>
  );
}
