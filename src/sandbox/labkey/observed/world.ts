import { type LabKeyRelease, type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from '../index';
import type { Meanings } from './compare';
import type { Observation, ObservedRelease, ObservedRequest } from './observation';
import { type Answer, type Jar, send } from './send';
import { TurnedClock } from './turned-clock';

/** The recordings' two accounts; a third is made on the way. Ids follow from 1003 on, as on the real servers. */
const USERS = [
  { email: 'admin@lab.test', password: 'admin-secret', admin: true },
  { email: 'ada@lab.test', password: 'ada-secret' },
] as const;

const SANDBOX_OF: Readonly<Record<ObservedRelease, { readonly version: LabKeyRelease; readonly versionString: string }>> = {
  '24.1.2': { version: '24.1', versionString: '24.1.2' },
  '24.2.0': { version: '24.2', versionString: '24.2.0' },
  '24.3.11': { version: '24.3', versionString: '24.3.11' },
  '24.7.0': { version: '24.7.0', versionString: '24.7.0' },
  '24.7.1': { version: '24.7.1', versionString: '24.7.1' },
  '24.10.0': { version: '24.10', versionString: '24.10.0' },
  '24.11': { version: '24.11', versionString: '24.11-SNAPSHOT' },
};

/** The day of the recordings. */
const THEN = Date.UTC(2026, 10, 21, 12, 54, 30);

const userOf = (name: string): string => `${name}@lab.test`;

/** One server with the cookie jars, keys and times that a recording speaks of. */
export class World implements Meanings {
  readonly times = new Map<string, string>();
  private readonly jars = new Map<string, Jar>();
  private readonly keys = new Map<string, string>();
  private lastMade = 0;

  private constructor(
    readonly release: ObservedRelease,
    readonly sandbox: LabKeySandbox,
    readonly clock: TurnedClock,
  ) {}

  static async start(release: ObservedRelease, played: ObservedRelease, options: LabKeySandboxOptions): Promise<World> {
    const clock = new TurnedClock(THEN);
    const sandbox = await startLabKeySandbox({
      ...SANDBOX_OF[played],
      now: clock.now,
      sleep: clock.sleep,
      users: USERS,
      // The recorded 24.11 was built before its sessions ended with a password.
      passwordChangeEndsSessions: false,
      ...options,
    });
    return new World(release, sandbox, clock);
  }

  get origin(): string {
    return new URL(this.sandbox.url).origin;
  }

  /** Below the origin: '' or the context path. */
  get base(): string {
    return new URL(this.sandbox.url).pathname.replace(/\/$/, '');
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  of(placeholder: string): string | number | undefined {
    const [kind = '', name = ''] = placeholder.split(':');
    const [bare = '', how] = name.split('|');
    if (kind === 'user') return this.sandbox.state.userOf(userOf(bare))?.id;
    if (kind === 'password') return USERS.find(({ email }) => email === userOf(bare))?.password;
    if (kind === 'csrf') return this.jars.get(bare)?.get('X-LABKEY-CSRF');
    if (kind === 'session') return this.jars.get(bare)?.get('JSESSIONID');
    const key = this.keys.get(bare);
    if (key === undefined) return undefined;
    if (how === 'upper') return key.toUpperCase();
    return how === 'base64' ? Buffer.from(`apikey:${key}`).toString('base64') : key;
  }

  learn(placeholder: string, value: string): void {
    this.keys.set(placeholder.replace(/^key:/, ''), value);
  }

  /** Sends a recorded request as often as it was sent at once, and answers what came back. */
  async answers(observation: Observation): Promise<readonly Answer[]> {
    const request = this.filled(observation.request);
    const jar = request.jar === undefined ? null : this.jarOf(request.jar);
    this.clock.turn(10);
    this.clock.restart();
    const together = observation.together ?? 1;
    if (together === 1) return [await send(this.origin, request, jar)];
    this.clock.expect(together);
    return Promise.all(
      Array.from({ length: together }, async () => {
        const answer = await send(this.origin, request, jar);
        this.clock.arrived();
        return answer;
      }),
    );
  }

  /** A fresh jar with the user's session. */
  async signIn(jar: string, user: 'ada' | 'admin'): Promise<void> {
    this.jars.set(jar, new Map());
    await this.visit(jar);
    const body = JSON.stringify({ email: userOf(user), password: this.of(`password:${user}`) });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await send(this.origin, { method: 'POST', path: `${this.base}/login-loginApi.api`, headers, body }, this.jarOf(jar));
    if (answer.status !== 200) throw new Error(`${user} could not sign in: ${answer.status} ${answer.body}`);
  }

  /** The jar's session, whoever it belongs to, looks in. */
  async visit(jar: string): Promise<void> {
    await send(this.origin, { method: 'GET', path: `${this.base}/login-whoAmI.api` }, this.jarOf(jar));
  }

  /** A key that the recording uses without showing how it was made. */
  makeKey(name: string, user: 'ada' | 'admin', description: string | null = null): void {
    this.keys.set(name, this.addKey(user, description));
  }

  /** The same, but the key gets this row: keys of Ada's that the recording does not show come before it. */
  makeKeyAt(rowId: number, name: string, description: string | null = null, before: string | null = null): void {
    // Descriptions are given when a key is made, so the row must be known first: rows count up from the last one made.
    for (let next = this.lastRow + 1; next < rowId; next += 1) this.addKey('ada', before);
    this.makeKey(name, 'ada', description);
    if (this.lastRow !== rowId) throw new Error(`key ${name} should have row ${rowId} and has ${this.lastRow}`);
  }

  async useWrongKey(): Promise<void> {
    await send(this.origin, { method: 'GET', path: '/security-ensureLogin.api', basic: `apikey:${'0'.repeat(64)}` }, null);
  }

  /** Gives a user another password, or the one of the start. */
  setPassword(user: 'ada' | 'admin', password = String(this.of(`password:${user}`))): void {
    const account = this.sandbox.state.userOf(userOf(user));
    if (account) this.sandbox.state.setPassword(account, password);
  }

  async useKey(name: string): Promise<void> {
    await send(this.origin, { method: 'GET', path: '/security-ensureLogin.api', basic: `apikey:${this.of(`key:${name}`)}` }, null);
  }

  /** The row of a known secret, as the recorder put one in by SQL. */
  putKeyOf(user: string, secret: string): void {
    const owner = this.sandbox.state.userOf(userOf(user));
    if (!owner) throw new Error(`no user ${user}`);
    this.lastMade = this.sandbox.state.addKey(owner.id, { secret }).key.rowId;
  }

  /** Moves an expiry, as the recorder did by SQL. */
  setExpiration(name: string, at: number): void {
    const row = this.sandbox.state.keyOf(String(this.of(`key:${name}`)));
    if (!row) throw new Error(`no key ${name}`);
    row.key.expiration = at;
  }

  /** The highest row so far. */
  private get lastRow(): number {
    return Math.max(this.lastMade, ...this.sandbox.state.keys.map(({ rowId }) => rowId));
  }

  private addKey(user: 'ada' | 'admin', description: string | null): string {
    const owner = this.sandbox.state.userOf(userOf(user));
    if (!owner) throw new Error(`no user ${user}`);
    this.clock.turn(10);
    const { secret, key } = this.sandbox.state.addKey(owner.id, { description });
    this.lastMade = key.rowId;
    return secret;
  }

  private jarOf(name: string): Jar {
    const jar = this.jars.get(name) ?? new Map<string, string>();
    this.jars.set(name, jar);
    return jar;
  }

  private filled(request: ObservedRequest): ObservedRequest {
    const fill = (text: string): string =>
      text.replace(/\{\{([^}]*)\}\}/g, (_, placeholder: string) => {
        const value = placeholder === 'origin' ? this.origin : this.of(placeholder);
        if (value === undefined) throw new Error(`nothing stands for ${placeholder}`);
        return String(value);
      });
    const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name, value === null ? null : fill(value)] as const);
    return {
      ...request,
      path: fill(request.path),
      headers: Object.fromEntries(headers),
      ...(request.cookies === undefined ? {} : { cookies: fill(request.cookies) }),
      ...(request.basic === undefined ? {} : { basic: fill(request.basic) }),
      ...(request.body === undefined ? {} : { body: fill(request.body) }),
    };
  }
}
