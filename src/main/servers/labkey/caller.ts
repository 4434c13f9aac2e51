import type { Principal, Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { type HttpFailure, skewOf } from '../../http/port';
import { isObject, type Json, text } from '../common/json';
import { hashMark } from '../common/marks';
import { mayCarryCredential } from '../common/web-address';
import type { Credential, DriverContext } from '../driver';
import { actionUrl } from './address';
import { type Answer, type Call, PATIENCE_MS, send } from './call';
import { CSRF, Jar, SESSION } from './jar';
import { meaningOf } from './meaning';
import { answerProblem, failureProblem, meaningProblem } from './problems';
import { hasDomainBug } from './releases';
import { bothDecide, everAccepted, guestSince, inTurn, lastRefused, noteAccepted, noteGuest, noteRefused, noteShown } from './turns';

/** Whom the server takes us for. */
export interface Account {
  readonly principal: Principal;
  /** Administrator of the root, as far as the flag says. */
  readonly isAdmin: boolean;
}

/** Why a call has no answer: it never got as far (nobody let in), or the request itself failed. */
export type CallError =
  | { readonly stage: 'before'; readonly problem: Problem }
  | { readonly stage: 'request'; readonly failure: HttpFailure };

export const callProblem = (error: CallError): Problem => (error.stage === 'before' ? error.problem : failureProblem(error.failure));

/** `currentUser` of ensureLogin, or the body of whoAmI; null for a guest. */
export function readAccount(user: Json): Account | null {
  const id = typeof user.id === 'number' || typeof user.id === 'string' ? String(user.id) : '';
  if (!/^[1-9]\d{0,9}$/.test(id)) return null;
  const label = text(user.email) || text(user.displayName) || `user ${id}`;
  return { principal: { id, label: label.slice(0, 200) }, isAdmin: user.isAdmin === true || user.isAdmin === 'true' };
}

/** The account of an answer to ensureLogin; null where it is none. */
export function accountOf(answer: Answer): Account | null {
  if (meaningOf(answer) !== 'fine' || !isObject(answer.body) || !isObject(answer.body.currentUser)) return null;
  return readAccount(answer.body.currentUser);
}

/**
 * Shows a key to the server by ensureLogin, which alone says whether a key works: before 24.7.1 every other address takes a bad key for a
 * guest. With an empty jar, since a session would win over the key; in the server's turn, since a bad key delays the next.
 */
export function showKey(ctx: DriverContext, profile: Profile, key: string, jar: Jar): Promise<Result<Answer, HttpFailure>> {
  return inTurn(profile.address, async () => {
    const url = actionUrl(profile.address, 'security-ensureLogin.api');
    const from = ctx.now();
    const result = await send(ctx, { method: 'GET', url, key, jar, timeoutMs: PATIENCE_MS });
    if (!result.ok) return result;
    const meaning = meaningOf(result.value);
    if (meaning === 'badCredential' || meaning === 'guest' || meaning === 'deactivated') noteRefused(profile.address, ctx.now());
    if (meaning === 'guest') noteGuest(profile.address, hashMark(key).value, ctx.now());
    if (accountOf(result.value) !== null) {
      noteAccepted(profile.address, ctx.now());
      const skew = skewOf(result.value.response) ?? 0;
      // The Date header has whole seconds, and each clock runs as it likes meanwhile.
      noteShown(profile.address, hashMark(key).value, { from: from + skew - 1_000, to: result.value.response.at + skew + 2_000 });
    }
    return result;
  });
}

/** Ends the session that showing a key opened, where it opened one. By cookie alone: with the key, a session key would end its own browser session. */
export function logOutLater(ctx: DriverContext, profile: Profile, jar: Jar): void {
  if (jar.get(SESSION) === null) return;
  void inTurn(profile.address, () => logOut({ http: ctx.http, ca: ctx.ca }, profile, jar, 5_000));
}

/** `POST login-logoutApi.api`; true where the server confirmed. */
export async function logOut(
  ctx: Pick<DriverContext, 'http' | 'ca'> & Partial<Pick<DriverContext, 'signal'>>,
  profile: Profile,
  jar: Jar,
  timeoutMs: number,
): Promise<boolean> {
  const csrf = jar.get(CSRF);
  if (csrf === null) return false;
  const answer = await send(ctx, { method: 'POST', url: actionUrl(profile.address, 'login-logoutApi.api'), jar, csrf, timeoutMs });
  return answer.ok && meaningOf(answer.value) === 'fine';
}

interface Request {
  readonly container?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/**
 * One operation with one credential: {@link Caller.open} first, which finds out who we are, then requests, then {@link Caller.close}. A key goes
 * along with each request beside the session that it opened: the session spares the server work, and the key the terms of use.
 */
export class Caller {
  private readonly jar: Jar;
  private readonly kept: string;
  /** The folder in which a query was answered; asked first the next time. */
  container: string | null = null;

  private constructor(
    readonly ctx: DriverContext,
    readonly profile: Profile,
    private readonly credential: Credential,
    jar: Jar,
  ) {
    this.jar = jar;
    this.kept = jar.text();
  }

  /** Confirms the account before anything else: what a guest is told looks like an account without keys. */
  static async open(
    ctx: DriverContext,
    profile: Profile,
    credential: Credential,
  ): Promise<Result<{ readonly caller: Caller; readonly account: Account }, CallError>> {
    const allowed = mayCarryCredential(profile);
    if (!allowed.ok) return err({ stage: 'before', problem: allowed.error });
    const jar = Jar.of(credential.kind === 'session' ? credential.session.volatile : null);
    if (credential.kind === 'session' && jar.get(SESSION) === null) return err({ stage: 'before', problem: sessionEnded(profile).error });
    const caller = new Caller(ctx, profile, credential, jar);
    const failedBefore = lastRefused(profile.address);
    const result =
      credential.kind === 'key'
        ? await showKey(ctx, profile, credential.secret, jar)
        : await send(ctx, { method: 'GET', url: actionUrl(profile.address, 'security-ensureLogin.api'), jar });
    if (!result.ok) return err({ stage: 'request', failure: result.error });
    const account = accountOf(result.value);
    if (account !== null) return ok({ caller, account });
    const meaning = meaningOf(result.value);
    const problem =
      meaning !== 'guest' && meaning !== 'loginPage'
        ? answerProblem(result.value, profile.address)
        : credential.kind === 'session'
          ? sessionEnded(profile).error
          : keyIsGuest(ctx, profile, credential.secret, failedBefore);
    return err({ stage: 'before', problem });
  }

  /** For going on with a key that was just shown and accepted, in the session that this opened. */
  static after(ctx: DriverContext, profile: Profile, credential: Credential, jar: Jar): Caller {
    return new Caller(ctx, profile, credential, jar);
  }

  get(action: string, request: Request = {}): Promise<Result<Answer, CallError>> {
    return this.attempt('GET', action, request);
  }

  /**
   * Sends with the double submit. A token that is not taken is fetched anew, once: the server checks it before it does anything, so even a
   * create may go again.
   */
  async post(action: string, request: Request): Promise<Result<Answer, CallError>> {
    const first = await this.posted(action, request);
    if (!first.ok || meaningOf(first.value) !== 'csrf') return first;
    this.jar.drop(CSRF);
    return this.posted(action, request);
  }

  /** Whom the server takes us for now: for answers that a guest would get, too. */
  async stillIs(account: Account): Promise<boolean> {
    const who = await this.get('login-whoAmI.api');
    return who.ok && isObject(who.value.body) && readAccount(who.value.body)?.principal.id === account.principal.id;
  }

  /** Ends the session of a key without waiting for it, and hands renewed cookies of a signed-in session to their keeper. */
  async close(): Promise<void> {
    if (this.credential.kind === 'key') {
      logOutLater(this.ctx, this.profile, this.jar);
      return;
    }
    const { session } = this.credential;
    if (this.jar.text() !== this.kept) await session.renewed({ durable: session.durable, volatile: this.jar.text() });
  }

  private async posted(action: string, request: Request): Promise<Result<Answer, CallError>> {
    const csrf = await this.token();
    return csrf.ok ? this.attempt('POST', action, request, csrf.value) : csrf;
  }

  private async token(): Promise<Result<string, CallError>> {
    const known = this.jar.get(CSRF);
    if (known !== null) return ok(known);
    const who = await this.get('login-whoAmI.api');
    // What was to be posted has not left.
    if (!who.ok) return err({ stage: 'before', problem: callProblem(who.error) });
    // The cookie comes along with the answer; where something on the way dropped it, the body has the same token.
    const told = this.jar.get(CSRF) ?? (isObject(who.value.body) ? text(who.value.body.CSRF) : null);
    if (told === null) return err({ stage: 'before', problem: answerProblem(who.value, this.profile.address) });
    this.jar.set(CSRF, told);
    return ok(told);
  }

  private async attempt(method: Call['method'], action: string, request: Request, csrf?: string): Promise<Result<Answer, CallError>> {
    const { container, query, ...rest } = request;
    const result = await send(this.ctx, {
      method,
      url: actionUrl(this.profile.address, action, container, query),
      jar: this.jar,
      ...(this.credential.kind === 'key' ? { key: this.credential.secret } : {}),
      ...(csrf === undefined ? {} : { csrf }),
      ...rest,
    });
    return result.ok ? result : err({ stage: 'request', failure: result.error });
  }
}

function sessionEnded(profile: Profile): { readonly ok: false; readonly error: Problem } {
  return fail(
    'labkey.sessionEnded',
    `The session with ${profile.label} has ended, as it does after half an hour without use or when Tessera is closed. Sign in again; keys are not affected.`,
    { do: 'signIn' },
  );
}

/**
 * What a manager's key that is taken for a guest comes to. At first it may be a pause. A minute later it is a bad key, and the user is asked for
 * another instead of the key being shown again and again: each time would count as a failed login, for the keys of all users.
 */
function keyIsGuest(ctx: DriverContext, profile: Profile, key: string, failedBefore: Instant | null): Problem {
  const first = guestSince(profile.address, hashMark(key).value);
  const domainBug = hasDomainBug(profile.server?.version) && !everAccepted(profile.address);
  if (first !== null && !domainBug && bothDecide(first, failedBefore, ctx.now()))
    return meaningProblem('badCredential', 401, profile.address);
  return fail(
    'labkey.keyNotSeen',
    'The server took this key for nobody’s. It may be wrong, expired or revoked; but this server answers the same for a minute when somebody failed to sign in too often. Try again in a minute.',
    { do: domainBug ? 'signIn' : 'retry' },
  ).error;
}
