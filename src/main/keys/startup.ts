import type { PendingSecret } from '../storage/documents';
import type { Core } from './core';
import { driverOf } from './core';
import { eraseItem, recordFor, withSecret } from './holding';

/**
 * Finishes or removes what a kill left: secrets that arrived in a reserved account become held keys; accounts that could not be removed
 * are tried again. Never prompts: with a locked keychain it is left for the next time, and nothing is lost.
 */
export async function finishLeftovers(core: Core): Promise<void> {
  if (core.state.run.readOnly !== null) return;
  // In its server's turn: an account that a create or hold under way has just reserved is no leftover, and must not be judged before that ends.
  for (const entry of core.state.pending) await core.turn(entry.profileId, () => finish(core, entry));
  for (const item of core.state.toDelete) {
    const erased = await core.secrets.erase(item.account, item.backend, 'never');
    if (erased.kind !== 'deleted' && erased.kind !== 'absent') continue;
    // Others may have been added meanwhile.
    await core.state.setToDelete(core.state.toDelete.filter((d) => d.account !== item.account || d.backend !== item.backend));
  }
}

async function finish(core: Core, entry: PendingSecret): Promise<void> {
  const { state } = core;
  const { account, profileId, backend } = entry;
  if (!state.pending.some((p) => p.account === account)) return;
  // A new secret that no store took waits for the user, and its account with it.
  if (state.rescue?.profileId === profileId) return;
  if (backend === 'memory' || state.keys.some((k) => k.held?.account === account)) return state.dropPending(account);
  const read = await core.secrets.read(account, backend, 'never');
  if (read.kind === 'absent') return state.dropPending(account);
  if (read.kind !== 'found') return;
  const profile = state.profile(profileId);
  if (profile) {
    const { marks } = driverOf(core, profile.kind).recognise(read.secret);
    const base = recordFor(core, profileId, read.secret, marks);
    await state.putKeys([withSecret(core, base, read.secret, { account, backend }, 'created', marks)]);
    if (base.held) await eraseItem(core, base.held.account, base.held.backend, 'never');
    core.record({ what: 'key.recovered', profileId, keyId: base.id, outcome: 'done' });
  } else await eraseItem(core, account, backend, 'never');
  await state.dropPending(account);
}
