import { fragmentOf, type KeyRecord } from '../../domain/key';
import { ok, type Result } from '../../domain/result';
import type { Core } from './core';
import { eraseSecret } from './holding';
import { noSuchKey } from './problems';
import { managerLost } from './sessions';

/** The user's own label, owner and note for a key; never sent anywhere. */
export async function annotate(core: Core, keyId: string, local: KeyRecord['local']): Promise<Result<null>> {
  const record = core.state.key(keyId);
  if (!record) return noSuchKey();
  await core.state.putKeys([{ ...record, local }]);
  core.record({ what: 'key.annotate', profileId: record.profileId, keyId, fragment: fragmentOf(record), outcome: 'done' });
  return ok(null);
}

/** Takes the secret off this machine; the key stays on its server. */
export async function forgetSecret(core: Core, keyId: string): Promise<Result<null>> {
  const record = core.state.key(keyId);
  if (!record) return noSuchKey();
  await eraseSecret(core, keyId, 'mayAsk');
  const left = core.state.key(keyId);
  if (left && left.presence.value !== 'listed' && left.places.length === 0) await core.state.putKeys([], [keyId]);
  await managerLost(core, record.profileId, keyId);
  core.record({ what: 'key.forget', profileId: record.profileId, keyId, fragment: fragmentOf(record), outcome: 'done' });
  return ok(null);
}
