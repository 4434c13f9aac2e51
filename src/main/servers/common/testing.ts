import type { Profile, ServerInfo } from '../../../domain/profile';
import type { Result } from '../../../domain/result';
import { nodeHttpWith } from '../../http/node';
import type { Http, HttpRequest } from '../../http/port';
import type { Credential, DriverContext, ServerDriver, Session, SignedIn } from '../driver';

/** Helpers of all drivers' tests: a context over real HTTP, profiles made by probing, sessions that remember what they were given. */

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
  const now = options.now ?? Date.now;
  const inner = options.http ?? nodeHttpWith(now);
  return {
    http: (request) => {
      sent.push(request);
      return inner(request);
    },
    now,
    signal: options.signal ?? new AbortController().signal,
    ca: options.ca ?? null,
    sent,
  };
}

/** Makes profiles of one kind as the app would keep them after probing. */
export const profilesOf =
  (kind: string) =>
  (address: string, server: ServerInfo | null = null, change: Partial<Profile> = {}): Profile => ({
    id: 'profile-1',
    kind,
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
  });

/** Probes as the app does, and makes the profile. */
export const probedBy =
  (driver: ServerDriver) =>
  async (ctx: DriverContext, url: string, change: Partial<Profile> = {}): Promise<Profile> => {
    const { address } = must(driver.parseAddress(url));
    const result = must(await driver.probe(ctx, address));
    return profilesOf(driver.description.kind)(result.address, result.info, change);
  };

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

export const byKey = (secret: string): Credential => ({ kind: 'key', secret });
