import { fail, ok, type Result } from '../../domain/result';
import type { Backend } from '../keychain/port';
import type { Core } from './core';
import { keychainProblem } from './problems';
import { finishLeftovers } from './startup';

/** A person asks to unlock: the system may open its dialog, the vault takes the passphrase given. */
export async function unlockKeychain(core: Core, passphrase: string | null): Promise<Result<null>> {
  const { secrets } = core;
  if (secrets.backend === 'vault') {
    if (passphrase === null)
      return fail('keychain.noPassphrase', 'Type the passphrase of the vault.', { do: 'none' }, { field: 'passphrase' });
    const opened = await secrets.stores.vault.open(passphrase);
    await secrets.look();
    if (!opened.ok) return fail(opened.code, opened.message, { do: 'none' }, { field: 'passphrase' });
  } else {
    // Writing a sentinel is what makes a system ask for its password.
    const proof = await secrets.prove(64);
    await secrets.look();
    if (proof.kind !== 'stored') return keychainProblem(proof);
  }
  core.record({ what: 'keychain.unlock', outcome: 'done', code: secrets.backend });
  await finishLeftovers(core);
  return ok(null);
}

/** Makes a store the one that new secrets go to. A vault is opened, or made where there is none; nothing is moved. */
export async function chooseKeychain(core: Core, backend: Backend, passphrase: string | null): Promise<Result<null>> {
  const { vault } = core.secrets.stores;
  if (backend === 'vault') {
    if (passphrase === null)
      return fail('keychain.noPassphrase', 'Type a passphrase for the vault.', { do: 'none' }, { field: 'passphrase' });
    const opened = (await vault.exists()) ? await vault.open(passphrase) : await vault.create(passphrase);
    if (!opened.ok) return fail(opened.code, opened.message, { do: 'none' }, { field: 'passphrase' });
  }
  await core.secrets.choose(backend);
  core.record({ what: 'keychain.choose', outcome: 'done', code: backend });
  return ok(null);
}
