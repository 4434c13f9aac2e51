import { describe, expect, it } from 'vitest';
import { startTileDbSandbox } from '.';
import { DEFAULT_SWITCHES } from './options';
import { at, type Called, GRACE, HENRY, MINUTE, NOON, type Played, play } from './testing';

const v4 = { generation: 'v4' } as const;
const NEW = { name: 'ci', scope: 'array:read', workspace_id: 'sensors' };
const listV1 = async ({ call }: Played): Promise<unknown> => (await call('GET', '/v1/tokens', { basic: GRACE })).body;
const listV4 = async ({ call }: Played): Promise<unknown> => (await call('GET', '/v4/tokens?type=api', { basic: GRACE })).body;
const create = ({ call }: Played, body: object): Promise<Called> => call('POST', '/v1/token', { basic: GRACE, body });

it('every switch can be set while the sandbox runs', async () => {
  const { sandbox, call } = await play();
  sandbox.setOption('generation', 'v4');
  expect((await call('GET', '/v4/capabilities')).status).toBe(200);
  expect(sandbox.switches()).toEqual({ ...DEFAULT_SWITCHES, generation: 'v4' });
});

describe('what lists show', () => {
  it.each([
    ['full', (secret: string) => secret],
    ['masked', (secret: string) => `********${secret.slice(-7)}`],
    ['last7', (secret: string) => secret.slice(-7)],
    ['empty', () => ''],
    ['absent', () => undefined],
  ] as const)('a listed token is %s, in both generations, while a created one is whole', async (listedToken, shown) => {
    const played = await play({ listedToken });
    const created = String(at((await create(played, {})).body, 'token'));
    expect(at(await listV1(played), 0, 'token')).toBe(shown(created));
    played.sandbox.setOption('generation', 'v4');
    expect(at(await listV4(played), 'data', 0, 'api_key')).toBe(shown(created));
  });

  it('expired tokens stay in lists, or do not', async () => {
    const played = await play();
    played.sandbox.addToken('grace', { name: 'old', expiresAt: NOON });
    expect(await listV1(played)).toMatchObject([{ name: 'old' }]);
    played.sandbox.setOption('expiredListed', false);
    expect(await listV1(played)).toEqual([]);
  });

  it('sessions are listed, or not', async () => {
    const { sandbox, call } = await play();
    await call('GET', '/v1/session', { basic: GRACE });
    expect((await call('GET', '/v1/tokens/session', { basic: GRACE })).body).toHaveLength(1);
    sandbox.setOption('sessionsListed', false);
    expect((await call('GET', '/v1/tokens/session', { basic: GRACE })).body).toEqual([]);
  });

  it('an empty list is [], null, or nothing', async () => {
    const played = await play();
    const seen: unknown[] = [];
    for (const emptyList of ['array', 'null', 'absent'] as const) {
      played.sandbox.setOption('emptyList', emptyList);
      played.sandbox.setOption('generation', 'v1');
      const { status, headers } = await played.call('GET', '/v1/tokens', { basic: GRACE });
      const v1 = [status, headers.get('content-length'), await listV1(played)];
      played.sandbox.setOption('generation', 'v4');
      const rows = await listV4(played);
      seen.push([...v1, typeof rows === 'object' && rows !== null && 'data' in rows ? rows.data : 'no data']);
    }
    expect(seen).toEqual([
      [200, '2', [], []],
      [200, '4', null, null],
      [200, '0', null, 'no data'],
    ]);
  });

  it('dates can be Go’s zero time, in lists only, and carry nanoseconds', async () => {
    const played = await play({ zeroDates: 'both', fractions: true });
    expect(at((await create(played, {})).body, 'issued_at')).toBe('2026-03-01T12:00:00.104729000Z');
    expect(await listV1(played)).toMatchObject([{ issued_at: '0001-01-01T00:00:00Z', expires_at: '0001-01-01T00:00:00Z' }]);
    played.sandbox.setOption('zeroDates', 'issued');
    expect(await listV1(played)).toMatchObject([{ issued_at: '0001-01-01T00:00:00Z', expires_at: '2026-03-01T12:30:00.104729000Z' }]);
  });

  it('fields that no specification has can come along', async () => {
    const played = await play({ extraFields: true });
    played.sandbox.addToken('grace');
    expect(await listV1(played)).toMatchObject([{ last_used_ip: expect.any(String) }]);
    expect((await played.call('GET', '/v1/user', { basic: GRACE })).body).toMatchObject({ last_activity_date: '0001-01-01T00:00:00Z' });
  });

  it('a v4 list without a page is the first page, or everything without metadata', async () => {
    const played = await play({ ...v4, pageSize: 2 });
    for (const name of ['a', 'b', 'c']) played.sandbox.addToken('grace', { name, workspace: 'sensors' });
    expect(await listV4(played)).toMatchObject({ data: [{ name: 'a' }, { name: 'b' }], pagination_metadata: { total_pages: 2 } });
    played.sandbox.setOption('unpagedList', 'everything');
    expect(at(await listV4(played), 'data')).toHaveLength(3);
    expect(at(await listV4(played), 'pagination_metadata')).toBeUndefined();
  });

  it('a v4 list covers the user, or the workspace of the token that asks', async () => {
    const { sandbox, call } = await play(v4);
    const key = sandbox.addToken('grace', { name: 'a', workspace: 'sensors' });
    sandbox.addToken('grace', { name: 'b', workspace: 'genomics' });
    expect(at((await call('GET', '/v4/tokens?type=api', { key })).body, 'data')).toHaveLength(2);
    sandbox.setOption('listCovers', 'workspace');
    expect((await call('GET', '/v4/tokens?type=api', { key })).body).toMatchObject({ data: [{ name: 'a' }] });
  });
});

describe('refusals', () => {
  it('are 401 or 403 for a bad credential', async () => {
    const { sandbox, call } = await play();
    expect((await call('GET', '/v1/user', { key: 'x' })).status).toBe(401);
    sandbox.setOption('badCredentialStatus', 403);
    expect((await call('GET', '/v1/user', { key: 'x' })).status).toBe(403);
  });

  it('are 403 or 401 for a scope that does not suffice', async () => {
    const { sandbox, call } = await play();
    const key = sandbox.addToken('grace', { scopes: ['array:read'] });
    expect((await call('GET', '/v1/tokens', { key })).status).toBe(403);
    sandbox.setOption('scopeRefusalStatus', 401);
    expect((await call('GET', '/v1/tokens', { key })).status).toBe(401);
  });

  it('carry JSON, text or nothing', async () => {
    const { sandbox, call } = await play();
    const refused = async (): Promise<readonly unknown[]> => {
      const { headers, body } = await call('GET', '/v1/user', { key: 'x' });
      return [headers.get('content-type'), body];
    };
    expect(await refused()).toEqual(['application/json', expect.objectContaining({ message: 'token is not valid' })]);
    sandbox.setOption('errorBody', 'text');
    expect(await refused()).toEqual(['text/plain; charset=utf-8', 'token is not valid\n']);
    sandbox.setOption('errorBody', 'empty');
    expect(await refused()).toEqual([null, null]);
  });

  it.each([
    ['key', 'grace'],
    ['basic', 'henry'],
  ] as const)('of two credentials the %s can win', async (bothSchemes, winner) => {
    const { sandbox, call } = await play({ bothSchemes });
    const { body } = await call('GET', '/v1/user', { key: sandbox.addToken('grace'), basic: HENRY });
    expect(body).toMatchObject({ username: winner });
    expect(sandbox.requests[0]?.credential).toBe('both');
  });

  it('two credentials at once can be refused', async () => {
    const { sandbox, call } = await play({ bothSchemes: 'refuse' });
    expect((await call('GET', '/v1/user', { key: sandbox.addToken('grace'), basic: GRACE })).status).toBe(401);
  });
});

describe('ends and limits', () => {
  it('a null end is the default, refused, or never', async () => {
    const played = await play();
    const ends = async (): Promise<unknown> => {
      const { status, body } = await create(played, { expires: null });
      return status === 200 ? at(body, 'expires_at') : status;
    };
    expect(await ends()).toBe('2026-03-01T12:30:00Z');
    played.sandbox.setOption('nullExpires', 'refuse');
    expect(await ends()).toBe(400);
    played.sandbox.setOption('nullExpires', 'never');
    expect(await ends()).toBe('0001-01-01T00:00:00Z');
    expect(played.sandbox.state.tokens.map(({ expiresAt }) => expiresAt)).toEqual([NOON + 30 * MINUTE, null]);
  });

  it('a past end can be accepted: the token is dead from the start', async () => {
    const played = await play({ pastExpires: 'accept' });
    const { status, body } = await create(played, { expires: '2026-02-01T00:00:00Z' });
    expect(status).toBe(200);
    expect((await played.call('GET', '/v1/user', { key: String(at(body, 'token')) })).status).toBe(401);
  });

  it('an end beyond the longest life is refused or shortened', async () => {
    const played = await play({ maximumLifeSeconds: 86_400 });
    expect((await create(played, { expires: '2026-04-01T00:00:00Z' })).status).toBe(400);
    played.sandbox.setOption('beyondMaximum', 'shorten');
    expect(at((await create(played, { expires: '2026-04-01T00:00:00Z' })).body, 'expires_at')).toBe('2026-03-02T12:00:00Z');
  });

  it('the default life can be another, in both generations', async () => {
    const played = await play({ ...v4, defaultLifeSeconds: 86_400 });
    const { body } = await played.call('POST', '/v4/tokens', { basic: GRACE, body: NEW });
    expect(at(body, 'data', 'expires_at')).toBe('2026-03-02T12:00:00Z');
  });

  it('a session can last as one client’s help says', async () => {
    const { call } = await play({ sessionSeconds: 8 * 3600, rememberedSeconds: 24 * 3600 });
    const ends = async (query: string): Promise<unknown> =>
      at((await call('GET', `/v1/session${query}`, { basic: GRACE })).body, 'expires_at');
    expect([await ends(''), await ends('?remember_me=true')]).toEqual(['2026-03-01T20:00:00Z', '2026-03-02T12:00:00Z']);
  });

  it('the number of tokens can be limited; sessions do not count', async () => {
    const played = await play({ maximumTokens: 1 });
    await played.call('GET', '/v1/session', { basic: GRACE });
    expect([(await create(played, {})).status, (await create(played, {})).status]).toEqual([200, 400]);
  });
});

describe('generations', () => {
  it('the probe can want a credential, in either', async () => {
    const { sandbox, call } = await play({ capabilitiesNeedAuth: true });
    const key = sandbox.addToken('grace', { scopes: ['array:read'] });
    const probe = async (): Promise<readonly number[]> => [
      (await call('GET', '/v4/capabilities')).status,
      (await call('GET', '/v4/capabilities', { key })).status,
    ];
    expect(await probe()).toEqual([401, 404]);
    sandbox.setOption('generation', 'v4');
    expect(await probe()).toEqual([401, 200]);
  });

  it('a v1 server’s probe can answer something else than 404', async () => {
    const { call } = await play({ legacyCapabilitiesStatus: 500 });
    expect((await call('GET', '/v4/capabilities')).status).toBe(500);
  });

  it('a v4 server can serve the v1 token routes beside its own', async () => {
    const played = await play({ ...v4, legacyRoutes: true });
    played.sandbox.addToken('grace', { name: 'a', workspace: 'sensors' });
    expect(await listV1(played)).toMatchObject([{ name: 'a' }]);
    expect(await listV4(played)).toMatchObject({ data: [{ name: 'a' }] });
  });
});

describe('shapes of tokens and names', () => {
  it('v1 tokens can be opaque', async () => {
    const { sandbox } = await play({ tokenShape: 'opaque' });
    expect(sandbox.addToken('grace')).toMatch(/^\w{64}$/);
  });

  it('v4 tokens can carry their workspace in three parts', async () => {
    const { sandbox } = await play({ ...v4, workspaceKeyStyle: 'workspace' });
    const parts = sandbox.addToken('grace', { workspace: 'sensors' }).split('-');
    expect(parts).toEqual(['tiledb', sandbox.state.workspace('sensors')?.id, expect.stringMatching(/^\w+$/)]);
  });

  it('tokens and sessions can be nameless', async () => {
    const played = await play({ unnamed: 'nameless', sessionsNamed: false });
    expect(at((await create(played, { name: '' })).body, 'name')).toBeUndefined();
    expect(at((await played.call('GET', '/v1/session', { basic: GRACE })).body, 'name')).toBeUndefined();
  });
});

it.each([
  ['tokensLive', [200, 200]],
  ['sessionsEnd', [200, 401]],
  ['allEnd', [401, 401]],
] as const)('after a change of password: %s', async (passwordChange, after) => {
  const { sandbox, call } = await play({ passwordChange });
  const token = sandbox.addToken('grace');
  const session = String(at((await call('GET', '/v1/session', { basic: GRACE })).body, 'token'));
  sandbox.changePassword('grace', 'new');
  expect([(await call('GET', '/v1/user', { key: token })).status, (await call('GET', '/v1/user', { key: session })).status]).toEqual(after);
  expect((await call('GET', '/v1/user', { basic: GRACE })).status).toBe(401);
  expect((await call('GET', '/v1/user', { basic: 'grace:new' })).status).toBe(200);
});

it('a user that does not exist gets no token', async () => {
  const sandbox = await startTileDbSandbox();
  expect(() => sandbox.addToken('nobody')).toThrow('no user nobody');
  await sandbox.stop();
});
