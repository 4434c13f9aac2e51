import { calendarOf, isOwnCalendar } from '../../domain/calendar';
import { spanOf } from '../../domain/expiry';
import { expiryOf, type KeyRecord } from '../../domain/key';
import { keyState } from '../../domain/key-state';
import { choiceOf, concerns, leadsOfSpan } from '../../domain/notices';
import { fail, ok, type Result } from '../../domain/result';
import type { Core } from './core';
import { saveText } from './save-text';

/** Writes a calendar file with the ends of these keys, or of all of one's own that still have one ahead. */
export async function saveCalendar(
  core: Core,
  keyIds: readonly string[] | null,
  path: string,
): Promise<Result<{ path: string; events: number }>> {
  const now = core.now();
  const wanted =
    keyIds === null ? core.state.keys.filter((k) => concerns(k) && isAhead(k, now)) : keyIds.flatMap((id) => core.state.key(id) ?? []);
  const entries = wanted.filter((k) => spanOf(expiryOf(k)) !== null);
  if (entries.length === 0)
    return fail('calendar.empty', 'Of none of these keys an end is known, so there is nothing for a calendar. Nothing was written.');
  const text = calendarOf(
    entries.map((key) => ({
      key,
      server: core.state.profile(key.profileId)?.label ?? 'a server that was removed',
      leads: leads(core, key),
    })),
    now,
  );
  const saved = await saveText(core, path, text, isOwnCalendar);
  core.record({ what: 'calendar.save', outcome: saved.ok ? 'done' : 'failed', ...(saved.ok ? {} : { code: saved.error.code }) });
  return saved.ok ? ok({ path: saved.value, events: entries.length }) : saved;
}

function isAhead(key: KeyRecord, now: number): boolean {
  const { state } = keyState(key, now);
  const expiry = expiryOf(key);
  return state !== 'heldGone' && state !== 'expiredListed' && (expiry.kind !== 'at' || expiry.at > now);
}

/** The same leads as the warnings have: none for a key that nobody wants to be warned of. */
function leads(core: Core, key: KeyRecord): readonly number[] {
  const { muted, mayDie } = choiceOf(key);
  if (muted || mayDie || core.state.profile(key.profileId)?.warn?.muted) return [];
  const ends = spanOf(expiryOf(key));
  if (ends === null) return [];
  const wanted = choiceOf(key).leads ?? core.state.profile(key.profileId)?.warn?.leads ?? core.state.settings.warnings.leads;
  return leadsOfSpan(wanted, ends, { createdAt: key.listed?.value.createdAt ?? null, firstSeen: key.firstSeen });
}
