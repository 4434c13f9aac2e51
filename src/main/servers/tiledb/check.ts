import type { CheckOutcome, ListedKey } from '../../../domain/key';
import { compareMarks, type Mark } from '../../../domain/mark';
import type { Profile } from '../../../domain/profile';
import { ok, type Result } from '../../../domain/result';
import { skewOf } from '../../http/port';
import { mayCarryCredential } from '../common/web-address';
import type { Checked, CheckKnowledge, Credential, DriverContext } from '../driver';
import { Api } from './api';
import { type Answer, isRefusal, statusProblem } from './call';
import { identityPath, readIdentity } from './identity';
import { list } from './listing';
import { claimsOf, marksOf } from './recognise';
import { expiryAt } from './rows';

const NARROW =
  'the server does not tell this token whose it is. It may have ended, or its scope may not reach the account, which a token for arrays alone need not.';

/**
 * Shows the server this very token by asking whose it is. Tokens of narrow scope may be refused that, with 401 or 403, and nobody has published
 * how to tell that from a dead token. So 401 counts as a refusal only with more against it: the token's own end has passed, or it was accepted
 * before (scopes cannot change), or the complete list of its account lacks it.
 */
export async function check(ctx: DriverContext, profile: Profile, secret: string, known?: CheckKnowledge): Promise<Result<Checked>> {
  const allowed = mayCarryCredential(profile, 'tokens');
  if (!allowed.ok) return allowed;
  const listed = offline(secret);
  const inconclusive = (why: string) => ok({ outcome: { kind: 'inconclusive', why }, listed } as const);
  const opened = await Api.with(ctx, profile, { kind: 'key', secret });
  if (!opened.ok) return inconclusive(opened.error.message);
  const sent = await opened.value.call('GET', identityPath(opened.value));
  if (!sent.ok) return inconclusive(sent.error.problem.message);
  const answer = sent.value;
  const identity = answer.status === 200 ? readIdentity(answer) : null;
  if (identity !== null) return ok({ outcome: { kind: 'live', principal: identity.principal }, listed });
  if (!isRefusal(answer)) return inconclusive(statusProblem(answer).message);
  if (isRefused(answer, secret, known)) return ok({ outcome: { kind: 'refused' }, listed });
  const manager = known?.manager ?? null;
  return manager === null ? inconclusive(NARROW) : inListing(ctx, profile, manager, secret, answer.status);
}

function isRefused(answer: Answer, secret: string, known: CheckKnowledge | undefined): boolean {
  const end = claimsOf(secret)?.expiresAt ?? null;
  if (end !== null && end <= answer.response.at + (skewOf(answer.response) ?? 0)) return true;
  return answer.status === 401 && known?.before?.value.kind === 'live';
}

/** Whether the account's list has the token that was refused. */
async function inListing(
  ctx: DriverContext,
  profile: Profile,
  manager: Credential,
  secret: string,
  status: number,
): Promise<Result<Checked>> {
  const answer = (outcome: CheckOutcome, listed: ListedKey | null) => ok({ outcome, listed });
  const listing = await list(ctx, profile, manager);
  if (!listing.ok) return answer({ kind: 'inconclusive', why: NARROW }, offline(secret));
  const { keys, complete, principal } = listing.value;
  const marks = marksOf(secret);
  const row = findRow(keys, marks);
  if (row !== null)
    return answer(
      { kind: 'inconclusive', why: 'the server lists this token, whose scope does not let it say whose it is.' },
      { ...row, marks: [...marks, ...row.marks.filter((m) => !marks.some((k) => k.kind === m.kind))] },
    );
  const userId = claimsOf(secret)?.userId ?? null;
  const isMissing = complete.yes && userId === principal.id && keys.every((k) => compareMarks(k.marks, marks) === 'different');
  return isMissing && status === 401
    ? answer({ kind: 'refused' }, offline(secret))
    : answer({ kind: 'inconclusive', why: NARROW }, offline(secret));
}

/** The row of a token: by proof, else the only one that may be it. */
export function findRow(rows: readonly ListedKey[], marks: readonly Mark[]): ListedKey | null {
  const proven = rows.find((r) => compareMarks(r.marks, marks) === 'same');
  if (proven) return proven;
  const likely = rows.filter((r) => compareMarks(r.marks, marks) === 'perhaps');
  return likely.length === 1 ? (likely[0] ?? null) : null;
}

/** What a signed token tells of itself, without asking anybody: when it was issued and ends. Null for any other. */
export function offline(secret: string): ListedKey | null {
  const claims = claimsOf(secret);
  if (claims === null) return null;
  return {
    marks: marksOf(secret),
    name: null,
    fragment: `…${secret.slice(-7)}`,
    scopes: null,
    fullAccess: false,
    accessTags: null,
    expiry: expiryAt(claims.expiresAt),
    createdAt: claims.issuedAt,
    lastUsed: 'notTold',
    owner: null,
    warnings: [],
    session: false,
  };
}
