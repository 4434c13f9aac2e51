import { newRecord } from '../../domain/join';
import type { Core } from './core';
import { driverOf } from './core';
import { withSecret } from './holding';

/**
 * Finishes or removes what a kill left: secrets that arrived in a reserved account become held keys; accounts that could not be removed
 * are tried again. Never prompts: with a locked keychain it is left for the next time, and nothing is lost.
 */
export async function finishLeftovers(core: Core): Promise<void> {
  for (const entry of core.state.pending) {
    if (entry.backend === 'memory') {
      await core.state.dropPending(entry.account);
      continue;
    }
    const taken = core.state.keys.some((k) => k.held?.account === entry.account);
    if (taken) {
      await core.state.dropPending(entry.account);
      continue;
    }
    const read = await core.secrets.read(entry.account, entry.backend, 'never');
    if (read.kind === 'absent') await core.state.dropPending(entry.account);
    if (read.kind !== 'found') continue;
    const profile = core.state.profile(entry.profileId);
    if (!profile) {
      await core.secrets.erase(entry.account, entry.backend, 'never');
    } else {
      const { marks } = driverOf(core, profile.kind).recognise(read.secret);
      const fitting = core.state
        .keysOf(profile.id)
        .filter((k) => !k.held && k.marks.some((m) => marks.some((s) => s.kind === m.kind && s.value === m.value)));
      const base = (fitting.length === 1 ? fitting[0] : undefined) ?? newRecord(core.newId(), profile.id, core.now());
      await core.state.putKeys([withSecret(core, base, read.secret, entry.account, entry.backend, 'created', marks)]);
      core.record({ what: 'key.recovered', profileId: profile.id, keyId: base.id, outcome: 'done' });
    }
    await core.state.dropPending(entry.account);
  }
  const left = [];
  for (const item of core.state.toDelete) {
    const erased = await core.secrets.erase(item.account, item.backend, 'never');
    if (erased.kind !== 'deleted' && erased.kind !== 'absent') left.push(item);
  }
  if (left.length !== core.state.toDelete.length) await core.state.setToDelete(left);
}
