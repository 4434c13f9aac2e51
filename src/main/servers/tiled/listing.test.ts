import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail, sessionOf } from '../common/testing';
import { tiled } from './index';
import { signedIn, start } from './sandbox-tools';
import { probed, READ_FOR_TEN_MINUTES } from './test-tools';

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
