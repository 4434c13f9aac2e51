import { fragmentOf, type KeyRecord } from '../../domain/key';
import { err, fail, ok, type Problem, type Result } from '../../domain/result';
import type { RevokeReport } from '../../domain/views';
import type { Revoked, RevokeProblem } from '../servers/driver';
import { type Core, contextOf, driverOf } from './core';
import { eraseSecret, readSecret } from './holding';
import { noSuchKey } from './problems';
import { refreshInTurn } from './refresh';
import { isOfAnother, phraseFor } from './revoke-preview';
import { proveRevoked } from './revoke-proof';
import { managerLost, managerOf } from './sessions';
import { viewOf } from './state';
import { isUnlisted } from './unlisted';

export interface RevokeRequest {
  readonly keyIds: readonly string[];
  /** The tick that a server's own console would ask for. */
  readonly acknowledged: boolean;
  /** The words that the preview asks for, where it does. */
  readonly typed?: string | undefined;
  /** Of how many keys these are a portion; the words name that number. */
  readonly total?: number | undefined;
}

type Outcome = RevokeReport['outcomes'][number];

/**
 * Revokes keys at their servers, one after the other for each server, servers side by side. A revoked key's secret leaves the keychain;
 * the places where it was put are reported for removal. Where an answer was lost, the
 * listing that follows them all says what became of the key; none is sent twice.
 */
export async function revokeKeys(core: Core, request: RevokeRequest): Promise<Result<RevokeReport>> {
  const { keyIds, acknowledged } = request;
  const present = keyIds.flatMap((id) => core.state.key(id) ?? []);
  for (const record of present) {
    const profile = core.state.profile(record.profileId);
    const revoke = profile && driverOf(core, profile.kind).description.revoke;
    if (!revoke) return fail('key.notRevocable', 'Keys of this kind are revoked where they were made, not from here.');
    if (revoke.acknowledgement !== null && !acknowledged)
      return fail('key.notAcknowledged', `Tick "${revoke.acknowledgement}" first. Nothing was revoked.`);
  }
  const phrase = phraseFor(Math.max(request.total ?? 0, present.length), present.some(isOfAnother));
  if (phrase !== null && request.typed?.trim() !== phrase)
    return fail('key.notTyped', `Type “${phrase}” first. Nothing was revoked.`, { do: 'none' }, { field: 'typed' });
  const profileIds = [...new Set(present.map((r) => r.profileId))];
  const groups = await Promise.all(
    profileIds.map((profileId) =>
      core.turn(profileId, async () => {
        const outcomes: Outcome[] = [];
        // The manager's own key goes last: the others still need it.
        const profile = core.state.profile(profileId);
        const managerKey = profile?.manager.kind === 'key' ? profile.manager.keyId : null;
        const group = present
          .filter((r) => r.profileId === profileId)
          .sort((a, b) => Number(a.id === managerKey) - Number(b.id === managerKey));
        const doubts: { readonly record: KeyRecord; readonly problem: Problem }[] = [];
        for (const record of group) {
          const answer = await atServer(core, record);
          if (answer.ok) {
            outcomes.push(await settled(core, record, answer));
            continue;
          }
          // Whether it is ambiguous is no business of the window: with one property more the answer would break the contract.
          const { ambiguous, ...problem } = answer.error;
          if (ambiguous) doubts.push({ record, problem });
          else outcomes.push(await settled(core, record, err(problem)));
        }
        const listing = await refreshInTurn(core, profileId, 'never');
        if (doubts.length === 0) return outcomes;
        // Rarely needed: start does without it.
        const { afterDoubt } = await import('./revoke-doubt');
        for (const { record, problem } of doubts) {
          const found = afterDoubt(core, record, problem, listing);
          outcomes.push(await settled(core, record, found, 'The answer was lost; the server lists it no more.'));
        }
        return outcomes;
      }),
    ),
  );
  const byId = new Map(groups.flat().map((o) => [o.keyId, o]));
  return ok({ outcomes: keyIds.map((id) => byId.get(id) ?? vanished(core, id)) });
}

/** A key that left the table before it was its turn: gone where a listing showed that, and no reason to leave the others alone. */
const vanished = (core: Core, keyId: string): Outcome => ({
  keyId,
  result: isUnlisted(core, keyId) ? { ok: true, already: true } : { ok: false, problem: noSuchKey().error },
  places: [],
  secretRemoved: true,
});

/** Carries out here what came of a revocation at the server. `lost` says how that was found where its answer was lost. */
async function settled(core: Core, record: KeyRecord, answer: Result<Revoked>, lost: string | null = null): Promise<Outcome> {
  const fragment = fragmentOf(record);
  core.record({
    what: 'key.revoke',
    profileId: record.profileId,
    keyId: record.id,
    fragment,
    outcome: answer.ok ? 'done' : 'failed',
    ...(answer.ok ? {} : { code: answer.error.code }),
  });
  if (!answer.ok) return { keyId: record.id, result: { ok: false, problem: answer.error }, places: [], secretRemoved: false };
  const proof = await proveRevoked(core, record, answer.value);
  if (!proof.ended) return { keyId: record.id, result: { ok: false, problem: proof.problem }, places: [], secretRemoved: false };
  const note = [lost, proof.note].filter((words) => words !== null).join(' ');
  const now = core.now();
  await core.state.changeKey(record.id, (key) => ({
    ...key,
    revokedAt: now,
    presence: { value: 'notListed', source: 'ownCheck', asOf: now },
  }));
  const secretRemoved = await eraseSecret(core, record.id, 'mayAsk');
  const left = core.state.key(record.id);
  await managerLost(core, record.profileId, record.id);
  if (left && left.places.length === 0) await core.state.putKeys([], [record.id]);
  return {
    keyId: record.id,
    result: { ok: true, already: answer.value.already, ...(note === '' ? {} : { note }) },
    places: left ? viewOf(left).places : [],
    secretRemoved,
  };
}

/** By the manager; a key that may revoke itself serves where there is none. */
async function atServer(core: Core, record: KeyRecord): Promise<Result<Revoked, RevokeProblem>> {
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchKey();
  const driver = driverOf(core, profile.kind);
  const ctx = await contextOf(core, profile);
  if (!ctx.ok) return ctx;
  const manager = await managerOf(core, profile, 'mayAsk');
  if (manager.ok) {
    const answer = await driver.revoke(ctx.value, profile, manager.value, { marks: record.marks, secret: null });
    // A key without any name can be named to its server only by itself.
    if (answer.ok || answer.error.field !== 'secret' || !record.held) return answer;
    const itself = await readSecret(core, record.id, 'mayAsk');
    return itself.ok ? driver.revoke(ctx.value, profile, manager.value, { marks: record.marks, secret: itself.value.secret }) : itself;
  }
  if (!record.held) return manager;
  const own = await readSecret(core, record.id, 'mayAsk');
  if (!own.ok) return manager;
  const answer = await driver.revoke(
    ctx.value,
    profile,
    { kind: 'key', secret: own.value.secret },
    { marks: record.marks, secret: own.value.secret },
  );
  return answer.ok || answer.error.ambiguous ? answer : manager;
}
