import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail } from '../common/testing';
import { tiled } from './index';
import { NOTE_LIMIT } from './limits';
import { bodyOf, signedIn, start } from './sandbox-tools';
import { READ_FOR_TEN_MINUTES } from './test-tools';

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
