import { describe, expect, it } from 'vitest';
import { err } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import { byKey, context, must, mustFail } from '../common/testing';
import { tiledb } from './index';
import { bodyOf, henryAt, probed, READ_FOR_TEN_MINUTES, start } from './test-tools';

const DAY = 86_400_000;

describe('creating', () => {
  it('sends the end in UTC and to the second, whatever else is left out', async () => {
    const now = Date.UTC(2026, 10, 21, 12, 30, 15, 999);
    const at = await henryAt({ now: () => now });
    must(await tiledb.create(at.ctx, at.profile, at.credential, { scopes: ' array:read  array:read group:read', lifetime: '3600' }));
    expect(bodyOf(at.ctx.sent.at(-1))).toEqual({ expires: '2026-11-21T13:30:15Z', scope: ['array:read', 'group:read'] });
    const v4 = await henryAt({ now: () => now, generation: 'v4' });
    must(await tiledb.create(v4.ctx, v4.profile, v4.credential, { scopes: 'array:read', lifetime: '3600' }));
    expect(bodyOf(v4.ctx.sent.at(-1))).toEqual({
      name: 'tessera-2026-11-21',
      scope: 'array:read',
      workspace_id: v4.sandbox.state.workspace('genomics')?.id,
      expires_at: '2026-11-21T13:30:15Z',
    });
  });

  it('refuses a form that cannot be meant before anything is sent', async () => {
    const at = await henryAt({ generation: 'v4' });
    const sent = at.ctx.sent.length;
    const refused = async (fields: Record<string, string>) =>
      mustFail(await tiledb.create(at.ctx, at.profile, at.credential, { ...READ_FOR_TEN_MINUTES, ...fields }));
    for (const lifetime of ['', '0', '-5', '1.5', 'never', 'null', '999999999999'])
      expect(await refused({ lifetime }), lifetime).toMatchObject({ code: 'tiledb.badLifetime', field: 'lifetime', ambiguous: false });
    expect(await refused({ scopes: ' ' })).toMatchObject({ code: 'tiledb.noScopes', field: 'scopes' });
    expect(await refused({ scopes: '* user:read' })).toMatchObject({ code: 'tiledb.everythingAlone', field: 'scopes' });
    expect(await refused({ scopes: 'user:read array:read' })).toMatchObject({ code: 'tiledb.oneScope', field: 'scopes' });
    expect(at.ctx.sent).toHaveLength(sent);
    expect(await refused({ workspace: 'nowhere' })).toMatchObject({ code: 'tiledb.noWorkspace', field: 'workspace', ambiguous: false });
  });

  it('asks for the workspace where a pasted token is of several, and not where it names its own', async () => {
    for (const workspaceKeyStyle of ['plain', 'workspace'] as const) {
      const sandbox = await start({ generation: 'v4', workspaceKeyStyle });
      const ctx = context();
      const profile = await probed(ctx, sandbox.url);
      const manager = byKey(sandbox.addToken('grace', { workspace: 'genomics', expiresAt: Date.now() + DAY }));
      const made = await tiledb.create(ctx, profile, manager, READ_FOR_TEN_MINUTES);
      if (workspaceKeyStyle === 'plain') expect(mustFail(made)).toMatchObject({ code: 'tiledb.chooseWorkspace', field: 'workspace' });
      else expect(must(made).listed.details?.workspace).toBe(sandbox.state.workspace('genomics')?.id);
      must(await tiledb.create(ctx, profile, manager, { ...READ_FOR_TEN_MINUTES, workspace: 'sensors' }));
    }
  });

  it('says where the server lets it end sooner', async () => {
    const at = await henryAt({ maximumLifeSeconds: 3_600, beyondMaximum: 'shorten' });
    const made = must(await tiledb.create(at.ctx, at.profile, at.credential, { ...READ_FOR_TEN_MINUTES, lifetime: '86400' }));
    expect(made.listed.warnings.join()).toContain('sooner');
    at.sandbox.setOption('beyondMaximum', 'refuse');
    const refused = mustFail(await tiledb.create(at.ctx, at.profile, at.credential, { ...READ_FOR_TEN_MINUTES, lifetime: '86400' }));
    expect(refused).toMatchObject({ code: 'tiledb.refused', ambiguous: false });
    expect(refused.message).toContain('later than this server allows');
  });

  it.each([
    ['the connection breaks off after the commit', { kind: 'dropAfterCommit' }, 1],
    ['half of the answer comes', { kind: 'resetMidBody' }, 1],
    ['a 500 comes after the commit', { kind: 'serverError', carriedOut: true }, 1],
    ['a 500 comes instead', { kind: 'serverError' }, 0],
    ['the connection breaks off', { kind: 'reset' }, 0],
    ['a gateway answers', { kind: 'badGateway' }, 0],
    ['the server is not available', { kind: 'unavailable' }, 0],
    ['a page comes', { kind: 'wrongHost' }, 0],
  ] as const)('is ambiguous and never repeated where %s', async (_what, fault, made) => {
    for (const generation of ['v1', 'v4'] as const) {
      const at = await henryAt({ generation });
      at.sandbox.fault({ fault, method: 'POST' });
      const problem = mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
      expect(problem).toMatchObject({ ambiguous: true, next: { do: 'refresh' } });
      expect(problem.message).toContain('may have been made');
      expect(at.sandbox.state.tokens).toHaveLength(1 + made);
      expect(at.ctx.sent.filter((r) => r.method === 'POST' && r.body?.includes('ingest'))).toHaveLength(1);
    }
  });

  it('is not ambiguous where the server refused or was never reached', async () => {
    const at = await henryAt();
    const narrow = byKey(at.sandbox.addToken('henry', { scopes: ['array:read'] }));
    expect(mustFail(await tiledb.create(at.ctx, at.profile, narrow, READ_FOR_TEN_MINUTES))).toMatchObject({
      code: 'tiledb.missingScope',
      ambiguous: false,
    });
    at.sandbox.fault({ fault: { kind: 'tooMany', retryAfter: 7 }, method: 'POST' });
    const many = mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
    expect(many).toMatchObject({ code: 'tiledb.tooMany', ambiguous: false });
    expect(many.message).toContain('7 seconds');
    const nobody = context({ http: async () => err({ kind: 'refused', sent: false, detail: '' }) });
    expect(mustFail(await tiledb.create(nobody, at.profile, at.credential, READ_FOR_TEN_MINUTES))).toMatchObject({
      code: 'http.refused',
      ambiguous: false,
    });
  });
});

describe('revoking', () => {
  const named = (name: string) => ({ marks: [{ kind: 'name', value: name } as const], secret: null });

  it('writes any name into the address unharmed', async () => {
    const at = await henryAt();
    for (const name of ['a/b', 'ä ö', '50%', '../tokens', 'session', 'scopes', '?x#y']) {
      at.sandbox.addToken('henry', { name });
      expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, named(name))), name).toEqual({ already: false });
      expect(at.sandbox.state.tokens).toHaveLength(1);
    }
  });

  it('is in doubt where the answer was lost or is none of the server’s, and not where the server refuses', async () => {
    const at = await henryAt();
    at.sandbox.addToken('henry', { name: 'a' });
    const revoke = async () => mustFail(await tiledb.revoke(at.ctx, at.profile, at.credential, named('a')));
    for (const fault of [{ kind: 'badGateway' }, { kind: 'unavailable' }, { kind: 'serverError' }, { kind: 'reset' }] as const) {
      at.sandbox.fault({ fault, method: 'DELETE' });
      expect(await revoke(), fault.kind).toMatchObject({ ambiguous: true, next: { do: 'refresh' } });
    }
    at.sandbox.fault({ fault: { kind: 'tooMany', retryAfter: 1 }, method: 'DELETE' });
    expect(await revoke()).not.toHaveProperty('ambiguous');
    at.sandbox.fault({ fault: { kind: 'reset' }, method: 'GET' });
    expect(await revoke()).not.toHaveProperty('ambiguous');
    at.sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    expect(await revoke()).toMatchObject({ code: 'http.reset', ambiguous: true });
    expect(at.sandbox.state.tokens).toHaveLength(1);
  });

  it('needs the token itself only where it has no name, and says so', async () => {
    const at = await henryAt({ unnamed: 'nameless', listedToken: 'masked' });
    const made = must(await tiledb.create(at.ctx, at.profile, at.credential, { scopes: '*', lifetime: '600' }));
    const { marks } = made.listed;
    expect(mustFail(await tiledb.revoke(at.ctx, at.profile, at.credential, { marks, secret: null }))).toMatchObject({
      code: 'tiledb.secretNeeded',
      field: 'secret',
    });
    expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, { marks, secret: made.secret }))).toEqual({ already: false });
  });

  it('does not repeat the token itself where it stands in the address of a redirect', async () => {
    const at = await henryAt({ unnamed: 'nameless', listedToken: 'masked', tokenShape: 'opaque' });
    const { secret, listed } = must(await tiledb.create(at.ctx, at.profile, at.credential, { scopes: '*', lifetime: '600' }));
    const escaped = [...secret].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
    for (const to of [secret, escaped, secret.slice(0, 24)]) {
      at.sandbox.fault({ fault: { kind: 'redirect', to: `https://elsewhere.example.org/v1/tokens/${to}?t=${secret}` }, method: 'DELETE' });
      const problem = mustFail(await tiledb.revoke(at.ctx, at.profile, at.credential, { marks: listed.marks, secret }));
      expect(problem.code).toBe('tiledb.redirected');
      expect(problem.message).toContain('https://elsewhere.example.org/v1/tokens/•••.');
    }
  });

  it('believes in no absence: another account, a list that shows no part, a server that contradicts itself', async () => {
    const at = await henryAt({ listedToken: 'absent', tokenShape: 'opaque' });
    const secret = at.sandbox.addToken('henry', { name: 'pasted' });
    const unknown = { marks: tiledb.recognise(secret).marks, secret: null };
    expect(mustFail(await tiledb.revoke(at.ctx, at.profile, at.credential, unknown)).code).toBe('tiledb.notFound');
    const other = { ...at.profile, principal: { id: 'somebody', label: 'somebody' } };
    expect(mustFail(await tiledb.revoke(at.ctx, other, at.credential, named('nowhere'))).code).toBe('profile.otherAccount');
    const denying = context({
      http: async (request) => {
        const answer = await nodeHttp(request.method === 'DELETE' ? { ...request, url: `${request.url}-not` } : request);
        return answer;
      },
    });
    expect(mustFail(await tiledb.revoke(denying, at.profile, at.credential, named('pasted'))).code).toBe('tiledb.notRevoked');
    expect(at.sandbox.state.tokens).toHaveLength(2);
  });

  it('says that it is not known, where the answer is lost', async () => {
    const at = await henryAt();
    at.sandbox.addToken('henry', { name: 'x' });
    at.sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    expect(mustFail(await tiledb.revoke(at.ctx, at.profile, at.credential, named('x')))).toMatchObject({
      code: 'http.reset',
      next: { do: 'refresh' },
    });
    expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, named('x')))).toEqual({ already: true });
  });
});

describe('checking', () => {
  it('tells the end of a signed token offline, also where no server is', async () => {
    const at = await henryAt();
    const secret = at.sandbox.addToken('henry', { name: 'x', expiresAt: Date.UTC(2099, 0, 1) });
    const offline = context({ http: async () => err({ kind: 'offline', sent: false, detail: '' }) });
    expect(must(await tiledb.check(offline, at.profile, secret))).toMatchObject({
      outcome: { kind: 'inconclusive' },
      listed: { expiry: { kind: 'at', at: Date.UTC(2099, 0, 1) }, name: null },
    });
  });

  it('takes a refusal for one where the token’s own end has passed by the server’s clock', async () => {
    const at = await henryAt();
    const secret = at.sandbox.addToken('henry', { name: 'x', expiresAt: Date.now() - 60_000 });
    expect(must(await tiledb.check(at.ctx, at.profile, secret)).outcome).toEqual({ kind: 'refused' });
  });

  it('asks the account’s list about a token that was refused', async () => {
    const at = await henryAt();
    const secret = at.sandbox.addToken('henry', { name: 'arrays', scopes: ['array:read'], expiresAt: Date.now() + DAY });
    const known = { manager: at.credential, before: null };
    at.sandbox.setOption('scopeRefusalStatus', 401);
    expect(must(await tiledb.check(at.ctx, at.profile, secret, known))).toMatchObject({
      outcome: { kind: 'inconclusive' },
      listed: { name: 'arrays' },
    });
    at.sandbox.state.tokens = at.sandbox.state.tokens.filter((t) => t.name !== 'arrays');
    expect(must(await tiledb.check(at.ctx, at.profile, secret, known)).outcome).toEqual({ kind: 'refused' });
    const others = at.sandbox.addToken('grace', { scopes: ['array:read'], expiresAt: Date.now() + DAY });
    expect(must(await tiledb.check(at.ctx, at.profile, others, known)).outcome.kind).toBe('inconclusive');
  });

  it.each([
    { kind: 'badGateway' },
    { kind: 'serverError' },
    { kind: 'wrongHost' },
    { kind: 'tooMany', retryAfter: 3 },
    { kind: 'reset' },
    { kind: 'redirect', to: 'https://elsewhere.example.org/' },
  ] as const)('proves nothing by $kind', async (fault) => {
    const at = await henryAt();
    const secret = at.sandbox.addToken('henry');
    at.sandbox.fault({ fault });
    const before = { value: { kind: 'live', principal: null }, source: 'ownCheck', asOf: 0 } as const;
    expect(must(await tiledb.check(at.ctx, at.profile, secret, { manager: null, before })).outcome.kind).toBe('inconclusive');
  });
});
