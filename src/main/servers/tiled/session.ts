import type { Profile } from '../../../domain/profile';
import { err, ok, type Problem, type Result } from '../../../domain/result';
import type { HttpFailure } from '../../http/port';
import { failureProblem } from '../common/http';
import { isObject, parseJson, text } from '../common/json';
import { mayCarryCredential } from '../common/web-address';
import type { Credential, DriverContext, Session } from '../driver';
import { type Answer, type Call, refusalOf, refusalProblem, send, statusProblem } from './call';
import { endpoint } from './endpoints';

/** An access token is renewed this long before its end, so that it does not die on the way. */
const MARGIN_MS = 30_000;

export interface Tokens {
  /** The refresh token, as the server gave it. */
  readonly durable: string;
  /** Access token and its end by our clock, as JSON: the driver's own text. */
  readonly volatile: string;
}

/** Reads a token answer (of login or refresh). `expires_in` counts from now, so the server's clock does not matter. */
export function readTokens(body: unknown, now: number): Tokens | null {
  if (!isObject(body)) return null;
  const access = text(body.access_token);
  const refresh = text(body.refresh_token);
  if (!access || !refresh) return null;
  const seconds = typeof body.expires_in === 'number' && body.expires_in > 0 ? body.expires_in : 60;
  return { durable: refresh, volatile: JSON.stringify({ token: access, until: now + seconds * 1000 }) };
}

function readVolatile(volatile: string | null): { readonly token: string; readonly until: number } | null {
  const value = volatile === null ? null : parseJson(volatile);
  return isObject(value) && typeof value.token === 'string' && typeof value.until === 'number'
    ? { token: value.token, until: value.until }
    : null;
}

/** Why a call with a credential has no answer: it never got as far (no valid session), or the request itself failed. */
export type CallError =
  | { readonly stage: 'before'; readonly problem: Problem }
  | { readonly stage: 'request'; readonly failure: HttpFailure };

export const callProblem = (error: CallError): Problem => (error.stage === 'before' ? error.problem : failureProblem(error.failure));

/** Sends requests with one credential. A session's access token is renewed when it is near its end, or once after the server calls it expired. */
export class Caller {
  private durable: string | null;
  private volatile: string | null;
  private renewedHere = false;

  constructor(
    private readonly ctx: DriverContext,
    private readonly profile: Profile,
    private readonly credential: Credential,
  ) {
    const session = credential.kind === 'session' ? credential.session : null;
    this.durable = session?.durable ?? null;
    this.volatile = session?.volatile ?? null;
  }

  async send(call: Omit<Call, 'authorization'>): Promise<Result<Answer, CallError>> {
    const allowed = mayCarryCredential(this.profile);
    if (!allowed.ok) return err({ stage: 'before', problem: allowed.error });
    const authorization = await this.authorization();
    if (!authorization.ok) return err({ stage: 'before', problem: authorization.error });
    const first = await this.attempt(call, authorization.value);
    // A refused token means that nothing was carried out, so even a create may go again.
    if (!first.ok || this.credential.kind !== 'session' || this.renewedHere) return first;
    if (first.value.status !== 401 || refusalOf(first.value) !== 'tokenExpired') return first;
    const renewed = await this.renew(this.credential.session);
    if (!renewed.ok) return err({ stage: 'before', problem: renewed.error });
    return this.attempt(call, renewed.value);
  }

  private async attempt(call: Omit<Call, 'authorization'>, authorization: string): Promise<Result<Answer, CallError>> {
    const result = await send(this.ctx, { ...call, authorization });
    return result.ok ? result : err({ stage: 'request', failure: result.error });
  }

  private async authorization(): Promise<Result<string>> {
    if (this.credential.kind === 'key') return ok(`Apikey ${this.credential.secret}`);
    const access = readVolatile(this.volatile);
    if (access && access.until - MARGIN_MS > this.ctx.now()) return ok(`Bearer ${access.token}`);
    return this.renew(this.credential.session);
  }

  /** Trades the refresh token for new tokens and hands them to the keeper before going on. The old refresh token stays good, so a lost answer costs nothing. */
  private async renew(session: Session): Promise<Result<string>> {
    this.renewedHere = true;
    const result = await send(this.ctx, {
      method: 'POST',
      url: endpoint(this.profile, 'refresh'),
      json: { refresh_token: this.durable ?? session.durable },
    });
    if (!result.ok) return err(failureProblem(result.error));
    const answer = result.value;
    if (answer.status === 401) {
      const refusal = refusalOf(answer);
      return err(refusalProblem(refusal === 'foreign' || refusal === 'badToken' ? refusal : 'sessionExpired', answer.requestId));
    }
    const tokens = answer.status === 200 ? readTokens(answer.body, this.ctx.now()) : null;
    if (tokens === null) return err(statusProblem(answer));
    this.durable = tokens.durable;
    this.volatile = tokens.volatile;
    await session.renewed({ durable: tokens.durable, volatile: tokens.volatile });
    const access = readVolatile(tokens.volatile);
    return ok(`Bearer ${access?.token ?? ''}`);
  }
}
