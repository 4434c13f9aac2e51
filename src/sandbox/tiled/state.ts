import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Features } from './generation';
import type { TimestampStyle } from './options';

export interface SandboxKey {
  readonly firstEight: string;
  /** SHA-256 of the key's 36 bytes, hex: the server keeps no secret. */
  readonly hash: string;
  /** Milliseconds since 1970, or null for never. */
  expiresAt: number | null;
  readonly note: string | null;
  readonly scopes: readonly string[];
  readonly accessTags: readonly string[] | null;
  latestActivity: number | null;
}

export interface SandboxSession {
  readonly uuid: string;
  readonly expiresAt: number;
  revoked: boolean;
}

export interface SandboxPrincipal {
  readonly uuid: string;
  readonly type: 'user' | 'service';
  readonly identities: { readonly id: string; readonly provider: string; latestLogin: number | null }[];
  roles: { readonly name: string; readonly scopes: readonly string[] }[];
  keys: SandboxKey[];
  sessions: SandboxSession[];
  latestActivity: number | null;
}

export interface NewKey {
  readonly expiresAt: number | null;
  readonly note: string | null;
  readonly scopes: readonly string[];
  readonly accessTags?: readonly string[] | null;
  readonly latestActivity?: number | null;
  /** 72 hex characters; made where left out. */
  readonly secret?: string;
}

const hashOf = (secretHex: string): string => createHash('sha256').update(Buffer.from(secretHex, 'hex')).digest('hex');

/** Everything that the server remembers. Times are whole seconds, as its database keeps them. */
export class SandboxState {
  readonly principals: SandboxPrincipal[] = [];

  constructor(
    readonly features: Features,
    readonly now: () => number,
    private readonly timestamps: TimestampStyle,
    private readonly admins: readonly string[],
  ) {}

  /** The principal of an identity, made at its first login. Without a provider the first match by id counts. */
  principalOf(id: string, provider?: string): SandboxPrincipal | undefined {
    return this.principals.find((p) => p.identities.some((i) => i.id === id && (provider === undefined || i.provider === provider)));
  }

  ensurePrincipal(id: string, provider: string): SandboxPrincipal {
    const known = this.principalOf(id, provider);
    if (known) return known;
    const { userScopes, adminScopes } = this.features;
    const principal: SandboxPrincipal = {
      uuid: randomUUID(),
      type: 'user',
      identities: [{ id, provider, latestLogin: null }],
      roles: [{ name: 'user', scopes: userScopes }, ...(this.admins.includes(id) ? [{ name: 'admin', scopes: adminScopes }] : [])],
      keys: [],
      sessions: [],
      latestActivity: null,
    };
    this.principals.push(principal);
    return principal;
  }

  scopesOf(principal: SandboxPrincipal): string[] {
    return [...new Set(principal.roles.flatMap((r) => r.scopes))];
  }

  addKey(principal: SandboxPrincipal, key: NewKey): { readonly secret: string; readonly key: SandboxKey } {
    const secret = key.secret ?? randomBytes(36).toString('hex');
    const made: SandboxKey = {
      firstEight: secret.slice(0, 8),
      hash: hashOf(secret),
      expiresAt: key.expiresAt === null ? null : Math.floor(key.expiresAt / 1000) * 1000,
      note: key.note,
      scopes: [...key.scopes],
      accessTags: key.accessTags ?? null,
      latestActivity: key.latestActivity ?? null,
    };
    principal.keys.push(made);
    return { secret, key: made };
  }

  addSession(principal: SandboxPrincipal, seconds: number): SandboxSession {
    const session = { uuid: randomUUID(), expiresAt: this.now() + seconds * 1000, revoked: false };
    principal.sessions.push(session);
    return session;
  }

  /** Finds a key by its secret. An expired one is deleted on the spot, which is the only way that the server ever forgets it by itself. */
  useKey(secretText: string): { readonly principal: SandboxPrincipal; readonly key: SandboxKey } | null {
    if (!/^([0-9a-fA-F]{2})+$/.test(secretText)) return null;
    const hash = hashOf(secretText.toLowerCase());
    for (const principal of this.principals) {
      const key = principal.keys.find((k) => k.hash === hash);
      if (!key) continue;
      if (key.expiresAt !== null && key.expiresAt <= this.now()) {
        principal.keys = principal.keys.filter((k) => k !== key);
        return null;
      }
      return { principal, key };
    }
    return null;
  }

  sessionById(uuid: string): { readonly principal: SandboxPrincipal; readonly session: SandboxSession } | null {
    const plain = uuid.replaceAll('-', '');
    for (const principal of this.principals) {
      const session = principal.sessions.find((s) => s.uuid.replaceAll('-', '') === plain);
      if (session) return { principal, session };
    }
    return null;
  }

  /** A stored time as this server's database gives it back. */
  stored(ms: number | null): string | null {
    if (ms === null) return null;
    const text = new Date(ms).toISOString();
    const seconds = text.slice(0, 19);
    if (this.timestamps === 'offset') return `${seconds}+00:00`;
    return this.timestamps === 'micro' ? `${seconds}.${String((ms % 1000) * 1000 + 417).padStart(6, '0')}` : seconds;
  }

  /** A time that never went through the database: create answers. */
  fresh(ms: number | null): string | null {
    return ms === null ? null : `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
  }

  keyObject(key: SandboxKey, time: (ms: number | null) => string | null = (ms) => this.stored(ms)): Record<string, unknown> {
    return {
      first_eight: key.firstEight,
      expiration_time: time(key.expiresAt),
      note: key.note,
      scopes: key.scopes,
      ...(this.features.accessTags ? { access_tags: key.accessTags } : {}),
      latest_activity: time(key.latestActivity),
    };
  }

  principalObject(principal: SandboxPrincipal): Record<string, unknown> {
    return {
      uuid: principal.uuid,
      type: principal.type,
      identities: principal.identities.map((i) => ({ id: i.id, provider: i.provider, latest_login: this.stored(i.latestLogin) })),
      roles: principal.roles,
      api_keys: principal.keys.map((k) => this.keyObject(k)),
      sessions: principal.sessions.map((s) => ({
        uuid: s.uuid,
        expiration_time: this.stored(s.expiresAt),
        revoked: s.revoked,
        ...(this.features.sessionState ? { state: {} } : {}),
      })),
      latest_activity: this.stored(principal.latestActivity),
    };
  }
}
