import type { Profile, ServerInfo } from '../../../domain/profile';
import { ok, type Result } from '../../../domain/result';
import { nodeHttpWith } from '../../http/node';
import type { Http, HttpRequest } from '../../http/port';
import type { CreatedKey, CreateProblem, Credential, DriverContext, Session, SignedIn } from '../driver';
import { labkey } from './index';

/** Helpers of the driver's tests: a context over real HTTP, profiles made by probing, sessions that remember what they were given. */

/** Answers the value or fails the test with the problem's own words. */
export function must<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw new Error(`expected success, got ${JSON.stringify(result.error)}`);
}

/** Answers the error or fails the test. */
export function mustFail<T, E>(result: Result<T, E>): E {
  if (!result.ok) return result.error;
  throw new Error('expected a problem, got success');
}

export interface TestContext extends DriverContext {
  readonly sent: HttpRequest[];
}

/** A driver context over loopback that keeps what was sent. */
export function context(
  options: { readonly now?: () => number; readonly http?: Http; readonly signal?: AbortSignal; readonly ca?: string } = {},
): TestContext {
  const sent: HttpRequest[] = [];
  const inner = options.http ?? nodeHttpWith(options.now ?? Date.now);
  return {
    http: (request) => {
      sent.push(request);
      return inner(request);
    },
    now: options.now ?? Date.now,
    signal: options.signal ?? new AbortController().signal,
    ca: options.ca ?? null,
    sent,
  };
}

/** A profile as the app would keep it after probing. */
export function profileOf(address: string, server: ServerInfo | null = null, change: Partial<Profile> = {}): Profile {
  return {
    id: 'profile-1',
    kind: 'labkey',
    label: 'test',
    address,
    principal: null,
    manager: { kind: 'none' },
    server,
    caFile: null,
    plainHttpAccepted: false,
    addedAt: 0,
    note: '',
    ...change,
  };
}

export async function probed(ctx: DriverContext, url: string, change: Partial<Profile> = {}): Promise<Profile> {
  const { address } = must(labkey.parseAddress(url));
  const result = must(await labkey.probe(ctx, address));
  return profileOf(result.address, result.info, change);
}

/** A session whose keeper is a variable. */
export class KeptSession implements Session {
  renewals = 0;

  constructor(
    public durable: string,
    public volatile: string | null,
  ) {}

  async renewed(next: { readonly durable: string; readonly volatile: string | null }): Promise<void> {
    this.renewals += 1;
    this.durable = next.durable;
    this.volatile = next.volatile;
  }

  get credential(): Credential {
    return { kind: 'session', session: this };
  }
}

export function sessionOf(signedIn: SignedIn): KeptSession {
  if (signedIn.credential.kind !== 'session') throw new Error('expected a session');
  return new KeptSession(signedIn.credential.durable, signedIn.credential.volatile);
}

/** Signs in with a password. */
export async function login(ctx: DriverContext, profile: Profile, email: string, password: string): Promise<KeptSession> {
  return sessionOf(must(await labkey.signIn(ctx, profile, 'password', { email }, { password })));
}

/** Makes a key as the app does: asks for its row once the secret has arrived. */
export async function make(...args: Parameters<typeof labkey.create>): Promise<Result<CreatedKey, CreateProblem>> {
  const made = await labkey.create(...args);
  return made.ok && made.value.look ? ok({ ...made.value, listed: await made.value.look() }) : made;
}

export const byKey = (secret: string): Credential => ({ kind: 'key', secret });

/** A key of the right shape that no server has. */
export const WRONG_KEY = '0123456789abcdef'.repeat(4);
