import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { mayCarryCredential } from '../common/web-address';
import type { Credential, DriverContext } from '../driver';
import { type Answer, type Auth, type Call, failureProblem, send, statusProblem } from './call';
import { isOver, type Login, readLogin } from './login';
import { askGeneration, type Generation } from './probe';
import { workspaceIn } from './recognise';

/** Why a call has no answer. `sent`: it may have been carried out all the same. */
export interface CallError {
  readonly problem: Problem;
  readonly sent: boolean;
}

/** A server as one credential reaches it, with the generation of its token API. */
export class Api {
  private constructor(
    readonly ctx: DriverContext,
    readonly profile: Profile,
    readonly generation: Generation,
    private readonly auth: Auth,
    /** Ours, where the credential is one. */
    readonly login: Login | null,
  ) {}

  /** Opens a server with a credential: refuses plain http and a login that is over, and finds the generation out where no probe did. */
  static async open(ctx: DriverContext, profile: Profile, credential: Credential): Promise<Result<Api>> {
    if (credential.kind === 'key') return Api.with(ctx, profile, { kind: 'key', secret: credential.secret });
    const login = readLogin(credential.session.durable);
    if (login === null || isOver(login, ctx.now()))
      return fail('tiledb.sessionOver', 'The sign-in has ended. Sign in again; tokens are not affected.', { do: 'signIn' });
    const allowed = mayCarryCredential(profile, 'tokens');
    return allowed.ok ? ok(new Api(ctx, profile, login.generation, { kind: 'key', secret: login.token }, login)) : allowed;
  }

  static async with(ctx: DriverContext, profile: Profile, auth: Auth): Promise<Result<Api>> {
    const allowed = mayCarryCredential(profile, 'tokens');
    if (!allowed.ok) return allowed;
    const known = profile.server?.details.generation;
    if (known === 'v1' || known === 'v4') return ok(new Api(ctx, profile, known, auth, null));
    const asked = await askGeneration(ctx, profile.address, auth);
    if (!asked.ok) return asked;
    if (asked.value.generation !== 'undecided') return ok(new Api(ctx, profile, asked.value.generation, auth, null));
    return fail(
      'tiledb.notAccepted',
      'The server does not accept the credential, or does not tell what it is even to its owner. Nothing was changed.',
      { do: 'signIn' },
    );
  }

  /** The workspace of the credential, where it names one. */
  get workspace(): string | null {
    return this.login?.workspace ?? (this.auth.kind === 'key' ? workspaceIn(this.auth.secret) : null);
  }

  async call(
    method: Call['method'],
    path: string,
    { json, timeoutMs }: Pick<Call, 'json' | 'timeoutMs'> = {},
  ): Promise<Result<Answer, CallError>> {
    const result = await send(this.ctx, {
      method,
      url: `${this.profile.address}/${this.generation}${path}`,
      auth: this.auth,
      ...(json === undefined ? {} : { json }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return result.ok ? result : err({ problem: failureProblem(result.error), sent: result.error.sent });
  }

  /** A GET that must answer 200. */
  async get(path: string): Promise<Result<Answer>> {
    const result = await this.call('GET', path);
    if (!result.ok) return err(result.error.problem);
    return result.value.status === 200 ? result : err(statusProblem(result.value));
  }
}
