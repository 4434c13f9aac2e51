import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import type { TiledSandboxOptions } from '../../../sandbox/tiled';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail } from '../common/testing';
import { tiled } from './index';
import { start } from './sandbox-tools';
import { login, probed, profileOf, READ_FOR_TEN_MINUTES } from './test-tools';

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
