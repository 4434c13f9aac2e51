import { randomBytes, randomUUID } from 'node:crypto';
import type { Switches, UserOption } from './options';
import { hashOf, opaqueToken, plainKey, randomId, randomText, signedToken, workspaceKey } from './token-text';

export interface SandboxWorkspace {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** User names; the first made it. */
  readonly members: string[];
}

export interface SandboxUser {
  readonly username: string;
  /** A UUID, as v1 has them. */
  readonly uuid: string;
  /** `usr_…`, as v4 has them. */
  readonly id: string;
  /** Null where no password works. */
  password: string | null;
  readonly createdAt: number;
}

export interface SandboxToken {
  /** v4's handle; v1 does not show it. */
  readonly id: string;
  readonly owner: string;
  readonly kind: 'api' | 'session';
  readonly name: string | null;
  readonly scopes: readonly string[];
  readonly workspaceId: string | null;
  /** Milliseconds since 1970, whole seconds. */
  readonly issuedAt: number;
  /** Null where it never ends. */
  readonly expiresAt: number | null;
  readonly secret: string;
}

export interface NewToken {
  /** Null or left out: a generated name, or none where the server names none. */
  readonly name?: string | null;
  /** Default `['*']`. */
  readonly scopes?: readonly string[];
  /** Milliseconds; null for never. Default as the server's. */
  readonly expiresAt?: number | null;
  /** Milliseconds; default now. */
  readonly issuedAt?: number;
  readonly kind?: 'api' | 'session';
  /** Id or name (v4). */
  readonly workspace?: string;
  /** Made where left out. */
  readonly secret?: string;
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Everything that the server remembers. */
export class SandboxState {
  readonly users: SandboxUser[] = [];
  readonly workspaces: SandboxWorkspace[] = [];
  tokens: SandboxToken[] = [];
  /** Hashes of all secrets ever given out: what the request log must never show. */
  private readonly known = new Set<string>();
  private readonly signingKey = randomBytes(32);

  constructor(
    readonly now: () => number,
    readonly switches: () => Switches,
    users: readonly UserOption[],
  ) {
    for (const user of users) this.addUser(user);
  }

  private addUser({ username, password, workspaces }: UserOption): void {
    const createdAt = wholeSecond(this.now()) - 400 * 86_400_000;
    this.users.push({ username, password, uuid: randomUUID(), id: randomId('usr'), createdAt });
    for (const name of workspaces) {
      const known = this.workspace(name);
      if (known) known.members.push(username);
      else this.workspaces.push({ id: randomId('ws'), name, createdAt, members: [username] });
    }
  }

  user(username: string): SandboxUser | undefined {
    return this.users.find((user) => user.username === username);
  }

  /** By id or name. */
  workspace(idOrName: string): SandboxWorkspace | undefined {
    return this.workspaces.find((workspace) => workspace.id === idOrName || workspace.name === idOrName);
  }

  workspacesOf(username: string): readonly SandboxWorkspace[] {
    return this.workspaces.filter((workspace) => workspace.members.includes(username));
  }

  isExpired(token: SandboxToken): boolean {
    return token.expiresAt !== null && token.expiresAt <= this.now();
  }

  /** The token of a secret that may be used now; null for unknown, revoked and expired ones. */
  live(secret: string): SandboxToken | null {
    const token = this.tokens.find((one) => one.secret === secret);
    return token && !this.isExpired(token) ? token : null;
  }

  /** A user's tokens of one kind in the order of their making, as a list shows them. */
  listed(username: string, kind: 'api' | 'session'): readonly SandboxToken[] {
    const { expiredListed, sessionsListed } = this.switches();
    if (kind === 'session' && !sessionsListed) return [];
    return this.tokens.filter((token) => token.owner === username && token.kind === kind && (expiredListed || !this.isExpired(token)));
  }

  /** Makes a token without asking whether it may be made. Answers it with its secret. */
  add(user: SandboxUser, wanted: NewToken): SandboxToken {
    const kind = wanted.kind ?? 'api';
    const issuedAt = wholeSecond(wanted.issuedAt ?? this.now());
    const expiresAt = wanted.expiresAt === undefined ? issuedAt + this.switches().defaultLifeSeconds * 1000 : wanted.expiresAt;
    const workspaceId = wanted.workspace === undefined ? null : (this.workspace(wanted.workspace)?.id ?? wanted.workspace);
    const token: SandboxToken = {
      id: randomId('tok'),
      owner: user.username,
      kind,
      name: this.freeName(user, workspaceId, wanted.name ?? this.generatedName(kind)),
      scopes: wanted.scopes ?? ['*'],
      workspaceId,
      issuedAt,
      expiresAt: expiresAt === null ? null : wholeSecond(expiresAt),
      secret: wanted.secret ?? this.newSecret(user, workspaceId, issuedAt, expiresAt),
    };
    this.tokens.push(token);
    this.known.add(hashOf(token.secret));
    return token;
  }

  remove(token: SandboxToken): void {
    this.tokens = this.tokens.filter((one) => one !== token);
  }

  /** Sets a new password; what becomes of the user's tokens is a switch. */
  changePassword(username: string, password: string): void {
    const user = this.user(username);
    if (!user) return;
    user.password = password;
    const { passwordChange } = this.switches();
    if (passwordChange === 'tokensLive') return;
    this.tokens = this.tokens.filter((token) => token.owner !== username || (passwordChange === 'sessionsEnd' && token.kind === 'api'));
  }

  /** True for every secret that was ever a token here, also after its revocation. */
  wasSecret(text: string): boolean {
    return this.known.has(hashOf(text));
  }

  private generatedName(kind: 'api' | 'session'): string | null {
    const { unnamed, sessionsNamed } = this.switches();
    if (kind === 'session') return sessionsNamed ? `session-${randomText(12)}` : null;
    return unnamed === 'generated' ? `token-${randomText(12)}` : null;
  }

  /** A taken name gets a counter: `name-1`, `name-2`. Expired tokens hold their names as long as they exist. */
  private freeName(user: SandboxUser, workspaceId: string | null, name: string | null): string | null {
    const isTaken = (text: string): boolean =>
      this.tokens.some((token) => token.owner === user.username && token.workspaceId === workspaceId && token.name === text);
    if (name === null || !isTaken(name)) return name;
    let count = 1;
    while (isTaken(`${name}-${count}`)) count += 1;
    return `${name}-${count}`;
  }

  private newSecret(user: SandboxUser, workspaceId: string | null, issuedAt: number, expiresAt: number | null): string {
    const { generation, tokenShape, workspaceKeyStyle } = this.switches();
    if (generation === 'v4' && workspaceId !== null) return workspaceKeyStyle === 'plain' ? plainKey() : workspaceKey(workspaceId);
    if (tokenShape === 'opaque') return opaqueToken();
    return signedToken(
      {
        userId: user.uuid,
        username: user.username,
        issuedAt: issuedAt / 1000,
        expiresAt: expiresAt === null ? null : Math.floor(expiresAt / 1000),
      },
      this.signingKey,
    );
  }
}
