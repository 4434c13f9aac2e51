import { mergeListing, withOwnCall, withoutKnowledge } from '../../domain/join';
import type { ListedKey, Listing } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import { HOUR } from '../../domain/time';
import type { Prompt } from '../keychain/port';
import { type Core, contextOf, driverOf } from './core';
import { managerOf } from './sessions';
import { noteUnlisted } from './unlisted';

/** Problems after which a profile reads "sign in" rather than "not reached". */
const WANTS_USER: readonly Problem['next']['do'][] = ['signIn'];

/**
 * Asks a profile's server which keys there are and joins the answer with what this machine holds. `never` for start and timers: a locked
 * keychain is then a status, not a dialog. Inside the profile's turn.
 */
export async function refreshInTurn(core: Core, profileId: string, prompt: Prompt): Promise<Result<Listing | null>> {
  const profile = core.state.profile(profileId);
  if (!profile) return ok(null);
  const driver = core.drivers.get(profile.kind);
  if (!driver) {
    // Added by a version that knows more kinds: the other servers must not suffer for it.
    const unknown = fail('profile.unknownKind', `This version of Tessera does not know the kind of server that ${profile.label} is.`);
    core.state.setStatus(profileId, { refresh: 'failed', at: core.now(), problem: unknown.error });
    return unknown;
  }
  if (!driver.description.lists || !driver.description.network || profile.server?.manages === false) {
    core.state.setStatus(profileId, { refresh: 'ok', at: core.now(), problem: null });
    return ok(null);
  }
  core.state.setStatus(profileId, { refresh: 'running' });
  const listing = await listWithManager(core, profile, prompt);
  if (!listing.ok) {
    await lost(core, profileId, listing.error);
    return listing;
  }
  const told = await joined(core, profileId, listing.value);
  await probeAgain(core, profileId);
  return told;
}

/** What a server says of itself is asked again after this time: it may have been updated, or its site's rules for keys changed. */
const PROBE_AGAIN_MS = HOUR;

/** Where it cannot be asked now, what it said last stays. Its address is the profile's identity: what answers for another is not taken. */
async function probeAgain(core: Core, profileId: string): Promise<void> {
  const profile = core.state.profile(profileId);
  if (!profile?.server || core.now() - profile.server.probedAt < PROBE_AGAIN_MS) return;
  const ctx = await contextOf(core, profile);
  const probed = ctx.ok ? await driverOf(core, profile.kind).probe(ctx.value, profile.address) : ctx;
  if (!probed.ok || probed.value.address !== profile.address) return;
  const { info } = probed.value;
  await core.state.changeProfile(profileId, (now) => ({ ...now, server: info }));
}

/** {@link refreshInTurn} for one profile or all, each in its own turn: one hanging server delays nobody. */
export async function refresh(core: Core, profileId: string | null, prompt: Prompt): Promise<Result<null>> {
  const ids = profileId === null ? core.state.profiles.map((p) => p.id) : [profileId];
  const answers = await Promise.all(ids.map((id) => core.turn(id, () => refreshInTurn(core, id, prompt))));
  const failed = answers.find((a) => !a.ok);
  return profileId !== null && failed && !failed.ok ? failed : ok(null);
}

async function listWithManager(core: Core, profile: Profile, prompt: Prompt): Promise<Result<Listing>> {
  const credential = await managerOf(core, profile, prompt);
  if (!credential.ok) return credential;
  const ctx = await contextOf(core, profile);
  if (!ctx.ok) return ctx;
  const started = core.now();
  const listing = await driverOf(core, profile.kind).list(ctx.value, profile, credential.value);
  if (profile.manager.kind === 'key') {
    const record = core.state.key(profile.manager.keyId);
    if (record) await core.state.putKeys([withOwnCall(record, started)]);
  }
  return listing;
}

/** Problems of this machine: the server was not asked, so what it said last is as good as before. */
const NOT_ASKED: readonly Problem['next']['do'][] = ['unlockKeychain', 'chooseKeychain'];

/** After a failure everything known stays, with its age. */
async function lost(core: Core, profileId: string, problem: Problem): Promise<void> {
  const now = core.now();
  const wants = WANTS_USER.includes(problem.next.do);
  core.state.setStatus(profileId, { refresh: wants ? 'signInNeeded' : 'failed', at: now, problem });
  if (NOT_ASKED.includes(problem.next.do)) return;
  const records = core.state.keysOf(profileId);
  const doubtful = records.map((r) => withoutKnowledge(r, now)).filter((r, i) => r !== records[i]);
  if (doubtful.length > 0) await core.state.putKeys(doubtful);
}

/** Joins a listing, unless it is another account's. */
async function joined(core: Core, profileId: string, listing: Listing): Promise<Result<Listing>> {
  const profile = core.state.profile(profileId);
  if (!profile) return ok(listing);
  if (profile.principal && profile.principal.id !== listing.principal.id) {
    const other = fail(
      'profile.otherAccount',
      `The server answered for ${listing.principal.label}, not for ${profile.principal.label}. Nothing was joined; add a second server entry for the other account, or sign in again.`,
      { do: 'signIn' },
    );
    await lost(core, profileId, other.error);
    return other;
  }
  if (!profile.principal || profile.principal.label !== listing.principal.label)
    await core.state.putProfile({ ...profile, principal: listing.principal });
  const everyone = profile.everyone === true && listing.administers === true;
  const merged = mergeListing(core.state.keysOf(profileId), listing, profileId, core.newId, {
    everyone,
    grainMs: driverOf(core, profile.kind).description.lastUsedGrainMs,
    neverListed: driverOf(core, profile.kind).description.secretKinds.flatMap((k) => (k.memoryOnly ? [k.id] : [])),
  });
  noteUnlisted(core, merged.gone, everyone);
  // What was learnt is drawn at once; the disk may take its time.
  const saved = core.state.putKeys(merged.upserts, merged.gone);
  core.state.setStatus(profileId, {
    refresh: 'ok',
    at: core.now(),
    listedAt: listing.asOf,
    problem: null,
    usage: listing.usage,
    grantableScopes: listing.grantableScopes,
    incomplete: listing.complete.yes ? null : listing.complete.why,
    skewMs: listing.skewMs,
    administers: listing.administers === true,
  });
  const sessions = listing.keys.filter((k) => k.session).sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  core.state.setSessionRows(profileId, withIds(core.state.sessionRows(profileId), sessions, core.newId));
  await saved;
  return ok(listing);
}

/** Logins under the ids that they had: who is choosing among them must not lose the choice to a refresh. */
function withIds(before: ReadonlyMap<string, ListedKey>, rows: readonly ListedKey[], newId: () => string): ReadonlyMap<string, ListedKey> {
  const sign = ({ marks, createdAt }: ListedKey) => JSON.stringify([marks, createdAt]);
  const known = new Map([...before].map(([id, row]) => [sign(row), id]));
  return new Map(
    rows.map((row) => {
      const id = known.get(sign(row));
      // Of two that cannot be told apart only one can have it.
      known.delete(sign(row));
      return [id ?? newId(), row];
    }),
  );
}
