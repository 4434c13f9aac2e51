import { createHash } from 'node:crypto';
import type { ConfigFile } from '../../domain/exports';
import type { ListedKey } from '../../domain/key';
import type { Principal } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import type { Value } from '../../ipc/client';
import type { Checked, Credential, ServerDriver } from '../servers/driver';
import { type TestApp, valueIn } from '../testing';

/**
 * A server made of memory whose listing shows no part of a key: rows have an id and a "last used". It keeps no session, says which secret a
 * deletion ended, pauses, and lets administrators see everyone's keys. Used by tests only.
 */
export class Lab {
  readonly rows: { id: string; readonly secret: string; readonly user: string; name: string; lastUsed: number | null }[] = [];
  readonly sessionKeys = new Set<string>();
  readonly administrators = new Set<string>();
  readonly calls: string[] = [];
  /** What the driver was told with each check. */
  readonly known: { readonly manager: Credential['kind'] | null; readonly before: string | null }[] = [];
  /** True: every secret looks refused for a while. */
  paused = false;
  /** False: "last used" is within its grain and does not move. */
  moves = true;
  /** False: deletions do not say which secret has ended. */
  proves = true;
  readonly files: ConfigFile[] = [];
  readonly #sessions = new Set<string>();
  #clock = 1_000;
  #next = 1;

  /** A key of a user, made elsewhere. */
  add(user: string, name: string): { readonly id: string; readonly secret: string } {
    const secret = createHash('sha256').update(`${user} ${name} ${this.#next}`).digest('hex');
    const row = { id: String(this.#next++), secret, user, name, lastUsed: null };
    this.rows.push(row);
    return row;
  }

  #userOf(credential: Credential): string | null {
    this.calls.push(credential.kind);
    if (credential.kind === 'session') return this.#sessions.has(credential.session.volatile ?? '') ? 'alice' : null;
    return this.#use(credential.secret);
  }

  #use(secret: string): string | null {
    if (this.sessionKeys.has(secret)) return 'alice';
    const row = this.rows.find((r) => r.secret === secret);
    if (row && this.moves) row.lastUsed = this.#clock++;
    return row?.user ?? null;
  }

  #listed(user: string, row: Lab['rows'][number]): ListedKey {
    return {
      marks: [{ kind: 'serverId', value: row.id }],
      name: row.name,
      fragment: null,
      scopes: null,
      fullAccess: true,
      accessTags: null,
      expiry: { kind: 'never' },
      createdAt: null,
      lastUsed: row.lastUsed,
      owner: row.user === user ? null : principalOf(row.user),
      warnings: [],
      session: false,
    };
  }

  #check(secret: string, manager: Credential | null): Checked {
    if (this.paused) return { outcome: { kind: 'inconclusive', why: 'The server pauses.', lookAgainMs: 60_000 }, listed: null };
    if (manager) this.#userOf(manager);
    const before = new Map(this.rows.map((r) => [r.id, r.lastUsed]));
    const user = this.#use(secret);
    if (user === null) return { outcome: { kind: 'refused' }, listed: null };
    const outcome = { kind: 'live', principal: principalOf(user) } as const;
    const [moved, ...more] = manager ? this.rows.filter((r) => r.lastUsed !== before.get(r.id)) : [];
    if (!moved || more.length > 0) return { outcome, listed: null };
    const row = this.#listed(user, moved);
    // Which secret it is, the driver knows of itself: no proof about the row.
    const hash = createHash('sha256').update(secret).digest('hex');
    return { outcome, listed: { ...row, marks: [{ kind: 'hash', value: hash }, ...row.marks] }, by: 'use' };
  }

  readonly driver: ServerDriver = {
    description: {
      kind: 'lab',
      name: 'Lab',
      blurb: 'A server for tests.',
      address: { label: 'Address', placeholder: '', help: '', required: true },
      signIn: [
        { id: 'password', label: 'Password', help: '', fields: [], patienceMs: 1_000, yields: 'session', forThisRun: true },
        { id: 'key', label: 'Key', help: '', fields: [], patienceMs: 1_000, yields: 'key' },
      ],
      secretKinds: [
        { id: 'key', name: 'Lab key', pattern: '^[0-9a-f]{64}$' },
        { id: 'session', name: 'session key', pattern: '^sess-', warning: 'It ends with your browser session.', memoryOnly: true },
      ],
      create: { fields: [] },
      holdFields: [],
      columns: ['lastUsed', 'owner'],
      scopes: [],
      exports: { env: true, netrc: true, freeVariableName: false },
      revoke: { consequences: [], acknowledgement: null },
      network: true,
      lists: true,
      lastUsedGrainMs: 600_000,
      fragmentLabel: 'Id',
      nameLabel: 'Description',
      administrator: { label: 'Show the keys of all users', help: '' },
      diagnosis: { label: 'Why is it refused?', help: '' },
    },
    secretBytes: 64,
    parseAddress: (text) => ok({ address: text, secret: null, suggestedLabel: 'Lab', plainHttp: false }),
    probe: async (_ctx, address) =>
      ok({
        address,
        info: {
          version: '1',
          mode: 'lab',
          meaning: '',
          signInMethods: ['password', 'key'],
          manages: true,
          probedAt: 0,
          details: {},
          links: [{ id: 'keys', label: 'Open keys', url: `${address}/keys`, steps: ['Press it.'], administrator: false }],
        },
      }),
    signIn: async (_ctx, _profile, method, _fields, secrets) => {
      if (method === 'key') {
        const user = this.#use(secrets.key ?? '');
        return user === null ? refused() : ok({ principal: principalOf(user), credential: { kind: 'key' }, message: null });
      }
      if (secrets.password !== 'pw') return refused();
      const volatile = `S${this.#sessions.size + 1}`;
      this.#sessions.add(volatile);
      return ok({ principal: principalOf('alice'), credential: { kind: 'session', durable: '', volatile }, message: null });
    },
    signOut: async () => ({ confirmed: true }),
    list: async (_ctx, profile, credential) => {
      const user = this.#userOf(credential);
      if (user === null) return refused();
      const administers = this.administrators.has(user);
      const all = profile.everyone === true && administers;
      return ok({
        principal: principalOf(user),
        keys: this.rows.filter((r) => all || r.user === user).map((r) => this.#listed(user, r)),
        complete: { yes: true },
        asOf: this.#clock++,
        skewMs: null,
        usage: { keys: null, sessions: null },
        grantableScopes: null,
        administers,
      });
    },
    create: async (_ctx, _profile, credential, fields) => {
      const user = this.#userOf(credential);
      if (user === null) return { ok: false, error: { ...refused().error, ambiguous: false } };
      const { id, secret } = this.add(user, fields.description ?? 'made here');
      const row = this.rows.find((r) => r.id === id);
      return row ? ok({ secret, listed: this.#listed(user, row) }) : { ok: false, error: { ...refused().error, ambiguous: false } };
    },
    revoke: async (_ctx, _profile, credential, { marks }) => {
      if (this.#userOf(credential) === null) return refused();
      const id = marks.find((m) => m.kind === 'serverId')?.value;
      const at = this.rows.findIndex((r) => r.id === id);
      const [row] = at < 0 ? [] : this.rows.splice(at, 1);
      if (!row) return ok({ already: true });
      return ok({ already: false, died: this.proves ? createHash('sha256').update(row.secret).digest('hex') : null });
    },
    check: async (_ctx, _profile, secret, known) => {
      const manager = known?.manager ?? null;
      this.known.push({ manager: manager?.kind ?? null, before: known?.before?.value.kind ?? null });
      return ok(this.#check(secret, manager));
    },
    diagnose: async (_profile, facts) => ({
      verdict: JSON.stringify(facts),
      steps: [{ id: 'all', question: 'What is it?', finding: 'See above.', outcome: 'suspect', next: { do: 'none' } }],
      links: [],
      at: facts.now,
    }),
    recognise: (text) => {
      const secret = text.trim();
      const kindId = secret.startsWith('sess-') ? 'session' : /^[0-9a-f]{64}$/.test(secret) ? 'key' : null;
      return { secret, kindId, marks: [], problem: secret.startsWith('apikey|') ? 'It has a prefix that is not used any more.' : null };
    },
    exports: (_profile, _key, _options) => ({
      variables: [{ name: 'LAB_KEY', value: 'secret', help: '' }],
      snippets: [],
      warnings: ['Anyone who has it is you.'],
      files: this.files,
    }),
  };
}

const principalOf = (user: string): Principal => ({ id: `id-${user}`, label: user });
const refused = () => fail('lab.refused', 'The lab does not know you.', { do: 'signIn' }) satisfies Result<never>;

/** Adds the lab and signs in as alice with a password. */
export async function inLab(t: TestApp, address = 'https://lab.test'): Promise<Value<'profile.add'>> {
  const added = valueIn(
    await t.client.call('profile.add', { kind: 'lab', address, label: 'Lab', note: '', caFile: null, plainHttpAccepted: false }),
  );
  valueIn(await labSignIn(t, added.profileId));
  return added;
}

export const labSignIn = (t: TestApp, profileId: string) =>
  t.client.call('profile.signIn', { profileId, method: 'password', fields: {}, secrets: { password: { typed: 'pw' } } });

const NO_LOCAL = { label: '', owner: '', note: '' };

/** Keeps a pasted secret. */
export const holdIn = async (t: TestApp, profileId: string, secret: string, keyId: string | null = null, label = '') =>
  valueIn(await t.client.call('keys.hold', { profileId, keyId, secret: { typed: secret }, fields: {}, local: { ...NO_LOCAL, label } }));

/** The key of the table whose name on the server is this. */
export const rowNamed = (t: TestApp, name: string) => {
  const row = t.app.core.state.keys.find((k) => k.listed?.value.name === name);
  if (!row) throw new Error(`no row named ${name}`);
  return row;
};
