import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { IndexBackup } from '../keychain';
import { EMPTY_INDEX } from '../storage/documents';
import type { Core } from './core';
import { keychainProblem } from './problems';

/**
 * Takes everything of Tessera's off this machine: secrets, sessions, the copy of the index, labels, log. Keys stay on their servers, and
 * lines in files stay where they were written. Answers what could not be removed. Begins only when the keychain answers.
 */
export async function forgetEverything(core: Core, dataFolder: string): Promise<Result<{ left: string[] }>> {
  const status = await core.secrets.look();
  if (status.state !== 'unlocked') {
    const opened = await core.secrets.prove(64);
    if (opened.kind !== 'stored') return keychainProblem(opened);
  }
  const { state, secrets } = core;
  const left: string[] = [];
  const items = [
    ...state.keys.flatMap((k) => (k.held ? [{ account: k.held.account, backend: k.held.backend }] : [])),
    ...state.sessions.map(({ account, backend }) => ({ account, backend })),
    ...state.pending.map(({ account, backend }) => ({ account, backend })),
    ...state.toDelete,
  ];
  const stuck = [];
  for (const item of items) {
    const erased = await secrets.erase(item.account, item.backend, 'mayAsk');
    if (erased.kind !== 'deleted' && erased.kind !== 'absent') stuck.push(item);
  }
  if (stuck.length > 0)
    return fail(
      'forget.stuck',
      `${stuck.length} of ${items.length} secrets could not be taken out of the keychain, so the index that names them was kept. Unlock the keychain and try again.`,
      { do: 'unlockKeychain' },
    );
  // An empty copy over the old one: an index without keys.
  if (secrets.backend !== 'memory') {
    const written = await new IndexBackup(secrets.stores[secrets.backend]).write(JSON.stringify({ version: 1, data: EMPTY_INDEX }));
    if (written.kind !== 'stored' && written.kind !== 'unchanged')
      left.push('The copy of the index in the keychain; it names servers, no secret.');
  }
  const places = state.keys.reduce((n, k) => n + k.places.length, 0);
  if (places > 0) left.push(`${places} ${places === 1 ? 'place' : 'places'} in files where keys were written.`);
  if (await secrets.stores.vault.exists()) left.push('The vault file, without your keys; delete it with the data folder.');
  await state.replaceIndex(EMPTY_INDEX);
  core.tickets.clear();
  await Promise.all(['activity.jsonl', 'activity.1.jsonl', 'tessera.log'].map((name) => rm(join(dataFolder, name), { force: true })));
  return ok({ left });
}
