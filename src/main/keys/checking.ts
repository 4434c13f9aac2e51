import type { Fact } from '../../domain/fact';
import { withOwnCall } from '../../domain/join';
import { type CheckOutcome, type KeyRecord, verdictOf } from '../../domain/key';
import { splitRecord } from '../../domain/link';
import type { Profile } from '../../domain/profile';
import type { Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { Checked } from '../servers/driver';
import { type Core, contextOf, driverOf } from './core';
import { withToldRow } from './link';
import { managerOf } from './sessions';

/**
 * Shows a secret to its server, with what is known at that time. The manager's credential is read without prompting. Where the driver took it
 * (to list before and after), and it is a key, those calls count as our own.
 */
export async function checkSecret(
  core: Core,
  profile: Profile,
  secret: string,
  before: Fact<CheckOutcome> | null,
): Promise<Result<Checked>> {
  const ctx = await contextOf(core, profile);
  if (!ctx.ok) return ctx;
  const manager = await managerOf(core, profile, 'never');
  const started = core.now();
  let wasTaken = false;
  const answer = await driverOf(core, profile.kind).check(ctx.value, profile, secret, {
    before,
    get manager() {
      wasTaken = true;
      return manager.ok ? manager.value : null;
    },
  });
  if (wasTaken && manager.ok && profile.manager.kind === 'key') {
    const ended = core.now();
    await core.state.changeKey(profile.manager.keyId, (now) => {
      const once = withOwnCall(now, started);
      return ended === started ? once : withOwnCall(once, ended);
    });
  }
  return answer;
}

export const outcomeOf = (answer: Result<Checked>): CheckOutcome =>
  answer.ok ? answer.value.outcome : { kind: 'inconclusive', why: answer.error.message };

/** A record with what a check of its secret told, and the ids of records that became part of it. */
export function withCheck(
  core: Core,
  record: KeyRecord,
  answer: Result<Checked>,
  at: Instant,
): { readonly record: KeyRecord; readonly gone: readonly string[] } {
  const outcome = outcomeOf(answer);
  // The row is gone, and the secret lives: they were not one key.
  const wasWrong = outcome.kind === 'live' && record.linked !== undefined && record.presence.value === 'notListed';
  const base = wasWrong ? splitRecord(record, at) : record;
  const { proven: _old, ...rest } = base;
  // What proves nothing does not undo what was proved before.
  const proven = outcome.kind === 'inconclusive' ? verdictOf(base) : null;
  const seen = withOwnCall({ ...rest, check: { value: outcome, source: 'ownCheck', asOf: at }, ...(proven ? { proven } : {}) }, at);
  return answer.ok ? withToldRow(core, seen, answer.value, at) : { record: seen, gone: [] };
}
