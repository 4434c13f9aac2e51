import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { redacted } from './call';
import { tiledb } from './index';
import { readRow } from './rows';
import { bodyOf, byKey, bySession, context, henryAt, must, mustFail, probed, READ_FOR_TEN_MINUTES, start } from './test-tools';

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

describe('what a server says', () => {
  it('is shown without anything that was sent in confidence', async () => {
    for (const generation of ['v1', 'v4'] as const) {
      const at = await henryAt({ generation });
      const token = at.sandbox.state.tokens[0]?.secret ?? '';
      for (const status of [400, 401, 403, 500]) {
        at.sandbox.fault({ fault: { kind: 'echo', status }, times: 9 });
        const said = [
          mustFail(await tiledb.list(at.ctx, at.profile, at.credential)),
          mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES)),
          mustFail(await tiledb.signIn(at.ctx, at.profile, 'password', { username: 'henry' }, { password: 'correct-horse-battery' })),
        ];
        at.sandbox.clearFaults();
        for (const secret of [
          token,
          token.slice(0, 20),
          token.slice(-20),
          'correct-horse',
          Buffer.from('henry:correct-horse-battery').toString('base64'),
        ])
          expect(JSON.stringify(said)).not.toContain(secret);
      }
    }
  });

  it('keeps words of its own that the address has, too', async () => {
    const at = await henryAt({ maximumTokens: 1 });
    must(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
    const problem = mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
    expect(problem.message).toContain('“maximum number of tokens reached”');
  });

  it('loses pieces of secrets, whatever looks like a token, and control characters', () => {
    expect(redacted('the password hunter22 is wrong', ['hunter22'])).toBe('the password ••• is wrong');
    expect(redacted('begins with correct-ho', ['correct-horse-battery'])).toBe('begins with •••');
    expect(redacted(`saw ${'x'.repeat(40)}`, [])).toBe('saw •••');
    expect(redacted('a\u0000b\u202Ec\nd', [])).toBe('a b c d');
    expect(redacted('word '.repeat(100), [])).toHaveLength(300);
  });
});
