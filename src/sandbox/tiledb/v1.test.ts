import { describe, expect, it } from 'vitest';
import { at, DAY, GRACE, HENRY, MINUTE, NOON, play } from './testing';

const END = '2026-04-01T00:00:00Z';

describe('v1 credentials', () => {
  it('takes the key header in any case, and Basic', async () => {
    const { sandbox, call } = await play();
    const key = sandbox.addToken('grace');
    for (const name of ['X-TILEDB-REST-API-KEY', 'X-TILEDB-REST-API-Key', 'x-tiledb-rest-api-key'])
      expect((await call('GET', '/v1/user', { headers: { [name]: key } })).body).toMatchObject({ username: 'grace' });
    expect((await call('GET', '/v1/user', { basic: HENRY })).body).toMatchObject({ username: 'henry' });
  });

  it('refuses no credential, a wrong one, a wrong password, a Bearer token and an expired token with 401, code, message and request id', async () => {
    const { sandbox, call, pass } = await play();
    const key = sandbox.addToken('grace', { expiresAt: NOON + MINUTE });
    const bearer = { headers: { authorization: `Bearer ${key}` } };
    pass(MINUTE);
    for (const sent of [{}, { key: 'x' }, { basic: 'grace:wrong' }, { basic: 'nobody:secret1' }, bearer, { key }]) {
      const { status, body } = await call('GET', '/v1/user', sent);
      expect(status).toBe(401);
      expect(body).toEqual({ code: expect.any(Number), message: expect.any(String), request_id: expect.any(String) });
    }
  });

  it('lets nobody in by password who signs in through a company', async () => {
    const { sandbox, call } = await play();
    expect((await call('GET', '/v1/session', { basic: 'ida:' })).status).toBe(401);
    expect((await call('GET', '/v1/user', { key: sandbox.addToken('ida') })).status).toBe(200);
  });
});

describe('v1 create', () => {
  it('answers 200 with the whole token; without a body it has all rights, a made-up name and thirty minutes', async () => {
    const { sandbox, call } = await play();
    const { status, body } = await call('POST', '/v1/token', { basic: GRACE });
    expect(status).toBe(200);
    expect(body).toEqual({
      token: sandbox.state.tokens[0]?.secret,
      name: expect.stringMatching(/^token-\w+$/),
      issued_at: '2026-03-01T12:00:00Z',
      expires_at: '2026-03-01T12:30:00Z',
      scope: ['*'],
    });
  });

  it('takes `expires`, not `expires_at`, and any zone', async () => {
    const { call } = await play();
    const ends = async (body: object): Promise<unknown> => at((await call('POST', '/v1/token', { basic: GRACE, body })).body, 'expires_at');
    expect(await ends({ expires: END })).toBe(END);
    expect(await ends({ expires: '2026-04-01T02:00:00.25+02:00' })).toBe(END);
    expect(await ends({ expires_at: END })).toBe('2026-03-01T12:30:00Z');
  });

  it.each([
    ['a date without zone', { expires: '2026-04-01T00:00:00' }],
    ['a date without time', { expires: '2026-04-01' }],
    ['an empty date', { expires: '' }],
    ['a past date', { expires: '2026-02-01T00:00:00Z' }],
    ['an unknown scope', { scope: ['array:fly'] }],
    ['a scope as text', { scope: '*' }],
    ['a name as number', { name: 7 }],
    ['something that is no JSON', '{'],
  ])('refuses %s with 400 and makes nothing', async (_, body) => {
    const { sandbox, call } = await play();
    expect((await call('POST', '/v1/token', { basic: GRACE, body })).status).toBe(400);
    expect(sandbox.state.tokens).toEqual([]);
  });

  it('gives a taken name a counter, and only within one account', async () => {
    const { call } = await play();
    const name = async (basic: string): Promise<unknown> =>
      at((await call('POST', '/v1/token', { basic, body: { name: 'ci' } })).body, 'name');
    expect([await name(GRACE), await name(GRACE), await name(GRACE), await name(HENRY)]).toEqual(['ci', 'ci-1', 'ci-2', 'ci']);
  });

  it('makes a JWT that tells user and end, and no scope', async () => {
    const { call } = await play();
    const { body } = await call('POST', '/v1/token', { basic: GRACE, body: { expires: END, scope: ['array:read'] } });
    const [head, claims] = String(at(body, 'token'))
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(head).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(claims).toEqual({
      user_id: expect.any(String),
      Seed: expect.any(Number),
      exp: Date.parse(END) / 1000,
      iat: NOON / 1000,
      nbf: NOON / 1000,
      sub: 'grace',
    });
  });
});

describe('v1 lists', () => {
  it('keep API tokens and sessions apart, and accounts too', async () => {
    const { sandbox, call } = await play();
    sandbox.addToken('grace', { name: 'mine' });
    sandbox.addToken('henry', { name: 'his' });
    const session = await call('GET', '/v1/session', { basic: GRACE });
    expect((await call('GET', '/v1/tokens', { basic: GRACE })).body).toMatchObject([{ name: 'mine' }]);
    expect((await call('GET', '/v1/tokens/session', { basic: GRACE })).body).toMatchObject([{ token: at(session.body, 'token') }]);
  });

  it('offer the fifteen scopes', async () => {
    const { call } = await play();
    const { body } = await call('GET', '/v1/tokens/scopes', { basic: GRACE });
    expect(body).toHaveLength(15);
    expect(body).toEqual(expect.arrayContaining(['*', 'password_reset', 'confirm_email', 'user:admin', 'group:read-write']));
  });

  it('know no single token: GET /v1/tokens/{name} is 405', async () => {
    const { sandbox, call } = await play();
    sandbox.addToken('grace', { name: 'mine' });
    expect((await call('GET', '/v1/tokens/mine', { basic: GRACE })).status).toBe(405);
  });
});

describe('v1 revoke', () => {
  it('goes by name, encoded slashes and all, with 204 and no body', async () => {
    const { sandbox, call } = await play();
    for (const name of ['a/b c', 'session', 'scopes', 'ü%']) {
      sandbox.addToken('grace', { name });
      const { status, body } = await call('DELETE', `/v1/tokens/${encodeURIComponent(name)}`, { basic: GRACE });
      expect([status, body]).toEqual([204, null]);
    }
    expect(sandbox.state.tokens).toEqual([]);
  });

  it('goes by the token itself, and the log does not show it', async () => {
    const { sandbox, call } = await play({ unnamed: 'nameless' });
    const secret = sandbox.addToken('grace');
    expect((await call('DELETE', `/v1/tokens/${encodeURIComponent(secret)}`, { basic: GRACE })).status).toBe(204);
    expect(sandbox.requests[0]).toMatchObject({ path: '/v1/tokens/<token>', secretInPath: true });
  });

  it('is 404 for what does not exist and for a token of somebody else', async () => {
    const { sandbox, call } = await play();
    sandbox.addToken('henry', { name: 'his' });
    expect((await call('DELETE', '/v1/tokens/none', { basic: GRACE })).status).toBe(404);
    expect((await call('DELETE', '/v1/tokens/his', { basic: GRACE })).status).toBe(404);
    expect(sandbox.state.tokens).toHaveLength(1);
  });

  it('of the credential in use succeeds, and the next call is 401', async () => {
    const { sandbox, call } = await play();
    const key = sandbox.addToken('grace', { name: 'mine' });
    expect((await call('DELETE', '/v1/tokens/mine', { key })).status).toBe(204);
    expect((await call('GET', '/v1/user', { key })).status).toBe(401);
  });
});

describe('v1 session', () => {
  it.each(['1', 't', 'T', 'true', 'True', 'TRUE'])('remember_me=%s makes it thirty days', async (word) => {
    const { call } = await play();
    const { body } = await call('GET', `/v1/session?remember_me=${word}`, { basic: GRACE });
    expect(body).toMatchObject({ token: expect.any(String), expires_at: '2026-03-31T12:00:00Z', scope: ['*'] });
  });

  it('is thirty minutes otherwise, and as long as `expires` says', async () => {
    const { call } = await play();
    const ends = async (query: string): Promise<unknown> =>
      at((await call('GET', `/v1/session${query}`, { basic: GRACE })).body, 'expires_at');
    expect(await ends('')).toBe('2026-03-01T12:30:00Z');
    expect(await ends('?remember_me=yes')).toBe('2026-03-01T12:30:00Z');
    expect(await ends('?remember_me=true&expires=2026-03-02T14%3A00%3A00%2B02%3A00')).toBe('2026-03-02T12:00:00Z');
  });

  it('works as a credential until it ends, and ends when it is revoked by its name', async () => {
    const { call, pass } = await play();
    const first = (await call('GET', '/v1/session', { basic: GRACE })).body;
    const key = String(at(first, 'token'));
    expect((await call('GET', '/v1/tokens', { key })).status).toBe(200);
    pass(30 * MINUTE);
    expect((await call('GET', '/v1/tokens', { key })).status).toBe(401);
    const second = (await call('GET', '/v1/session?remember_me=true', { basic: GRACE })).body;
    const other = String(at(second, 'token'));
    expect((await call('DELETE', `/v1/tokens/${at(second, 'name')}`, { key: other })).status).toBe(204);
    expect((await call('GET', '/v1/tokens', { key: other })).status).toBe(401);
  });
});

it('a v1 server has no v4 routes, and its probe answers 404', async () => {
  const { call } = await play();
  for (const path of ['/v4/capabilities', '/v4/tokens?type=api', '/v4/users/self', '/v2/none'])
    expect((await call('GET', path, { basic: GRACE })).status).toBe(404);
});

it('the Date header follows the sandbox’s clock', async () => {
  const { call, pass } = await play();
  pass(DAY);
  expect((await call('GET', '/v1/user', { basic: GRACE })).headers.get('date')).toBe('Mon, 02 Mar 2026 12:00:00 GMT');
});
