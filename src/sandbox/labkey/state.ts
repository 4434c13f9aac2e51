import { createHash, randomBytes } from 'node:crypto';
import type { LiveOptions, SandboxContainerOptions, SandboxUserOptions } from './options';
import type { Features } from './releases';

export interface SandboxUser {
  readonly id: number;
  email: string;
  displayName: string;
  /** Null: no password works. */
  password: string | null;
  admin: boolean;
  active: boolean;
  twoFactor: boolean;
  expiredPassword: boolean;
  readsHome: boolean;
  termsPending: boolean;
}

/** A row of the table of keys. Times are milliseconds since 1970. */
export interface SandboxKey {
  readonly rowId: number;
  readonly userId: number;
  /** `sha256:` and the hash of the whole key: the server keeps no secret. */
  readonly crypt: string;
  created: number;
  /** Null: never. */
  expiration: number | null;
  lastUsed: number | null;
  readonly description: string | null;
  /** A role that the key is restricted to (26.7), or null. */
  readonly role: string | null;
}

export interface SandboxSession {
  readonly id: string;
  /** Null: a guest. */
  readonly userId: number | null;
  /** Role of the restricted key that opened it. */
  readonly role: string | null;
  impersonates: number | null;
  seen: number;
}

export interface NewKey {
  readonly description?: string | null;
  /** Default now. */
  readonly created?: number;
  /** Milliseconds since 1970, null for never. Default: by the site's setting. */
  readonly expiration?: number | null;
  readonly lastUsed?: number | null;
  readonly role?: string | null;
  /** Made in the release's format where left out. */
  readonly secret?: string;
}

const IDLE = 30 * 60_000;
const THROTTLE = 10 * 60_000;
const DAY = 86_400_000;
const MANY = 1_000;

export const cryptOf = (secret: string): string => `sha256:${createHash('sha256').update(secret, 'utf8').digest('hex')}`;

/** Everything that the server remembers. */
export class SandboxState {
  readonly users: SandboxUser[] = [];
  readonly containers: SandboxContainerOptions[];
  keys: SandboxKey[] = [];
  readonly sessions = new Map<string, SandboxSession>();
  /** Hash of a session key to the session that it stands for. */
  private readonly sessionKeys = new Map<string, string>();
  /** When LastUsed of a row was last written: kept in memory, not read from the column. */
  private readonly marked = new Map<number, number>();
  private nextRow = 1;
  private nextUser: number;
  private purged: number;

  constructor(
    readonly features: Features,
    readonly options: LiveOptions,
    readonly now: () => number,
    users: readonly SandboxUserOptions[],
    containers: readonly SandboxContainerOptions[],
    firstUserId: number,
  ) {
    this.nextUser = firstUserId;
    this.containers = [...containers];
    this.purged = now();
    for (const user of users) this.addUser(user);
  }

  addUser(options: SandboxUserOptions): SandboxUser {
    const user: SandboxUser = {
      id: this.nextUser++,
      email: options.email,
      displayName: options.displayName ?? options.email.split('@')[0] ?? options.email,
      password: options.password ?? null,
      admin: options.admin ?? false,
      active: !(options.inactive ?? false),
      twoFactor: options.twoFactor ?? false,
      expiredPassword: options.expiredPassword ?? false,
      readsHome: options.readsHome ?? true,
      termsPending: options.termsPending ?? false,
    };
    this.users.push(user);
    return user;
  }

  userOf(email: string): SandboxUser | undefined {
    return this.users.find((u) => u.email.toLowerCase() === email.toLowerCase());
  }

  userById(id: number | null): SandboxUser | undefined {
    return this.users.find((u) => u.id === id);
  }

  /** The user's keys go too, as on the real server. */
  removeUser(id: number): void {
    this.users.splice(
      this.users.findIndex((u) => u.id === id),
      this.userById(id) ? 1 : 0,
    );
    this.keys = this.keys.filter((k) => k.userId !== id);
  }

  setPassword(user: SandboxUser, password: string | null): void {
    user.password = password;
    if (!this.options.passwordChangeEndsSessions) return;
    for (const session of this.sessions.values()) if (session.userId === user.id) this.sessions.delete(session.id);
  }

  addKey(userId: number, key: NewKey): { readonly secret: string; readonly key: SandboxKey } {
    const secret = key.secret ?? this.freshSecret('apikey');
    const created = key.created ?? this.now();
    const seconds = this.options.apiKeyExpirationSeconds;
    const made: SandboxKey = {
      rowId: this.nextRow++,
      userId,
      crypt: cryptOf(secret),
      created,
      expiration: key.expiration === undefined ? (seconds > 0 ? created + seconds * 1000 : null) : key.expiration,
      lastUsed: key.lastUsed ?? null,
      description: key.description ?? null,
      role: key.role ?? null,
    };
    this.keys.push(made);
    return { secret, key: made };
  }

  addSessionKey(session: SandboxSession): string {
    const secret = this.freshSecret('session');
    this.sessionKeys.set(cryptOf(secret), session.id);
    return secret;
  }

  sessionOfKey(secret: string): SandboxSession | undefined {
    const id = this.sessionKeys.get(cryptOf(secret));
    return id === undefined ? undefined : this.liveSession(id);
  }

  /** A key that is there and not expired, with its owner, active or not. */
  keyOf(secret: string): { readonly key: SandboxKey; readonly user: SandboxUser } | null {
    if (this.features.prefixedKeys && !secret.startsWith('apikey|')) return null;
    const crypt = cryptOf(secret);
    const key = this.keys.find((k) => k.crypt === crypt);
    const user = key && this.userById(key.userId);
    if (!key || !user || (key.expiration !== null && key.expiration <= this.now())) return null;
    return { key, user };
  }

  /** Writes LastUsed, at most every ten minutes by the server's own memory. */
  markUsed(key: SandboxKey): void {
    const before = this.marked.get(key.rowId);
    if (before !== undefined && this.now() - before < THROTTLE) return;
    this.marked.set(key.rowId, this.now());
    key.lastUsed = this.now();
  }

  openSession(userId: number | null, role: string | null = null): SandboxSession {
    const session: SandboxSession = {
      id: randomBytes(16).toString('hex').toUpperCase(),
      userId,
      role,
      impersonates: null,
      seen: this.now(),
    };
    // A client without a cookie jar leaves a session behind with each request: those that idled out must go at some point.
    if (this.sessions.size >= MANY) for (const old of this.sessions.values()) if (this.isIdle(old)) this.sessions.delete(old.id);
    this.sessions.set(session.id, session);
    return session;
  }

  liveSession(id: string): SandboxSession | undefined {
    const session = this.sessions.get(id);
    if (!session) return undefined;
    const user = this.userById(session.userId);
    const dead = this.isIdle(session) || (session.userId !== null && !user?.active);
    if (dead) {
      this.sessions.delete(id);
      return undefined;
    }
    session.seen = this.now();
    return session;
  }

  endSession(id: string): void {
    this.sessions.delete(id);
  }

  /** The daily maintenance: rows of expired keys go. Answers how many. */
  purgeExpired(): number {
    const before = this.keys.length;
    this.purged = this.now();
    this.keys = this.keys.filter((k) => k.expiration === null || k.expiration > this.now());
    return before - this.keys.length;
  }

  /** Runs the maintenance if a day has passed since the last. */
  dailyPurge(): void {
    if (this.now() - this.purged >= DAY) this.purgeExpired();
  }

  containerOf(path: string): SandboxContainerOptions | undefined {
    if (path === '/') return { path: '/', read: 'nobody' };
    return this.containers.find((c) => c.path.toLowerCase() === path.toLowerCase());
  }

  mayRead(user: SandboxUser | null, container: SandboxContainerOptions): boolean {
    if (user?.admin) return true;
    if (user && container.path === '/home' && !user.readsHome) return false;
    if (container.read === 'guests') return true;
    if (user === null) return false;
    return container.read === 'users' || (container.readers ?? []).some((r) => r.toLowerCase() === user.email.toLowerCase());
  }

  private isIdle(session: SandboxSession): boolean {
    return this.now() - session.seen > IDLE;
  }

  private freshSecret(kind: 'apikey' | 'session'): string {
    return this.features.prefixedKeys ? `${kind}|${randomBytes(16).toString('hex')}` : randomBytes(32).toString('hex');
  }
}
