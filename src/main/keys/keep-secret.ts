import type { KeyRecord } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import { addProfile } from '../profiles/add';
import { type Core, driverOf } from './core';
import { eraseItem, readSecret, recordFor, withSecret } from './holding';
import { heldWithHash, hostOf, knownByHash } from './known';
import { diskRefused, keychainProblem, noSuchProfile } from './problems';
import { hashOf } from './secrets';

/** Where keys found in files go until the kind of their server is known. */
const KIND = 'other';

/** A secret found in a file, to be kept before the file loses it. */
export interface FoundSecret {
  readonly secret: string;
  /** Whom the file names it for. */
  readonly host: string;
  /** What it is, in words; the kept key's label where it has none. */
  readonly label: string;
}

/** A value with which this is false would come back from the keychain or a form as another one. */
export const canBeKept = (secret: string): boolean => secret !== '' && secret.trim() === secret && !/[\r\n\0]/.test(secret);

/**
 * Sees to it that a secret is in the keychain, exactly as it stands in the file: under the key that it is known to be, else under an entry of
 * kind Other for its host. Answers the key that has it.
 */
export async function keepSecret(core: Core, found: FoundSecret): Promise<Result<KeyRecord>> {
  const hash = hashOf(found.secret);
  const held = heldWithHash(core, hash);
  if (held) return ok(held);
  if (!canBeKept(found.secret))
    return fail(
      'place.cannotKeep',
      `${capitalised(found.label)} has characters with which it cannot be kept unchanged. Keep it elsewhere by hand. Nothing was changed.`,
    );
  const known = knownByHash(core, hash);
  const profile = known ? ok({ profileId: known.profileId }) : await profileFor(core, found.host.toLowerCase());
  if (!profile.ok) return profile;
  return core.turn(profile.value.profileId, () => keepInTurn(core, profile.value.profileId, found));
}

/** What a change to a file takes out of it, by whether it is held. `ownHash`: of the secret that is written. */
export function lostBy<L extends { readonly hash: string }>(
  core: Core,
  leaving: readonly L[],
  ownHash: string | null,
): { readonly known: readonly KeyRecord[]; readonly unheld: readonly L[] } {
  // The same secret may stand in several spots.
  const lost = [...new Map(leaving.map((l) => [l.hash, l])).values()].filter((l) => l.hash !== ownHash);
  return {
    known: lost.flatMap((l) => heldWithHash(core, l.hash) ?? []),
    unheld: lost.filter((l) => heldWithHash(core, l.hash) === undefined),
  };
}

/**
 * Before a file is written: what it loses is proved to be in the keychain, or kept there by `keep`. Fails where that fails, and the file must then
 * not be touched. Answers the keys that were kept just now.
 */
export async function keepLost<L extends { readonly hash: string }>(
  core: Core,
  leaving: readonly L[],
  ownHash: string | null,
  keep: (one: L) => Promise<Result<KeyRecord>>,
): Promise<Result<readonly KeyRecord[]>> {
  for (const known of lostBy(core, leaving, ownHash).known) {
    const still = await readSecret(core, known.id, 'mayAsk');
    // Gone from the keychain: what is in the file is the last copy, and is kept below.
    if (!still.ok && still.error.code !== 'key.absent') return still;
  }
  const kept: KeyRecord[] = [];
  for (const one of lostBy(core, leaving, ownHash).unheld) {
    const done = await keep(one);
    if (!done.ok) return done;
    kept.push(done.value);
  }
  return ok(kept);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function keepInTurn(core: Core, profileId: string, { secret, label }: FoundSecret): Promise<Result<KeyRecord>> {
  const profile = core.state.profile(profileId);
  if (!profile) return noSuchProfile();
  const account = core.newId();
  const backend = core.secrets.backend;
  if (!(await core.state.addPending({ account, profileId, at: core.now(), backend }))) return diskRefused();
  const written = await core.secrets.write(account, secret, 'mayAsk', backend);
  if (written.kind !== 'stored') {
    await core.state.dropPending(account);
    return keychainProblem(written);
  }
  const { marks } = driverOf(core, profile.kind).recognise(secret);
  const base = recordFor(core, profileId, secret, marks);
  const local = { ...base.local, label: base.local.label || label.slice(0, 200) };
  const record = withSecret(core, { ...base, local }, secret, { account, backend }, 'pasted', marks);
  await core.state.putKeys([record]);
  await core.state.dropPending(account);
  if (base.held) await eraseItem(core, base.held.account, base.held.backend, 'mayAsk');
  core.record({ what: 'key.hold', profileId, keyId: record.id, outcome: 'done' });
  return ok(record);
}

/** The entry of kind Other for a host, made where there is none. */
async function profileFor(core: Core, host: string): Promise<Result<{ profileId: string }>> {
  const label = host.slice(0, 200);
  const found = core.state.profiles.find((p) => p.kind === KIND && (hostOf(p.address) === host || (p.address === '' && p.label === label)));
  if (found) return ok({ profileId: found.id });
  const written = host.includes(':') ? `[${host}]` : host;
  // What no address can hold still has a name.
  const address = hostOf(written) === host ? written : '';
  return addProfile(core, { kind: KIND, address, label, note: '', caFile: null, plainHttpAccepted: false });
}
