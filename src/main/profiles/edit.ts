import type { Manager } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import type { RemovalPreview } from '../../domain/views';
import { type Core, driverOf } from '../keys/core';
import { eraseSecret } from '../keys/holding';
import { noSuchKey, noSuchProfile } from '../keys/problems';
import { dropSession } from '../keys/sessions';

/** Changes what the user may change about a profile; address and account are its identity and stay. */
export async function editProfile(
  core: Core,
  profileId: string,
  change: { readonly label: string; readonly note: string; readonly caFile: string | null },
): Promise<Result<null>> {
  const profile = core.state.profile(profileId);
  if (!profile) return noSuchProfile();
  if (change.label.trim() === '') return fail('profile.noLabel', 'Give the server a name.', { do: 'none' }, { field: 'label' });
  const { note, caFile } = change;
  // One by one: what else came along would make the profile, and with it the whole index, unreadable.
  await core.state.putProfile({ ...profile, label: change.label.trim(), note, caFile });
  core.record({ what: 'profile.edit', profileId, outcome: 'done' });
  return ok(null);
}

/** Picks the credential by which Tessera lists and revokes. */
export async function setManager(core: Core, profileId: string, manager: Manager): Promise<Result<null>> {
  const profile = core.state.profile(profileId);
  if (!profile) return noSuchProfile();
  if (manager.kind === 'key') {
    const key = core.state.key(manager.keyId);
    if (!key || key.profileId !== profileId) return noSuchKey();
    if (!key.held) return fail('key.notHeld', 'Only a key whose secret is held here can manage the others.');
  }
  if (manager.kind === 'session' && !core.state.session(profileId))
    return fail('profile.signInNeeded', `Sign in to ${profile.label} first.`, { do: 'signIn' });
  await core.state.putProfile({ ...profile, manager });
  core.record({ what: 'profile.manager', profileId, outcome: 'done', ...(manager.kind === 'key' ? { keyId: manager.keyId } : {}) });
  return ok(null);
}

/** What stays on the server and what leaves this machine when a profile is removed; plain sentences. */
export function removalPreview(core: Core, profileId: string): Result<RemovalPreview> {
  const profile = core.state.profile(profileId);
  if (!profile) return noSuchProfile();
  const keys = core.state.keysOf(profileId);
  const held = keys.filter((k) => k.held).length;
  const listed = keys.filter((k) => k.presence.value === 'listed').length;
  const places = keys.reduce((n, k) => n + k.places.length, 0);
  const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
  const network = driverOf(core, profile.kind).description.network;
  return ok({
    stays: [
      ...(network ? [`${listed > 0 ? count(listed, 'key') : 'All keys'} on ${profile.label}: removing the entry revokes nothing.`] : []),
      ...(places > 0 ? [`${count(places, 'place')} in files on this machine where keys were written.`] : []),
    ],
    leaves: [
      ...(held > 0 ? [`${count(held, 'secret')} in the keychain. A server shows a secret once: without a copy elsewhere it is lost.`] : []),
      ...(core.state.session(profileId) ? ['The session; the server is told, if it can be reached.'] : []),
      'The entry itself with your labels and notes.',
    ],
  });
}

/** Removes a profile from this machine: secrets, session, entry. Nothing is revoked. */
export function removeProfile(core: Core, profileId: string, signOut: (id: string) => Promise<unknown>): Promise<Result<null>> {
  return (async () => {
    if (!core.state.profile(profileId)) return noSuchProfile();
    if (core.state.session(profileId)) await signOut(profileId);
    return core.turn(profileId, async (): Promise<Result<null>> => {
      for (const key of core.state.keysOf(profileId)) await eraseSecret(core, key.id, 'mayAsk');
      await dropSession(core, profileId, 'mayAsk');
      await core.state.dropProfile(profileId);
      core.record({ what: 'profile.remove', profileId, outcome: 'done' });
      return ok(null);
    });
  })();
}
