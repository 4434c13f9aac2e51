import { fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import { hasRow, linkedRecord, splitRecord } from '../../domain/link';
import { fail, type Problem } from '../../domain/result';
import type { Revoked } from '../servers/driver';
import { checkSecret, outcomeOf, withCheck } from './checking';
import type { Core } from './core';
import { readSecret } from './holding';
import { managerLost } from './sessions';
import { lookAgainAt } from './verify';

/** What a revocation proved: `ended` is the key that was meant; else the problem says which key it was, and what became of this one's secret. */
export type Proof = { readonly ended: true; readonly note: string | null } | { readonly ended: false; readonly problem: Problem };

const asMeant: Proof = { ended: true, note: null };

/**
 * Whether the key that the server ended is the one whose secret is held. The server's word on which secret has died decides; where it has none
 * and the row may be another's, the secret is shown to it once more. A secret that may be alive is never let go.
 */
export async function proveRevoked(core: Core, record: KeyRecord, { died }: Revoked): Promise<Proof> {
  const current = core.state.key(record.id) ?? record;
  if (typeof died !== 'string') return lookOnce(core, current);
  if (current.held?.hash === died) return asMeant;
  const other = core.state.keysOf(record.profileId).find((k) => k.id !== record.id && k.held?.hash === died);
  const now = core.now();
  const ended = (key: KeyRecord): KeyRecord => ({
    ...key,
    revokedAt: now,
    presence: { value: 'notListed', source: 'ownCheck', asOf: now },
  });
  // Its own link, if it had one, was to a row that is still there and comes back with the next listing.
  const freed = other && (other.linked ? splitRecord(other, now) : other);
  if (freed) await managerLost(core, freed.profileId, freed.id);
  if (current.held) {
    const { proven: _old, ...split } = splitRecord(current, now);
    await core.state.putKeys([{ ...split, check: null }, ...(freed ? [ended(freed)] : [])]);
    return { ended: false, problem: wrongLink(current, freed ?? null) };
  }
  if (!freed) return asMeant;
  // The row was that key's: its description and places go with it.
  const { linked: _linked, ...whole } = hasRow(freed) ? freed : linkedRecord(freed, current, { by: 'use', at: now });
  await core.state.putKeys([ended(whole)], hasRow(freed) ? [] : [current.id]);
  return { ended: true, note: `It was the key “${nameOf(freed)}”: the secret held here under that name works no more.` };
}

/** Without the server's word: only where several rows show the same part, or the row was linked, need the secret be shown once more. */
async function lookOnce(core: Core, current: KeyRecord): Promise<Proof> {
  const profile = core.state.profile(current.profileId);
  if (!profile || !current.held || !(current.ambiguous || current.linked || hasTwin(core, current))) return asMeant;
  const read = await readSecret(core, current.id, 'mayAsk');
  if (!read.ok) return { ended: false, problem: read.error };
  const checked = await checkSecret(core, profile, read.value.secret, current.check);
  const outcome = outcomeOf(checked);
  if (outcome.kind === 'refused') return asMeant;
  const now = core.now();
  // The row is gone. That the secret lives all the same takes the link back.
  await core.state.changeKey(current.id, (record) => {
    const without: KeyRecord = record.linked ? { ...record, presence: { value: 'notListed', source: 'ownCheck', asOf: now } } : record;
    return withCheck(core, without, checked, now).record;
  });
  lookAgainAt(core, current.id, outcome);
  if (current.linked)
    return {
      ended: false,
      problem:
        outcome.kind === 'live'
          ? wrongLink(current, null)
          : fail(
              'key.linkUnproven',
              `${profile.label} revoked the key of that row. Whether “${nameOf(current)}” is its secret could not be checked: it was kept. Verify it.`,
              { do: 'refresh' },
            ).error,
    };
  const shown = fragmentOf(current) ?? 'the same characters';
  return {
    ended: false,
    problem: fail(
      'key.twinRevoked',
      outcome.kind === 'live'
        ? `${profile.label} revoked another of your keys that begin with ${shown}. The secret held here still works and was kept. Revoke once more to end it.`
        : `Several keys begin with ${shown}, and whether this one was ended could not be checked. Its secret was kept; verify it.`,
      { do: 'refresh' },
    ).error,
  };
}

function wrongLink(current: KeyRecord, other: KeyRecord | null): Problem {
  const which = other
    ? `The key that was revoked is “${nameOf(other)}”, whose secret is held here and works no more.`
    : 'The key that was revoked is another one than the secret held here.';
  return fail(
    'key.wrongLink',
    `${which} “${nameOf(current)}” was linked to that row by mistake: its secret was kept and belongs to no row now. Verify it, and revoke the right row if it is to end.`,
    { do: 'refresh' },
  ).error;
}

function hasTwin(core: Core, record: KeyRecord): boolean {
  const shown = fragmentOf(record);
  return (
    shown !== null &&
    core.state
      .keysOf(record.profileId)
      .some((other) => other.id !== record.id && other.presence.value !== 'notListed' && fragmentOf(other) === shown)
  );
}
