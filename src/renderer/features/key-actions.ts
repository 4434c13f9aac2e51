import type { DriverDescription } from '../../domain/driver';
import type { KeyView, ProfileView } from '../../domain/views';
import { client } from '../client';
import { expiryOf, isHeld, nameOf, stateOf } from '../lib/key-view';
import { canLink } from '../lib/link';
import { count } from '../lib/text';
import { now } from '../stores/clock';
import { useAppState } from '../stores/state';
import { openDialog, toast } from '../stores/ui';

export interface KeyAction {
  readonly id: 'export' | 'reveal' | 'verify' | 'hold' | 'diagnose' | 'link' | 'replace' | 'annotate' | 'calendar' | 'forget' | 'revoke';
  readonly label: string;
  readonly run: () => void | Promise<void>;
  readonly danger: boolean;
}

/** What can be done with a key now, in the order of its usefulness. The first one is the key's main action. */
export function keyActions(key: KeyView, profile: ProfileView | null, driver: DriverDescription | null): KeyAction[] {
  const held = isHeld(key);
  const { state } = stateOf(key, now());
  const keyId = key.id;
  const actions: KeyAction[] = [];
  const add = (id: KeyAction['id'], label: string, run: KeyAction['run'], danger = false) => actions.push({ id, label, run, danger });
  const forget = () => openDialog({ name: 'forgetSecret', props: { keyId } });
  const revocable =
    driver?.revoke != null && key.revokedAt === null && key.presence.value !== 'notListed' && profile?.server?.manages !== false;
  const revoke = () => openDialog({ name: 'revoke', props: { keyIds: [keyId] } });
  // A dead secret is first of all to be got rid of, an expired key to be taken off the server's list.
  if (state === 'heldGone' && held) add('forget', 'Forget secret…', forget);
  if (state === 'expiredListed' && revocable) add('revoke', 'Revoke key…', revoke, true);
  if (held) {
    if (driver?.exports.env) add('export', 'Copy export…', () => openDialog({ name: 'export', props: { keyId } }));
    add('reveal', 'Reveal…', () => openDialog({ name: 'reveal', props: { keyId } }));
    if (driver?.network) add('verify', 'Verify now', () => verifyKey(key));
  } else if (key.revokedAt === null) {
    add('hold', 'Hold this key…', () => openDialog({ name: 'holdKey', props: { profileId: key.profileId, keyId } }));
  }
  if (driver?.diagnosis && key.revokedAt === null)
    add('diagnose', driver.diagnosis.label, () => openDialog({ name: 'diagnose', props: { keyId } }));
  if (canLink(key, useAppState.getState().snapshot?.keys ?? [], profile, driver))
    add('link', 'Which listed key is it…', () => openDialog({ name: 'linkKey', props: { keyId } }));
  if (driver?.create && profile?.server?.manages !== false && key.listed?.value.owner == null)
    add('replace', 'Make a replacement…', () => openDialog({ name: 'createKey', props: { profileId: key.profileId, replaces: keyId } }));
  add('annotate', 'Label, owner, note…', () => openDialog({ name: 'annotate', props: { keyId } }));
  if (['at', 'serverLocal'].includes(expiryOf(key).kind) && state !== 'heldGone' && state !== 'expiredListed')
    add('calendar', 'Save end as a calendar…', () => saveCalendar([keyId]));
  if (state !== 'heldGone' && held) add('forget', 'Forget secret…', forget);
  if (state !== 'expiredListed' && revocable) add('revoke', 'Revoke key…', revoke, true);
  return actions;
}

/** Keys that one dialog may revoke: more in one go is a mistake more often than a wish. */
const MANY = 20_000;

/** Opens the revoke dialog for several keys. */
export function revokeKeys(keyIds: readonly string[]): void {
  if (keyIds.length > MANY)
    toast(`At most ${MANY.toLocaleString('en-GB')} keys can be revoked at once. Mark fewer, for instance by a filter.`);
  else if (keyIds.length > 0) openDialog({ name: 'revoke', props: { keyIds } });
}

/** Opens the dialog that writes the ends of some keys to a calendar file; without keys, of all. */
export const saveCalendar = (keyIds?: readonly string[]): void =>
  openDialog({ name: 'saveCalendar', props: keyIds === undefined ? {} : { keyIds } });

/** Puts rows of the table on the clipboard, without anything secret. Main makes the text. */
export async function copyTable(keyIds: readonly string[], format: 'csv' | 'json'): Promise<void> {
  const answer = await client().call('keys.copyTable', { keyIds: [...keyIds], format });
  if (answer.ok) toast(`${count(answer.value.rows, 'key')} copied as ${format.toUpperCase()}, without secrets.`, 'good');
  else toast(answer.error.message, 'bad');
}

/** Shows the server this very secret, and says what it answered. */
export async function verifyKey(key: KeyView): Promise<void> {
  const answer = await client().call('keys.verify', { keyId: key.id });
  if (!answer.ok) {
    toast(`${nameOf(key)}: ${answer.error.message}`, 'bad');
    if (answer.error.next.do === 'unlockKeychain') openDialog({ name: 'keychain', props: { reason: answer.error.message } });
    return;
  }
  const { outcome, sentence } = answer.value;
  toast(`${nameOf(key)}: ${sentence}`, outcome === 'live' ? 'good' : outcome === 'refused' ? 'bad' : 'plain');
}

/** Asks all servers, or one, for their listings. The answers stream in. */
export async function refresh(profileId: string | null = null): Promise<void> {
  const answer = await client().call('keys.refresh', { profileId });
  if (!answer.ok) toast(answer.error.message, 'bad');
}
