import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { removeIndexPages } from '../keychain';
import { EMPTY_INDEX, SETTINGS } from '../storage/documents';
import { itemsInCopies } from './backup';
import type { Core } from './core';
import { keychainProblem } from './problems';
import { cancelSecondLooks } from './second-look';
import { forgetTokens } from './sessions';

/**
 * Takes everything of Tessera's off this machine: secrets, sessions, the copy of the index, labels, log. Keys stay on their servers, and
 * lines in files stay where they were written. Answers what could not be removed. Begins only when the keychain answers.
 */
export async function forgetEverything(core: Core, dataFolder: string): Promise<Result<{ left: string[] }>> {
  if (core.state.rescue)
    return fail(
      'key.rescueOpen',
      'A new key still waits for a place to keep its secret. Decide about that one first. Nothing was changed.',
    );
  // What is under way at a server ends first, or it would bring back what was forgotten.
  await Promise.all(core.state.profiles.map((p) => core.turn(p.id, async () => undefined)));
  const status = await core.secrets.look();
  if (status.state !== 'unlocked') {
    const opened = await core.secrets.prove(64);
    if (opened.kind !== 'stored') return keychainProblem(opened);
  }
  const { state, secrets } = core;
  const left: string[] = [];
  const known = [
    ...state.keys.flatMap((k) => (k.held ? [{ account: k.held.account, backend: k.held.backend }] : [])),
    ...state.sessions.map(({ account, backend }) => ({ account, backend })),
    ...state.pending.map(({ account, backend }) => ({ account, backend })),
    ...state.toDelete,
    ...(await itemsInCopies(secrets.stores.os, secrets.backend === 'os' ? 'mayAsk' : 'never')),
  ];
  const items = [...new Map(known.map((item) => [`${item.backend} ${item.account}`, item])).values()];
  const stuck = new Set<string>();
  for (const item of items) {
    const erased = await secrets.erase(item.account, item.backend, 'mayAsk');
    if (erased.kind !== 'deleted' && erased.kind !== 'absent') stuck.add(item.account);
  }
  if (stuck.size > 0) {
    // What went is not held any more, and must not be shown as if it were.
    await state.putKeys(state.keys.flatMap((k) => (k.held && !stuck.has(k.held.account) ? [{ ...k, held: null }] : [])));
    return fail(
      'forget.stuck',
      `${stuck.size} of ${items.length} secrets could not be taken out of the keychain, so the index that names them was kept. Unlock the keychain and try again.`,
      { do: 'unlockKeychain' },
    );
  }
  // The vault goes as a file.
  for (const account of ['index', 'index-lost'] as const) {
    const removed = await removeIndexPages(secrets.stores.os, secrets.backend === 'os' ? 'mayAsk' : 'never', account);
    if (removed.kind === 'deleted' || removed.kind === 'absent') continue;
    // Where there is no keychain, and none is in use, none has a copy.
    if (secrets.backend !== 'os' && removed.kind === 'unavailable') continue;
    left.push('A copy of the index in the keychain; it names servers, no secret.');
    break;
  }
  const places = state.keys.reduce((n, k) => n + k.places.length, 0);
  if (places > 0) left.push(`${places} ${places === 1 ? 'place' : 'places'} in files where keys were written.`);
  await state.replaceIndex(EMPTY_INDEX);
  core.tickets.clear();
  cancelSecondLooks(core);
  forgetTokens(core);
  await secrets.choose('os');
  await state.setSettings(SETTINGS.empty);
  await secrets.stores.vault.close();
  await rest(dataFolder);
  left.push(`The folder ${dataFolder}, with an index and settings that name nothing; delete it once Tessera has quit.`);
  return ok({ left });
}

/** Logs, the vault, and the copies that were kept of damaged or older documents. */
async function rest(dataFolder: string): Promise<void> {
  const names = await readdir(dataFolder).catch(() => []);
  const ours = /^(activity(\.1)?\.jsonl|tessera\.log(\.1)?|vault\.tessera.*|(index|settings)\.json\..+)$/;
  await Promise.all(names.filter((name) => ours.test(name)).map((name) => rm(join(dataFolder, name), { force: true })));
}
