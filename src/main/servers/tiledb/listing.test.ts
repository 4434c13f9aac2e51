import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { context, must, mustFail } from '../common/testing';
import { tiledb } from './index';
import { readRow } from './rows';
import { bySession, henryAt, probed, start } from './test-tools';

const DAY = 86_400_000;

describe('listing', () => {
  it('reads all pages', async () => {
    const at = await henryAt({ generation: 'v4' });
    for (let i = 0; i < 130; i += 1) at.sandbox.addToken('henry', { name: `t${i}`, workspace: 'genomics', expiresAt: Date.now() + DAY });
    const listing = must(await tiledb.list(at.ctx, at.profile, at.credential));
    expect(listing.complete).toEqual({ yes: true });
    expect(listing.keys.filter((k) => !k.session)).toHaveLength(130);
  });

  it('is not complete where a list moved, a row cannot be read, or only one of several workspaces is shown', async () => {
    const at = await henryAt({ generation: 'v4' });
    const through =
      (edit: (body: string) => string): Http =>
      async (request) => {
        const answer = await nodeHttp(request);
        return answer.ok && request.url.includes('type=api') ? ok({ ...answer.value, body: edit(answer.value.body) }) : answer;
      };
    const why = async (edit: (body: string) => string) => {
      const { complete } = must(await tiledb.list(context({ http: through(edit) }), at.profile, at.credential));
      return complete.yes ? null : complete.why;
    };
    expect(await why((body) => body.replace(/"total_items":\d+/, '"total_items":9'))).toContain('changed while');
    expect(await why((body) => body.replace('"token_id"', '"id"'))).toContain('could not be read');
    const grace = await start({ generation: 'v4' });
    const ctx = context();
    const profile = await probed(ctx, grace.url);
    const signedIn = must(
      await tiledb.signIn(ctx, profile, 'password', { username: 'grace', workspace: 'sensors' }, { password: 'secret1' }),
    );
    const list = async () => must(await tiledb.list(ctx, profile, bySession(signedIn))).complete;
    expect(await list()).toMatchObject({ yes: false, why: expect.stringContaining('2 workspaces') });
    grace.addToken('grace', { name: 'elsewhere', workspace: 'genomics' });
    expect(await list()).toEqual({ yes: true });
    grace.setOption('listCovers', 'workspace');
    expect(await list()).toMatchObject({ yes: false });
  });

  it('knows the workspace of a row that leaves it out, where the account has but one', async () => {
    const at = await henryAt({ generation: 'v4' });
    at.sandbox.addToken('henry', { name: 'x', workspace: 'genomics' });
    const silent: Http = async (request) => {
      const answer = await nodeHttp(request);
      const edit = (body: string) => body.replace(/,"workspace_id":"[^"]*"(?=\})/g, '');
      return answer.ok && request.url.includes('type=api') ? ok({ ...answer.value, body: edit(answer.value.body) }) : answer;
    };
    const { keys } = must(await tiledb.list(context({ http: silent }), at.profile, at.credential));
    expect(keys.find((k) => k.name === 'x')?.details?.workspace).toBe(at.sandbox.state.workspace('genomics')?.id);
  });

  it('takes no other answer for an empty list, and reads on where the server does not say how many pages there are', async () => {
    const at = await henryAt({ generation: 'v4' });
    const instead =
      (edit: (body: string) => string): Http =>
      async (request) => {
        const answer = await nodeHttp(request);
        return answer.ok && request.url.includes('type=api') ? ok({ ...answer.value, body: edit(answer.value.body) }) : answer;
      };
    for (const body of ['{}', '{"data":{"x":1}}', '{"message":"maintenance"}'])
      expect(mustFail(await tiledb.list(context({ http: instead(() => body) }), at.profile, at.credential)).code).toBe('tiledb.notTileDb');
    for (let i = 0; i < 230; i += 1) at.sandbox.addToken('henry', { name: `t${i}`, workspace: 'genomics', expiresAt: Date.now() + DAY });
    const silent = context({ http: instead((body) => body.replace(/,"pagination_metadata":\{[^}]*\}/, '')) });
    const listing = must(await tiledb.list(silent, at.profile, at.credential));
    expect(listing.complete).toEqual({ yes: true });
    expect(listing.keys.filter((k) => !k.session)).toHaveLength(230);
  });

  it('sets sessions apart, with what logins leave behind, and names our own', async () => {
    const at = await henryAt({ generation: 'v4' });
    at.sandbox.addToken('henry', { name: 'login-session-0000', workspace: 'genomics' });
    at.sandbox.addToken('henry', { kind: 'session' });
    const rows = must(await tiledb.list(at.ctx, at.profile, at.credential)).keys;
    expect(rows.map((k) => k.session)).toEqual([true, true, true]);
    expect(rows.filter((k) => k.warnings.join().includes('Tessera itself')).map((k) => k.name)).toEqual([at.sandbox.state.tokens[0]?.name]);
    expect(rows.filter((k) => k.warnings.join().includes('Left behind'))).toHaveLength(1);
    const v1 = await henryAt();
    expect(must(await tiledb.list(v1.ctx, v1.profile, v1.credential)).keys).toMatchObject([{ session: true }]);
  });

  it('takes the scopes from v1, without those that are mailed, and goes on without that list', async () => {
    const at = await henryAt({ extraScopes: ['dashboard:read'], scopeEnum: 'older' });
    const scopes = async () => must(await tiledb.list(at.ctx, at.profile, at.credential)).grantableScopes;
    expect(await scopes()).toContain('dashboard:read');
    expect(await scopes()).not.toContain('group:read');
    at.sandbox.fault({ fault: { kind: 'badGateway' }, path: '/scopes' });
    expect(await scopes()).toContain('group:read');
  });

  it.each([
    ['a page', { kind: 'wrongHost' }, 'tiledb.wrongHost'],
    ['a gateway', { kind: 'badGateway' }, 'tiledb.unavailable'],
    ['503', { kind: 'unavailable' }, 'tiledb.unavailable'],
    ['429', { kind: 'tooMany', retryAfter: 3 }, 'tiledb.tooMany'],
    ['500', { kind: 'serverError' }, 'tiledb.serverError'],
    ['a broken connection', { kind: 'reset' }, 'http.reset'],
    ['half an answer', { kind: 'resetMidBody' }, 'http.reset'],
  ] as const)('fails, and lists nothing, with %s', async (_what, fault, code) => {
    for (const generation of ['v1', 'v4'] as const)
      for (const path of ['/tokens', generation === 'v1' ? '/user' : '/users']) {
        const at = await henryAt({ generation });
        at.sandbox.fault({ fault, path, times: 9 });
        expect(mustFail(await tiledb.list(at.ctx, at.profile, at.credential)).code).toBe(code);
      }
  });

  it('gives up on a server that never answers', async () => {
    const at = await henryAt();
    at.sandbox.fault({ fault: { kind: 'hang' } });
    const hasty = context({ http: (request) => nodeHttp({ ...request, timeoutMs: 50 }) });
    expect(mustFail(await tiledb.list(hasty, at.profile, at.credential))).toMatchObject({ code: 'http.timeout', next: { do: 'retry' } });
  });

  it('reads year 1 as unset, any other date as it is, and unknown scopes as they are', () => {
    const row = (more: object) => readRow({ name: 'n', ...more }, 'v1', { session: false, own: false });
    expect(row({ issued_at: '0001-01-01T00:00:00Z', expires_at: '0001-01-01T00:00:00Z' })).toMatchObject({
      createdAt: null,
      expiry: { kind: 'notTold' },
    });
    expect(row({ expires_at: '2026-11-21T12:00:00.104729000+02:00' })).toMatchObject({
      expiry: { kind: 'at', at: Date.UTC(2026, 10, 21, 10, 0, 0, 104) },
    });
    expect(row({ expires_at: '2026-11-21T12:00:00' })).toMatchObject({ expiry: { kind: 'notTold' } });
    expect(row({ scope: ['x:y', 7] })).toMatchObject({ scopes: ['x:y'], fullAccess: false });
    expect(row({})).toMatchObject({ scopes: null, fullAccess: false });
    expect(row({ scope: '*' })).toMatchObject({ scopes: ['*'], fullAccess: true });
    expect(readRow({}, 'v1', { session: false, own: false })).toBeNull();
    expect(readRow({ name: 'n' }, 'v4', { session: false, own: false })).toBeNull();
    expect(readRow('x', 'v1', { session: false, own: false })).toBeNull();
  });
});

describe('what a list shows of a token', () => {
  it.each([
    [`${'X'.repeat(40)}abc1234`, 'abc1234'],
    [`tiledb_${'x'.repeat(40)}abc1234`, 'abc1234'],
    [`eyJhbGciOi…abc1234`, 'abc1234'],
    [`eyJhbGciOi...abc1234`, 'abc1234'],
    ['••••abc1234', 'abc1234'],
    ['xxxxxxxx1234', null],
    ['****1234', null],
    ['eyJhbGciOi...', null],
    ['', null],
  ])('is read from %j as its end at most, and never as a proof that it is another one', (token, end) => {
    const row = readRow({ name: 'n', token }, 'v1', { session: false, own: false });
    expect(row?.marks).toEqual([...(end === null ? [] : [{ kind: 'lastSeven', value: end }]), { kind: 'name', value: 'n' }]);
    expect(row?.fragment).toBe(end === null ? null : `…${end}`);
  });
});
