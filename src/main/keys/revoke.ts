import { fragmentOf, type KeyRecord } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import type { RevokeReport } from '../../domain/views';
import type { Revoked } from '../servers/driver';
import { type Core, contextOf, driverOf } from './core';
import { eraseSecret, readSecret } from './holding';
import { noSuchKey } from './problems';
import { refreshInTurn } from './refresh';
import { isOfAnother, phraseFor } from './revoke-preview';
import { proveRevoked } from './revoke-proof';
import { managerLost, managerOf } from './sessions';
import { viewOf } from './state';

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
 * the places where it was put are reported for removal.
 */
export async function revokeKeys(core: Core, request: RevokeRequest): Promise<Result<RevokeReport>> {
  const { keyIds, acknowledged } = request;
  const records = keyIds.map((id) => core.state.key(id));
  for (const record of records) {
    if (!record) return noSuchKey();
    const profile = core.state.profile(record.profileId);
    const revoke = profile && driverOf(core, profile.kind).description.revoke;
    if (!revoke) return fail('key.notRevocable', 'Keys of this kind are revoked where they were made, not from here.');
    if (revoke.acknowledgement !== null && !acknowledged)
      return fail('key.notAcknowledged', `Tick "${revoke.acknowledgement}" first. Nothing was revoked.`);
  }
  const present = records.filter((r) => r !== undefined);
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
        for (const record of group) outcomes.push(await revokeOne(core, record));
        await refreshInTurn(core, profileId, 'never');
        return outcomes;
      }),
    ),
  );
  const byId = new Map(groups.flat().map((o) => [o.keyId, o]));
  return ok({ outcomes: keyIds.flatMap((id) => byId.get(id) ?? []) });
}

async function revokeOne(core: Core, record: KeyRecord): Promise<Outcome> {
  const answer = await atServer(core, record);
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
    result: { ok: true, already: answer.value.already, ...(proof.note === null ? {} : { note: proof.note }) },
    places: left ? viewOf(left).places : [],
    secretRemoved,
  };
}

/** By the manager; a key that may revoke itself serves where there is none. */
async function atServer(core: Core, record: KeyRecord): Promise<Result<Revoked>> {
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
  return answer.ok ? answer : manager;
}
