import type { Listing } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { skewOf } from '../../http/port';
import { inDoubt } from '../common/http';
import type { Credential, DriverContext, Revoked, RevokeProblem } from '../driver';
import { apiUrl } from './address';
import { type Answer, isForeign, statusProblem } from './call';
import { SINGLE_USER_PRINCIPAL } from './check';
import { endpoint, isSingleUser } from './endpoints';
import { readWhoAmI } from './rows';
import { Caller, callProblem } from './session';

/** Tiled's own limits; the server tells neither. Expired keys and revoked sessions count. */
const KEY_LIMIT = 100;
const SESSION_LIMIT = 200;

/** Lists all keys of the account. `whoami` needs no scope, so any key can list; `null` means that the server saw a guest, never "no keys". */
export async function list(ctx: DriverContext, profile: Profile, credential: Credential): Promise<Result<Listing>> {
  const caller = new Caller(ctx, profile, credential);
  if (isSingleUser(profile)) return listSingleUser(ctx, profile, caller);
  const result = await caller.send({ method: 'GET', url: endpoint(profile, 'whoami') });
  if (!result.ok) return err(callProblem(result.error));
  const answer = result.value;
  if (answer.status === 500)
    return fail(
      'tiled.listingBroken',
      'The server failed with an error of its own while listing (500). If that stays so, a key with too long a note may be stored there: its administrator must remove it from the database.',
      { do: 'retry' },
      { requestId: answer.requestId },
    );
  if (answer.status !== 200) return err(statusProblem(answer));
  if (answer.body === null)
    return fail(
      'tiled.guest',
      'The server saw a guest instead of your account, so it told nothing about your keys. Sign in again.',
      { do: 'signIn' },
      { requestId: answer.requestId },
    );
  const whoami = readWhoAmI(answer.body);
  if (whoami === null) return err(statusProblem(answer));
  return ok({
    principal: whoami.principal,
    keys: whoami.keys,
    complete: whoami.unreadable === 0 ? { yes: true } : { yes: false, why: `${whoami.unreadable} of the server’s rows could not be read.` },
    asOf: answer.response.at,
    skewMs: skewOf(answer.response),
    usage: { keys: { used: whoami.keyCount, limit: KEY_LIMIT }, sessions: { used: whoami.sessionCount, limit: SESSION_LIMIT } },
    grantableScopes: whoami.scopes,
  });
}

/** A single-user server lists nothing; the listing says so, after the key was shown to the server. */
async function listSingleUser(ctx: DriverContext, profile: Profile, caller: Caller): Promise<Result<Listing>> {
  const result = await caller.send({ method: 'GET', url: apiUrl(profile.address, 'metadata/') });
  if (!result.ok) return err(callProblem(result.error));
  if (result.value.status !== 200) return err(statusProblem(result.value));
  return ok({
    principal: SINGLE_USER_PRINCIPAL,
    keys: [],
    complete: { yes: false, why: 'A server with one fixed key lists none.' },
    asOf: ctx.now(),
    skewMs: skewOf(result.value.response),
    usage: { keys: null, sessions: null },
    grantableScopes: null,
  });
}

/**
 * Revokes one key by its first eight characters; the server looks for them in lower case only, and a query is logged, so never more is sent.
 *
 * The server searches all accounts and takes the first row with these characters. If a stranger's key shares them (one in four thousand
 * million), the answer is "no such API key" though the key lives: so after a 404 the listing is asked before "already gone" is believed.
 */
export async function revoke(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  target: { readonly marks: readonly Mark[]; readonly secret: string | null },
): Promise<Result<Revoked, RevokeProblem>> {
  if (isSingleUser(profile))
    return fail(
      'tiled.notManaged',
      'This server has one fixed key, which cannot be revoked from here: whoever runs the server must start it with another.',
    );
  const firstEight = firstEightOf(target);
  if (firstEight === null)
    return fail('tiled.noFirstEight', 'To revoke a key its first eight characters (0-9, a-f) or the whole key are needed.');
  const caller = new Caller(ctx, profile, credential);
  const result = await caller.send({ method: 'DELETE', url: `${endpoint(profile, 'apikey')}?first_eight=${firstEight}` });
  if (!result.ok) {
    const problem = callProblem(result.error);
    if (result.error.stage === 'before') return err(problem);
    return err(result.error.failure.sent ? inDoubt(problem) : { ...problem, next: { do: 'refresh' } });
  }
  const answer = result.value;
  const { status } = answer;
  if (status >= 500 || status === 408 || (status < 300 && isForeign(answer))) return err(inDoubt(statusProblem(answer)));
  if (status >= 200 && status < 300) return ok({ already: false });
  if (status === 404 && /has no such API key/.test(answer.detail ?? '')) return stillThere(profile, caller, firstEight, answer);
  return err(statusProblem(answer));
}

async function stillThere(profile: Profile, caller: Caller, firstEight: string, answer: Answer): Promise<Result<Revoked, RevokeProblem>> {
  const result = await caller.send({ method: 'GET', url: endpoint(profile, 'whoami') });
  const whoami = result.ok && result.value.status === 200 ? readWhoAmI(result.value.body) : null;
  if (whoami === null) {
    const said = 'The server says that it has no such key, though it could not be asked which it has.';
    return err(inDoubt(fail('tiled.revokeUnclear', said, { do: 'refresh' }, { requestId: answer.requestId }).error));
  }
  // "No such key" is what the server says of another account's keys, too.
  if (profile.principal && whoami.principal.id !== profile.principal.id)
    return fail(
      'profile.otherAccount',
      `The server answered for ${whoami.principal.label}, not for ${profile.principal.label}, so nothing was revoked. Sign in again, or pick another key to manage with.`,
      { do: 'signIn' },
      { requestId: answer.requestId },
    );
  if (whoami.keys.some((k) => k.fragment === firstEight))
    return fail(
      'tiled.firstEightTaken',
      'The server lists this key, though it will not revoke it: another account’s key begins with the same eight characters. Only an administrator can remove it.',
      { do: 'none' },
      { requestId: answer.requestId },
    );
  return ok({ already: true });
}

/**
 * The first eight, in lower case: from a pasted text that is a whole key (72 hex characters) or just these eight, else from a mark. Null for
 * anything else, so that a slip of the hand never revokes some other key.
 */
export function firstEightOf(target: { readonly marks: readonly Mark[]; readonly secret: string | null }): string | null {
  const pasted = target.secret?.trim().toLowerCase() ?? '';
  if (/^([0-9a-f]{8}|[0-9a-f]{72})$/.test(pasted)) return pasted.slice(0, 8);
  const mark = target.marks.find((m) => m.kind === 'firstEight')?.value.toLowerCase() ?? '';
  return /^[0-9a-f]{8}$/.test(mark) ? mark : null;
}
