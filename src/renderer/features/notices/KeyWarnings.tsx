import type { Notice } from '../../../domain/notices';
import { NO_CHOICE } from '../../../domain/notices/choice';
import type { KeyView, ProfileView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { ChevronIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Popover } from '../../components/Popover';
import { exactBoth, exactLocal } from '../../lib/dates';
import { expiryOf, stateOf } from '../../lib/key-view';
import { useSnapshot } from '../../stores/state';
import { Section } from '../detail/facts';
import { letDie, mute, quietOf, setLeads, snoozes } from './actions';
import { LeadChips } from './LeadChips';
import s from './notices.module.css';
import { ownLeads } from './own-leads';
import { endsHere, leadsText, titleOf } from './words';

/** In a key's details: when it is warned of and by whose choice, what is warned of now, and what the person decided about it. */
export function KeyWarnings({
  keyView: key,
  profile,
  now,
}: {
  readonly keyView: KeyView;
  readonly profile: ProfileView | null;
  readonly now: number;
}) {
  const all = useSnapshot((x) => x.notices);
  const general = useSnapshot((x) => x.settings.warnings.leads);
  const choice = key.warn ?? NO_CHOICE;
  const inherited = profile?.warn?.leads ?? general;
  const leads = choice.leads ?? inherited;
  const own = ownLeads(key, leads);
  const next = own?.moments.find((at) => at > now) ?? null;
  const quiet = quietOf(key, now);
  const current = all.filter((n) => n.keyId === key.id);
  const span = endsHere(key);
  const ends = span !== null && span.last > now && stateOf(key, now).state !== 'heldGone';
  const offered = (offer: Notice['offers'][number]) => ends || current.some((n) => n.offers.includes(offer));
  const silent = choice.muted || profile?.warn?.muted === true;
  return (
    <Section title="Warnings" aside={silent ? 'muted' : null}>
      <div className={s.keyWarnings}>
        {current.map((n) => (
          <p key={n.id} className={n.urgency === 'info' ? undefined : s.hot}>
            {titleOf(n, key, now)}.
          </p>
        ))}
        {quiet.map((q) => (
          <p key={q.undo} className={s.state}>
            <span>{q.words}</span>
            <Button size="small" variant="quiet" onClick={q.run}>
              {q.undo}
            </Button>
          </p>
        ))}
        {profile?.warn?.muted && <p className={s.sub}>All warnings of {profile.label} are muted, in its server entry.</p>}
        {own === null ? (
          <p className={s.sub}>
            {expiryOf(key).kind === 'never' ? 'It never ends: there is no end to warn of.' : 'No end is known that could be warned of.'}
          </p>
        ) : (
          !choice.mayDie &&
          !silent && (
            <p>
              {own.words}
              <span className={s.sub}>
                {choice.leads !== null ? 'chosen for this key' : profile?.warn?.leads ? 'chosen for its server' : 'as in the settings'}
                {next !== null && <span title={exactBoth(next)}>; next {exactLocal(next, now)}</span>}
                {own.why !== null && `; ${own.why}`}
                {next === null && own.moments.length > 0 && '; the last of them is past'}
                {span !== null && span.first !== span.last && '; the zone of its end is not known'}
              </span>
            </p>
          )
        )}
        <div className={s.offers}>
          {own !== null && !choice.mayDie && (
            <Popover
              label="Lead times of this key"
              className={s.menu}
              trigger={
                <>
                  Lead times
                  <ChevronIcon />
                </>
              }
            >
              <div className={s.leads}>
                <LeadChips label="Warned of before its end" value={leads} onChange={(l) => void setLeads(key, l)} />
                <p className={s.sub}>Leads longer than half of what was left when the key was first seen are passed over.</p>
                {choice.leads !== null && (
                  <Button size="small" onClick={() => void setLeads(key, null)}>
                    As its server: {leadsText(inherited)}
                  </Button>
                )}
              </div>
            </Popover>
          )}
          {!silent && offered('snooze') && (
            <MenuButton label="Snooze" className={s.menu} items={() => snoozes(key)}>
              Snooze
              <ChevronIcon />
            </MenuButton>
          )}
          {!choice.mayDie && offered('mayDie') && (
            <Button size="small" variant="quiet" onClick={() => void letDie(key)}>
              This one may die
            </Button>
          )}
          {!choice.muted && (
            <Button size="small" variant="quiet" onClick={() => void mute(key)}>
              Mute this key
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}
