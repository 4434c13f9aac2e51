import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, KeptSession, must, mustFail } from '../common/testing';
import { tiled } from './index';
import { signedIn, start } from './sandbox-tools';
import { login, probed, profileOf, READ_FOR_TEN_MINUTES } from './test-tools';

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
