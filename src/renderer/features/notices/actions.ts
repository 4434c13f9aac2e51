import { NO_CHOICE } from '../../../domain/notices/choice';
import type { KeyView } from '../../../domain/views';
import type { Args } from '../../../ipc/contract';
import { client } from '../../client';
import type { MenuItem } from '../../components/Menu';
import { exactLocal } from '../../lib/dates';
import { nameOf } from '../../lib/key-view';
import { now } from '../../stores/clock';
import { openDialog, toast } from '../../stores/ui';
import { SNOOZES } from './words';

/** What a person decides about the warnings of one key, and what is said of it. */

async function warn(change: Omit<Args<'keys.warn'>, 'keyIds'>, key: KeyView, said: string): Promise<void> {
  const answer = await client().call('keys.warn', { keyIds: [key.id], ...change });
  if (answer.ok) toast(said, 'good');
  else toast(answer.error.message, 'bad');
}

export const letDie = (key: KeyView): Promise<void> =>
  warn({ mayDie: true }, key, `“${nameOf(key)}” may die: nothing more is said of its end. Its details take that back.`);
const warnAgain = (key: KeyView): Promise<void> => warn({ mayDie: false }, key, `The end of “${nameOf(key)}” is warned of again.`);
export const mute = (key: KeyView): Promise<void> =>
  warn({ muted: true }, key, `No more warnings of “${nameOf(key)}”. Its details take that back.`);
const unmute = (key: KeyView): Promise<void> => warn({ muted: false }, key, `“${nameOf(key)}” is warned of again.`);
export const wake = (key: KeyView): Promise<void> => warn({ snoozeMs: null }, key, `“${nameOf(key)}” is warned of again.`);
export const setLeads = (key: KeyView, leads: readonly number[] | null): Promise<void> =>
  warn({ leads: leads === null ? null : [...leads] }, key, `Lead times of “${nameOf(key)}” changed.`);

/** What a person decided about a key's warnings, in words, with the way back; empty where nothing. */
export function quietOf(key: KeyView, now: number): readonly { readonly words: string; readonly undo: string; readonly run: () => void }[] {
  const choice = key.warn ?? NO_CHOICE;
  return [
    ...(choice.muted ? [{ words: 'Muted: nothing is said of it.', undo: 'Unmute', run: () => void unmute(key) }] : []),
    ...(choice.mayDie ? [{ words: 'May die: its end is meant.', undo: 'Warn of its end again', run: () => void warnAgain(key) }] : []),
    ...(choice.snoozedUntil !== null && choice.snoozedUntil > now
      ? [{ words: `Quiet until ${exactLocal(choice.snoozedUntil, now)}.`, undo: 'Wake now', run: () => void wake(key) }]
      : []),
  ];
}

/** The entries of a menu that puts the warnings of a key off. */
export const snoozes = (key: KeyView): MenuItem[] =>
  SNOOZES.map(({ label, ms }) => ({
    label,
    run: () => {
      const t = now();
      const snoozeMs = ms(t);
      void warn({ snoozeMs }, key, `“${nameOf(key)}” is quiet until ${exactLocal(t + snoozeMs, t)}.`);
    },
  }));

/** A new key like the old one, which is kept. */
export const replaceKey = (key: KeyView): void => openDialog({ name: 'createKey', props: { profileId: key.profileId, replaces: key.id } });
