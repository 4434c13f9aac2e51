import type { CheckOutcome, ListedKey } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { ok, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { hashMark } from '../common/marks';
import { mayCarryCredential } from '../common/web-address';
import type { Checked, CheckKnowledge, DriverContext } from '../driver';
import type { Answer } from './call';
import { type Account, accountOf, Caller, logOutLater, showKey } from './caller';
import { Jar } from './jar';
import { meaningOf } from './meaning';
import { answerProblem, failureProblem, PAUSE_MS } from './problems';
import { accountRows, zoneOf } from './queries';
import { hasDomainBug } from './releases';
import { listedKey, type Row } from './rows';
import { bothDecide, everAccepted, lastRefused, type Show, showsOf } from './turns';
import { instantOf } from './zone';

/** A guest where a key was shown. Before 24.7.1 a bad key looks so, and so does a good one while the server pauses. */
export const LOOKED_LIKE_GUEST =
  'The server took this key for nobody’s. It may be wrong, expired or revoked; but this server answers the same to good keys for a minute when somebody failed to sign in too often. A second look after a minute decides.';

const DOMAIN_BUG =
  'The server took this key for nobody’s. LabKey 23.10 to 24.1 does that to every key where the site has no default domain, so it says nothing about this one. An administrator can set the domain or update the server.';

/** Within which the server notes no further use of a key (observed on 24.11: 601 s), and some air. */
const GRAIN_MS = 630_000;

/** A pause is over after 70 s (observed); the second look comes after a minute at the earliest. */
const LOOK_AGAIN_MS = 75_000;

/**
 * Shows the server this very secret, once, with an empty jar. Refused is what the server calls a bad credential in its own words, which it does
 * since 24.7.1. An older one makes a guest of it, as of a good key while it pauses: then two looks must agree that lie a minute apart, without
 * a failure of ours between them that could have caused a pause.
 *
 * Which row of the list the key is, no listing shows: it is the one whose "last used" moved. It moves at most every ten minutes for each key
 * (observed on 24.11): where it does not move, or several do, the row stays unknown.
 */
export async function check(ctx: DriverContext, profile: Profile, secret: string, known?: CheckKnowledge): Promise<Result<Checked>> {
  const allowed = mayCarryCredential(profile);
  if (!allowed.ok) return allowed;
  const manager = known?.manager ?? null;
  const other = manager !== null && !(manager.kind === 'key' && manager.secret === secret) ? manager : null;
  const opened = other === null ? null : await Caller.open(ctx, profile, other);
  const lister = opened?.ok ? opened.value : null;
  try {
    const before = lister === null ? null : await usesOf(lister.caller, lister.account);
    const jar = new Jar();
    const failedBefore = lastRefused(profile.address);
    const shown = await showKey(ctx, profile, secret, jar);
    if (!shown.ok) return ok({ outcome: { kind: 'inconclusive', why: failureProblem(shown.error).message }, listed: null });
    const account = accountOf(shown.value);
    if (account === null) return ok({ outcome: outcomeOf(ctx, profile, shown.value, known, failedBefore), listed: null });
    const outcome: CheckOutcome = { kind: 'live', principal: account.principal };
    let row: Row | null = null;
    if (lister !== null && before !== null && lister.account.principal.id === account.principal.id) {
      row = movedRow(before, (await usesOf(lister.caller, lister.account)) ?? [], profile, secret);
      logOutLater(ctx, profile, jar);
    } else {
      row = await rowByItself(ctx, profile, account, secret, jar);
    }
    return ok(row === null ? { outcome, listed: null } : { outcome, listed: described(row, profile, account, secret), by: 'use' });
  } finally {
    await lister?.caller.close();
  }
}

function outcomeOf(
  ctx: DriverContext,
  profile: Profile,
  answer: Answer,
  known: CheckKnowledge | undefined,
  failedBefore: Instant | null,
): CheckOutcome {
  const meaning = meaningOf(answer);
  if (meaning === 'badCredential') return { kind: 'refused' };
  const why = answerProblem(answer, profile.address).message;
  if (meaning === 'paused') return { kind: 'inconclusive', why, lookAgainMs: PAUSE_MS };
  if (meaning !== 'guest') return { kind: 'inconclusive', why };
  if (hasDomainBug(profile.server?.version) && !everAccepted(profile.address)) return { kind: 'inconclusive', why: DOMAIN_BUG };
  return secondLook(ctx.now(), known, failedBefore)
    ? { kind: 'refused' }
    : { kind: 'inconclusive', why: LOOKED_LIKE_GUEST, lookAgainMs: LOOK_AGAIN_MS };
}

/** Whether this is a second look that decides: the first made a guest of the key, too. */
function secondLook(now: Instant, known: CheckKnowledge | undefined, failedBefore: Instant | null): boolean {
  const first = known?.before;
  if (first?.value.kind !== 'inconclusive' || first.value.why !== LOOKED_LIKE_GUEST) return false;
  return bothDecide(first.asOf, failedBefore, now);
}

/** Rows with "last used"; null where the server tells none, or could not be asked. */
async function usesOf(caller: Caller, account: Account): Promise<readonly Row[] | null> {
  const rows = await accountRows(caller, account);
  if (!rows.ok || rows.value === 'noQuery' || rows.value.withheld > 0) return null;
  const { rows: all } = rows.value;
  return all.some((r) => r.lastUsed !== undefined) || all.length === 0 ? all : null;
}

/**
 * The one row whose "last used" moved between two listings. Where none moved, the one that we used ourselves before; where one moved though we
 * had used another, neither: somebody else may have used that one just now.
 */
function movedRow(before: readonly Row[], after: readonly Row[], profile: Profile, secret: string): Row | null {
  const was = new Map(before.map((r) => [r.id, r.lastUsed]));
  const moved = after.filter((r) => was.has(r.id) && r.lastUsed !== was.get(r.id));
  const shows = showsOf(profile.address, hashMark(secret).value);
  // Nothing moved: ours was used within the ten minutes before, and so may others have been.
  if (moved.length === 0) return null;
  const earlier = usedThen(after, profile, shows.slice(0, -1)).filter((r) => !moved.includes(r));
  return earlier.length === 0 ? onlyOne(moved) : null;
}

/**
 * With no credential but the key itself there is no listing before it is shown. Ours has been used within the grain, be it just now or before:
 * where one row only was, and just now, that is ours.
 */
async function rowByItself(ctx: DriverContext, profile: Profile, account: Account, secret: string, jar: Jar): Promise<Row | null> {
  const caller = Caller.after(ctx, profile, { kind: 'key', secret }, jar);
  try {
    const rows = (await usesOf(caller, account)) ?? [];
    const shows = showsOf(profile.address, hashMark(secret).value);
    const now = shows.at(-1);
    const lately = now === undefined ? [] : usedThen(rows, profile, [{ from: now.from - GRAIN_MS, to: now.to }]);
    return lately.length === 1 ? onlyOne(usedThen(lately, profile, shows)) : null;
  } finally {
    await caller.close();
  }
}

const onlyOne = (rows: readonly Row[]): Row | null => (rows.length === 1 ? (rows[0] ?? null) : null);

/** Rows whose "last used" lies in one of the spans in which the key was shown. */
function usedThen(rows: readonly Row[], profile: Profile, shows: readonly Show[]): readonly Row[] {
  const zone = zoneOf(profile);
  if (zone === null) return [];
  return rows.filter((row) => {
    const at = row.lastUsed ? instantOf(row.lastUsed, zone) : null;
    return at !== null && shows.some((s) => s.from <= at && at <= s.to);
  });
}

function described(row: Row, profile: Profile, account: Account, secret: string): ListedKey {
  const listed = listedKey(row, zoneOf(profile), account.principal);
  return { ...listed, marks: [hashMark(secret), ...listed.marks] };
}
