import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { startTiledSandbox, type TiledSandbox, type TiledSandboxOptions } from '../../../sandbox/tiled';
import { nodeHttp } from '../../http/node';
import type { Http, HttpRequest } from '../../http/port';
import { NOTE_LIMIT } from './create';
import { tiled } from './index';
import { byKey, context, KeptSession, login, must, mustFail, probed, profileOf, READ_FOR_TEN_MINUTES, sessionOf } from './test-tools';

let running: TiledSandbox[] = [];
const start = async (options: TiledSandboxOptions = {}): Promise<TiledSandbox> => {
  const sandbox = await startTiledSandbox(options);
  running.push(sandbox);
  return sandbox;
};
afterEach(async () => {
  await Promise.all(running.map((s) => s.stop()));
  running = [];
});

/** A signed-in alice on a fresh sandbox. */
async function signedIn(options: TiledSandboxOptions = {}, ctx = context(options.now ? { now: options.now } : {})) {
  const sandbox = await start(options);
  const profile = await probed(ctx, sandbox.url);
  const alice = await login(ctx, profile, 'alice', 'secret1');
  return { sandbox, ctx, profile, alice };
}

const bodyOf = (request: HttpRequest | undefined): Record<string, unknown> => JSON.parse(request?.body ?? '{}') as Record<string, unknown>;

describe('discovery', () => {
  it('tells five sorts of server apart and says what each means', async () => {
    const ctx = context();
    const external = { name: 'orcid', mode: 'external' as const };
    const internal = { name: 'ldap', mode: 'internal' as const, users: { alice: 'secret1' } };
    const sorts: [TiledSandboxOptions, string, string[], boolean, RegExp][] = [
      [{}, 'multiUser', ['password', 'key'], true, /account/],
      [{ anonymous: true }, 'anonymous', ['password', 'key'], true, /Reading is open/],
      [{ singleUser: true }, 'singleUser', ['key'], false, /one fixed key/],
      [{ singleUser: true, anonymous: true }, 'singleUser', ['key'], false, /Reading is open/],
      [{ providers: [external] }, 'externalOnly', ['key'], true, /orcid.*browser|browser.*orcid/],
      [{ providers: [internal, { ...internal, name: 'pam' }, external] }, 'multiUser', ['passwordAt', 'key'], true, /ldap, pam.*orcid/],
      [{ internalModeName: 'password' }, 'multiUser', ['password', 'key'], true, /account/],
    ];
    for (const [options, mode, signInMethods, manages, meaning] of sorts) {
      const sandbox = await start(options);
      const { server } = await probed(ctx, sandbox.url);
      expect(server).toMatchObject({ mode, signInMethods, manages, version: '0.2.16' });
      expect(server?.meaning).toMatch(meaning);
    }
  });

  it('sends no credential, and takes the key out of a pasted address before any request', async () => {
    const sandbox = await start();
    const ctx = context();
    const key = sandbox.addKey('alice', { note: null, scopes: ['inherit'], expiresAt: null });
    const parsed = must(tiled.parseAddress(`${sandbox.url}/ui/browse?api_key=${key}`));
    expect(parsed.secret).toBe(key);
    must(await tiled.probe(ctx, parsed.address));
    expect(sandbox.requests.map((r) => r.credential)).toEqual(['none']);
    expect(JSON.stringify(ctx.sent)).not.toContain(key);
  });

  it('says what else may be there', async () => {
    const sandbox = await start();
    const ctx = context();
    const probe = () => tiled.probe(ctx, sandbox.url);
    sandbox.fault({ fault: { kind: 'htmlOk' } });
    expect(mustFail(await probe()).code).toBe('tiled.notTiled');
    sandbox.fault({ fault: { kind: 'badGateway' } });
    expect(mustFail(await probe())).toMatchObject({ code: 'tiled.unavailable', next: { do: 'retry' } });
    sandbox.fault({ fault: { kind: 'tooMany', retryAfter: 7 } });
    expect(mustFail(await probe()).message).toContain('7 seconds');
    sandbox.fault({ fault: { kind: 'redirect', to: 'https://login.example.org/sso?next=secret' } });
    const problem = mustFail(await probe());
    expect(problem.message).toContain('https://login.example.org/sso');
    expect(problem.message).not.toContain('next=secret');
    expect(mustFail(await tiled.probe(ctx, `${sandbox.url}/elsewhere`)).code).toBe('tiled.notTiled');
    expect(mustFail(await tiled.probe(ctx, 'http://127.0.0.1:1'))).toMatchObject({ code: 'http.refused' });
  });

  it('follows http to https on the same host, once, and nothing else', async () => {
    const sandbox = await start();
    const about = must(await nodeHttp({ method: 'GET', url: `${sandbox.url}/api/v1/`, headers: {} })).body;
    const redirecting =
      (to: string): Http =>
      async (request) =>
        ok(
          request.url.startsWith('https://')
            ? { status: 200, headers: [], body: about.replaceAll(sandbox.url, 'http://tiled.example.org'), at: 0 }
            : { status: 301, headers: [['location', to] as const], body: '', at: 0 },
        );
    const follow = (to: string) => tiled.probe(context({ http: redirecting(to) }), 'http://tiled.example.org');
    // Its links say http://, as behind a proxy that hides TLS; the address stays https.
    expect(must(await follow('https://tiled.example.org/api/v1/')).address).toBe('https://tiled.example.org');
    expect(must(await follow('https://tiled.example.org:8443/tiled/api/v1/')).address).toBe('https://tiled.example.org:8443/tiled');
    for (const to of ['https://other.example.org/api/v1/', 'http://tiled.example.org/x/', 'ftp://tiled.example.org/'])
      expect(mustFail(await follow(to)).code).toBe('tiled.redirected');
  });

  it('never leaves the user’s origin for a link: other port and scheme are overruled, another host is refused', async () => {
    const ctx = context();
    const odd = await start({ linkOrigin: 'http://127.0.0.1:1', rootPath: '/tiled' });
    const profile = await probed(ctx, `${odd.url}/ui`);
    expect(profile.address).toBe(odd.url);
    await login(ctx, profile, 'alice', 'secret1');
    expect(ctx.sent.every((r) => r.url.startsWith(`${odd.url}/api/v1/`))).toBe(true);
    const foreign = await start({ linkOrigin: 'https://collector.example.org' });
    expect(mustFail(await tiled.probe(ctx, foreign.url))).toMatchObject({ code: 'tiled.foreignLink' });
    const unprobed = profileOf(foreign.url, null);
    expect(mustFail(await tiled.signIn(ctx, unprobed, 'password', { username: 'alice' }, { password: 'secret1' })).code).toBe(
      'tiled.foreignLink',
    );
    expect(foreign.requests.every((r) => r.method === 'GET')).toBe(true);
  });

  it('an identity provider’s own refresh link is no reason to refuse a browser-only server', async () => {
    const sandbox = await start({ providers: [{ name: 'idp', mode: 'external' }] });
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok
        ? ok({
            ...result.value,
            body: result.value.body.replace(/"refresh_session":"[^"]*"/, '"refresh_session":"https://idp.example.org/token"'),
          })
        : result;
    };
    expect((await probed(context({ http }), sandbox.url)).server?.mode).toBe('externalOnly');
  });
});

describe('single-user servers', () => {
  it('keep, check and show their one key, and manage nothing', async () => {
    const sandbox = await start({ singleUser: true, singleUserKey: 'Abc123' });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const signed = must(await tiled.signIn(ctx, profile, 'key', {}, { key: 'Abc123' }));
    expect(signed.credential.kind).toBe('key');
    expect(mustFail(await tiled.signIn(ctx, profile, 'key', {}, { key: 'abc123' })).code).toBe('tiled.badKey');
    const checked = must(await tiled.check(ctx, profile, 'Abc123'));
    expect(checked).toMatchObject({ outcome: { kind: 'live' }, listed: { fullAccess: true, fragment: null, expiry: { kind: 'notTold' } } });
    expect(must(await tiled.list(ctx, profile, byKey('Abc123')))).toMatchObject({ keys: [], complete: { yes: false } });
    expect(mustFail(await tiled.list(ctx, profile, byKey('wrong'))).code).toBe('tiled.badKey');
    expect(mustFail(await tiled.create(ctx, profile, byKey('Abc123'), READ_FOR_TEN_MINUTES)).code).toBe('tiled.notManaged');
    expect(mustFail(await tiled.revoke(ctx, profile, byKey('Abc123'), { marks: [], secret: 'Abc123' })).code).toBe('tiled.notManaged');
    expect(sandbox.requests.some((r) => r.method !== 'GET')).toBe(false);
  });
});

describe('signing in', () => {
  it('fills the provider’s message in, and asks which provider where there are several', async () => {
    const ctx = context();
    const sandbox = await start({
      providers: [
        { name: 'ldap', mode: 'internal', users: { alice: 'ldap-pw' }, confirmationMessage: 'Legal notice for {id}: {id} agrees.' },
        { name: 'pam', mode: 'internal', users: { alice: 'pam-pw' } },
      ],
    });
    const profile = await probed(ctx, sandbox.url);
    const signIn = (provider: string, password: string) =>
      tiled.signIn(ctx, profile, 'passwordAt', { username: 'alice', provider }, { password });
    expect(must(await signIn('ldap', 'ldap-pw')).message).toBe('Legal notice for alice: alice agrees.');
    expect(must(await signIn('pam', 'pam-pw')).message).toBeNull();
    const posts = sandbox.requests.filter((r) => r.method === 'POST').length;
    expect(mustFail(await signIn('', 'ldap-pw'))).toMatchObject({ code: 'tiled.chooseProvider', field: 'provider' });
    expect(mustFail(await signIn('nope', 'ldap-pw')).message).toContain('ldap, pam');
    expect(sandbox.requests.filter((r) => r.method === 'POST')).toHaveLength(posts);
  });

  it('is patient with the server’s second factor', async () => {
    const { ctx, profile } = await signedIn();
    const post = ctx.sent.find((r) => r.method === 'POST');
    expect(post?.timeoutMs).toBeGreaterThanOrEqual(90_000);
    expect(tiled.description.signIn.find((m) => m.id === 'password')?.patienceMs).toBeGreaterThanOrEqual(90_000);
    expect(profile.address).toBeTruthy();
  });

  it('asks whoami where an old server answers tokens alone', async () => {
    const sandbox = await start();
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      if (!result.ok || !request.url.endsWith('/token')) return result;
      const { identity: _i, principal: _p, ...tokens } = JSON.parse(result.value.body) as Record<string, unknown>;
      return ok({ ...result.value, body: JSON.stringify(tokens) });
    };
    const ctx = context({ http });
    const profile = await probed(ctx, sandbox.url);
    expect(must(await tiled.signIn(ctx, profile, 'password', { username: 'bob' }, { password: 'secret2' })).principal.label).toBe('bob');
  });

  it('does not let a password travel over http:// to another machine unless that was accepted', async () => {
    const ctx = context({
      http: async () => {
        throw new Error('must not be called');
      },
    });
    const profile = profileOf('http://tiled.example.org', null);
    const problem = { code: 'tiled.plainHttp', next: { do: 'editProfile' } };
    expect(mustFail(await tiled.signIn(ctx, profile, 'password', { username: 'a' }, { password: 'b' }))).toMatchObject(problem);
    expect(mustFail(await tiled.list(ctx, profile, byKey('k')))).toMatchObject(problem);
    expect(mustFail(await tiled.check(ctx, profile, 'k'))).toMatchObject(problem);
    expect(mustFail(await tiled.create(ctx, profile, byKey('k'), READ_FOR_TEN_MINUTES))).toMatchObject(problem);
    expect(await tiled.signOut(ctx, profile, new KeptSession('r', null))).toEqual({ confirmed: false });
  });

  it('trap 6: a used-up account is told apart from a wrong password, and keys still work', async () => {
    const { sandbox, ctx, profile } = await signedIn({ sessionLimit: 1 });
    expect(mustFail(await tiled.signIn(ctx, profile, 'password', { username: 'alice' }, { password: 'secret1' }))).toMatchObject({
      code: 'tiled.sessionLimit',
    });
    const key = sandbox.addKey('alice', { note: null, scopes: ['read:metadata'], expiresAt: null });
    expect(must(await tiled.signIn(ctx, profile, 'key', {}, { key })).principal.label).toBe('alice');
  });
});

describe('sessions', () => {
  it('renew shortly before their end, once, and hand the new tokens to their keeper', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { ctx, profile, alice, sandbox } = await signedIn({ now: () => now });
    const first = alice.durable;
    await tiled.list(ctx, profile, alice.credential);
    expect(alice.renewals).toBe(0);
    now += 875_000;
    must(await tiled.list(ctx, profile, alice.credential));
    expect(alice.renewals).toBe(1);
    expect(alice.durable).not.toBe(first);
    expect(sandbox.requests.at(-1)).toMatchObject({ path: '/api/v1/auth/whoami', credential: 'bearer', status: 200 });
  });

  it('renew after the server calls the token expired, whatever our clock says', async () => {
    let now = Date.UTC(2026, 10, 21);
    const ours = now;
    const sandbox = await start({ now: () => now });
    const ctx = context({ now: () => ours });
    const profile = await probed(ctx, sandbox.url);
    const alice = await login(ctx, profile, 'alice', 'secret1');
    now += 3_600_000;
    expect(must(await tiled.list(ctx, profile, alice.credential)).skewMs).toBeGreaterThan(3_500_000);
    expect(alice.renewals).toBe(1);
    // A refused create was not carried out, so it goes again with the new token, and once only.
    now += 3_600_000;
    must(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES));
    expect(sandbox.requests.filter((r) => r.method === 'POST' && r.path.endsWith('/apikey')).map((r) => r.status)).toEqual([401, 200]);
  });

  it('that have ended ask for a new sign-in, and a failing server does not', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { sandbox, ctx, profile, alice } = await signedIn({ now: () => now });
    alice.volatile = null;
    sandbox.fault({ fault: { kind: 'badGateway' }, path: '/session/refresh' });
    expect(mustFail(await tiled.list(ctx, profile, alice.credential))).toMatchObject({ code: 'tiled.unavailable', next: { do: 'retry' } });
    now += 8 * 86_400_000;
    expect(mustFail(await tiled.list(ctx, profile, alice.credential))).toMatchObject({
      code: 'tiled.sessionExpired',
      next: { do: 'signIn' },
    });
    const broken = new KeptSession('nonsense', null);
    expect(mustFail(await tiled.list(ctx, profile, broken.credential))).toMatchObject({
      code: 'tiled.sessionInvalid',
      next: { do: 'signIn' },
    });
    // The server answers 500 to the sign-out of an expired session; that is not our trouble.
    expect(await tiled.signOut(ctx, profile, alice)).toEqual({ confirmed: false });
    sandbox.fault({ fault: { kind: 'dropAfterCommit' } });
    expect(await tiled.signOut(ctx, profile, alice)).toEqual({ confirmed: false });
  });
});

describe('listing', () => {
  it.each(['naive', 'offset', 'micro'] as const)('trap 4: times in the %s style read alike', async (timestamps) => {
    const end = Date.UTC(2027, 2, 3, 4, 5, 6);
    const { sandbox, ctx, profile, alice } = await signedIn({ timestamps });
    sandbox.addKey('alice', { note: 'x', scopes: ['read:data'], expiresAt: end, latestActivity: end - 1_000 });
    const [key] = must(await tiled.list(ctx, profile, alice.credential)).keys;
    expect(key?.expiry).toEqual({ kind: 'at', at: end });
    expect(key?.lastUsed).toBe(end - 1_000);
  });

  it('trap 2: an account poisoned by a long note is told what may be the matter', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    sandbox.addKey('alice', { note: 'x'.repeat(256), scopes: ['read:data'], expiresAt: null });
    const problem = mustFail(await tiled.list(ctx, profile, alice.credential));
    expect(problem).toMatchObject({ code: 'tiled.listingBroken', requestId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(problem.message).toContain('note');
  });

  it('warns of twins and of powerful keys, shows unknown scopes as named, and reads compressed answers', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    const twin = (tail: string) => `deadbeef${tail.repeat(64)}`;
    sandbox.addKey('alice', { note: 'a', scopes: ['revoke:apikeys:self'], expiresAt: null, secret: twin('0') });
    sandbox.addKey('alice', { note: 'b', scopes: ['inherit'], expiresAt: null, secret: twin('1') });
    sandbox.addKey('alice', { note: 'c', scopes: [], expiresAt: 0, accessTags: [] });
    for (let i = 0; i < 10; i += 1) sandbox.addKey('alice', { note: `n${i}`, scopes: ['read:data'], expiresAt: null });
    const listing = must(await tiled.list(ctx, profile, alice.credential));
    const by = (name: string) => listing.keys.find((k) => k.name === name);
    expect(by('a')).toMatchObject({ scopes: ['revoke:apikeys:self'], fullAccess: false });
    expect(by('a')?.warnings.join()).toContain('same eight characters');
    expect(by('b')?.warnings.join()).toMatch(/without limit.*now and later.*same eight/);
    expect(by('c')?.warnings).toHaveLength(2);
    expect(by('n1')?.warnings).toEqual([]);
    expect(sandbox.requests.at(-1)?.acceptEncoding).toBe('gzip');
  });

  it('is incomplete where a row cannot be read', async () => {
    const { profile, alice, sandbox } = await signedIn();
    sandbox.addKey('alice', { note: 'a', scopes: ['read:data'], expiresAt: null });
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok ? ok({ ...result.value, body: result.value.body.replace(/"first_eight":"[^"]*"/, '"first_eight":7') }) : result;
    };
    expect(must(await tiled.list(context({ http }), profile, alice.credential))).toMatchObject({
      keys: [],
      complete: { yes: false },
      usage: { keys: { used: 1 } },
    });
  });

  it('a proxy’s login page or its own 401 proves nothing', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    sandbox.fault({ fault: { kind: 'htmlOk' } });
    expect(mustFail(await tiled.list(ctx, profile, alice.credential)).code).toBe('tiled.notTiled');
    const key = sandbox.addKey('alice', { note: null, scopes: ['read:data'], expiresAt: null });
    for (const fault of [
      { kind: 'proxyLogin' },
      { kind: 'badGateway' },
      { kind: 'htmlOk' },
      { kind: 'tooMany', retryAfter: 1 },
      { kind: 'dropAfterCommit' },
    ] as const) {
      sandbox.fault({ fault });
      const checked = must(await tiled.check(ctx, profile, key));
      expect(checked.outcome.kind, fault.kind).toBe('inconclusive');
    }
    expect(must(await tiled.check(ctx, profile, key)).outcome.kind).toBe('live');
  });
});

describe('creating', () => {
  it('trap 1: both required fields are always sent, even where they are null', async () => {
    const { ctx, profile, alice } = await signedIn();
    must(await tiled.create(ctx, profile, alice.credential, { scopes: 'inherit', lifetime: 'never' }));
    expect(bodyOf(ctx.sent.at(-1))).toEqual({ expires_in: null, scopes: ['inherit'], note: null });
    must(
      await tiled.create(ctx, profile, alice.credential, {
        scopes: ' read:data  read:data ',
        lifetime: '60',
        note: 'n',
        accessTags: 'a b',
      }),
    );
    expect(bodyOf(ctx.sent.at(-1))).toEqual({ expires_in: 60, scopes: ['read:data'], note: 'n', access_tags: ['a', 'b'] });
  });

  it('trap 15: a life of zero, less, a fraction, or past the year 9999 never leaves', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    const before = sandbox.requests.length;
    for (const lifetime of ['0', '-5', '1.5', '7d', '', 'null', '999999999999', '9999999999999999'])
      expect(mustFail(await tiled.create(ctx, profile, alice.credential, { ...READ_FOR_TEN_MINUTES, lifetime })), lifetime).toMatchObject({
        code: 'tiled.badLifetime',
        field: 'lifetime',
        ambiguous: false,
      });
    expect(sandbox.requests).toHaveLength(before);
    const tenYears = must(
      await tiled.create(ctx, profile, alice.credential, { ...READ_FOR_TEN_MINUTES, lifetime: String(10 * 365 * 86_400) }),
    );
    expect(tenYears.listed.expiry.kind).toBe('at');
  });

  it('refuses before sending: no scope, inherit with others, tags with inherit, tags that the server would ignore', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    const before = sandbox.requests.length;
    const refused = async (fields: Record<string, string>, on = profile) =>
      mustFail(await tiled.create(ctx, on, alice.credential, { ...READ_FOR_TEN_MINUTES, ...fields }));
    expect(await refused({ scopes: ' ' })).toMatchObject({ code: 'tiled.noScopes', field: 'scopes' });
    expect(await refused({ scopes: 'inherit read:data' })).toMatchObject({ code: 'tiled.inheritAlone' });
    expect(await refused({ scopes: 'inherit', accessTags: 'a' })).toMatchObject({ code: 'tiled.tagsWithInherit' });
    const server = profile.server;
    if (server === null) throw new Error('not probed');
    for (const version of ['0.1.0b36', '0.1.0a122', '0.0.9', 'unknown', null])
      expect(await refused({ accessTags: 'a' }, { ...profile, server: { ...server, version } })).toMatchObject({ code: 'tiled.noTags' });
    expect(sandbox.requests).toHaveLength(before);
    for (const version of ['0.1.0b37', '0.1.0', '0.2.17.dev3+gabc', '1.0.0'])
      must(
        await tiled.create(ctx, { ...profile, server: { ...server, version } }, alice.credential, {
          ...READ_FOR_TEN_MINUTES,
          accessTags: 'a',
        }),
      );
  });

  it('says so where a server dropped the tags all the same', async () => {
    const { ctx, profile, alice } = await signedIn({ version: '0.1.0b17' });
    const server = profile.server;
    if (server === null) throw new Error('not probed');
    const made = must(
      await tiled.create(ctx, { ...profile, server: { ...server, version: '0.2.0' } }, alice.credential, {
        ...READ_FOR_TEN_MINUTES,
        accessTags: 'a',
      }),
    );
    expect(made.listed.warnings.join()).toContain('not restricted');
  });

  it.each([
    ['500 after the key was stored', { kind: 'serverError', carriedOut: true }, 1],
    ['500 before', { kind: 'serverError' }, 0],
    ['a proxy’s 502', { kind: 'badGateway' }, 0],
    ['a dropped connection after the key was stored', { kind: 'dropAfterCommit' }, 1],
    ['a reset in the middle of the answer', { kind: 'resetMidBody' }, 1],
    ['a page instead of the answer', { kind: 'htmlOk' }, 0],
  ] as const)('is ambiguous after %s, and is never sent again', async (_what, fault, stored) => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    sandbox.fault({ fault, method: 'POST', path: '/apikey' });
    const problem = mustFail(await tiled.create(ctx, profile, alice.credential, { ...READ_FOR_TEN_MINUTES, note: 'who knows' }));
    expect(problem).toMatchObject({ ambiguous: true, next: { do: 'refresh' } });
    expect(sandbox.requests.filter((r) => r.method === 'POST' && r.path.endsWith('/apikey'))).toHaveLength(1);
    expect(must(await tiled.list(ctx, profile, alice.credential)).keys).toHaveLength(stored);
  });

  it('is ambiguous after a time-out and a cancellation once sent, and certain where nothing was sent', async () => {
    const impatient: Http = (request) => nodeHttp({ ...request, timeoutMs: request.url.endsWith('/apikey') ? 150 : 5_000 });
    const { sandbox, ctx, profile, alice } = await signedIn({}, context({ http: impatient }));
    sandbox.fault({ fault: { kind: 'hang' }, path: '/apikey' });
    expect(mustFail(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES))).toMatchObject({
      code: 'http.timeout',
      ambiguous: true,
    });
    const abort = new AbortController();
    const cancellable = context({ signal: abort.signal });
    sandbox.fault({ fault: { kind: 'hang' }, path: '/apikey' });
    setTimeout(() => abort.abort(), 100);
    expect(mustFail(await tiled.create(cancellable, profile, alice.credential, READ_FOR_TEN_MINUTES))).toMatchObject({
      code: 'http.cancelled',
      ambiguous: true,
    });
    await sandbox.stop();
    expect(mustFail(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES))).toMatchObject({
      code: 'http.refused',
      ambiguous: false,
    });
  });

  it('is certain after refusals, and never follows a redirect with a credential', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn({ keyLimit: 1 });
    const elsewhere = await start();
    const create = async () => mustFail(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES));
    for (const status of [301, 302, 307, 308]) {
      sandbox.fault({ fault: { kind: 'redirect', to: `${elsewhere.url}/api/v1/auth/apikey`, status }, path: '/apikey' });
      expect(await create()).toMatchObject({ code: 'tiled.redirected', ambiguous: false });
    }
    expect(elsewhere.requests).toEqual([]);
    sandbox.fault({ fault: { kind: 'tooMany', retryAfter: 3 }, path: '/apikey' });
    expect(await create()).toMatchObject({ code: 'tiled.tooMany', ambiguous: false });
    must(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES));
    expect(await create()).toMatchObject({ code: 'tiled.keyLimit', ambiguous: false });
  });

  it('a body that repeats the request reaches no message', async () => {
    const { sandbox, profile } = await signedIn();
    const secret = sandbox.addKey('alice', { note: null, scopes: ['inherit'], expiresAt: null });
    for (const status of [400, 403, 422, 500]) {
      const echo: Http = async (request) =>
        ok({
          status,
          headers: [['x-tiled-request-id', 'abc123']],
          body: JSON.stringify({ detail: [{ input: request.body, headers: request.headers }] }),
          at: 0,
        });
      const problem = mustFail(
        await tiled.create(context({ http: echo }), profile, byKey(secret), { ...READ_FOR_TEN_MINUTES, note: 'confidential-note' }),
      );
      expect(JSON.stringify(problem)).not.toMatch(/confidential-note|[0-9a-f]{72}/);
      expect(problem.requestId).toBe('abc123');
    }
  });

  it('opens with read-only scopes and 30 days, and warns of the special choices', () => {
    const fields = tiled.description.create?.fields ?? [];
    const scopes = fields.find((f) => f.kind === 'scopes');
    const lifetime = fields.find((f) => f.kind === 'lifetime');
    expect(scopes).toMatchObject({
      initial: ['read:metadata', 'read:data'],
      special: [{ name: 'inherit', warning: expect.stringContaining('all') }],
    });
    expect(lifetime).toMatchObject({ initialSeconds: 30 * 86_400, neverWarning: expect.stringContaining('leaks') });
    expect(fields.find((f) => f.name === 'note')).toMatchObject({ maxCodePoints: NOTE_LIMIT });
  });
});

describe('revoking', () => {
  it('a stranger’s key with the same first eight hides one’s own: said, not taken for gone', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    sandbox.state.principals.unshift(sandbox.state.ensurePrincipal('bob', 'toy'));
    sandbox.addKey('bob', { note: null, scopes: ['read:data'], expiresAt: null, secret: `deadbeef${'0'.repeat(64)}` });
    const mine = `deadbeef${'1'.repeat(64)}`;
    sandbox.addKey('alice', { note: null, scopes: ['read:data'], expiresAt: null, secret: mine });
    const problem = mustFail(await tiled.revoke(ctx, profile, alice.credential, { marks: [], secret: mine }));
    expect(problem).toMatchObject({ code: 'tiled.firstEightTaken' });
    expect(must(await tiled.check(ctx, profile, mine)).outcome.kind).toBe('live');
  });

  it('sends eight lower-case characters and never more', async () => {
    const { sandbox, ctx, profile, alice } = await signedIn();
    const key = sandbox.addKey('alice', { note: null, scopes: ['read:data'], expiresAt: null });
    must(await tiled.revoke(ctx, profile, alice.credential, { marks: [], secret: key.toUpperCase() }));
    expect(sandbox.requests.at(-1)).toMatchObject({ method: 'DELETE', firstEight: key.slice(0, 8), status: 204 });
    expect(ctx.sent.at(-1)?.url).not.toContain(key.slice(0, 9));
    const before = sandbox.requests.length;
    expect(mustFail(await tiled.revoke(ctx, profile, alice.credential, { marks: [], secret: 'deadbeefcafe' })).code).toBe(
      'tiled.noFirstEight',
    );
    expect(sandbox.requests).toHaveLength(before);
  });

  it('a 404 of another making is not “already gone”', async () => {
    const { profile, alice } = await signedIn();
    const gone: Http = async () => ok({ status: 404, headers: [], body: '{"detail":"Not Found"}', at: 0 });
    const target = { marks: [], secret: '573928c6' };
    expect(mustFail(await tiled.revoke(context({ http: gone }), profile, alice.credential, target)).code).toBe('tiled.notFound');
  });
});

it('trap 9: no answer’s cookie ever comes back', async () => {
  const { sandbox, ctx, profile, alice } = await signedIn();
  const key = must(await tiled.create(ctx, profile, alice.credential, { scopes: 'create:apikeys revoke:apikeys', lifetime: '60' })).secret;
  must(await tiled.check(ctx, profile, key));
  must(await tiled.create(ctx, profile, byKey(key), READ_FOR_TEN_MINUTES));
  must(await tiled.revoke(ctx, profile, byKey(key), { marks: [], secret: key }));
  expect(sandbox.requests.length).toBeGreaterThan(6);
  expect(sandbox.requests.every((r) => r.cookies.length === 0 && r.credential !== 'query' && r.credential !== 'cookie')).toBe(true);
  expect(sandbox.requests.every((r) => r.userAgent?.startsWith('Tessera/') && r.accept === 'application/json')).toBe(true);
});

it('the sandbox is up in well under a second, and its log holds no secret', async () => {
  const before = performance.now();
  const sandbox = await start({ seed: 'demo' });
  expect(performance.now() - before).toBeLessThan(500);
  const ctx = context();
  const profile = await probed(ctx, sandbox.url);
  const alice = sessionOf(must(await tiled.signIn(ctx, profile, 'password', { username: 'alice' }, { password: 'secret1' })));
  const listing = must(await tiled.list(ctx, profile, alice.credential));
  expect(listing.keys.length).toBeGreaterThan(5);
  expect(listing.keys.some((k) => k.expiry.kind === 'at' && k.expiry.at < Date.now())).toBe(true);
  const made = must(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES));
  must(await tiled.check(ctx, profile, made.secret));
  const log = JSON.stringify(sandbox.requests);
  for (const secret of [made.secret, 'secret1', alice.durable]) expect(log).not.toContain(secret);
});
