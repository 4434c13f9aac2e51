import { describe, expect, it } from 'vitest';
import { at, GRACE, HENRY, play } from './testing';

const v4 = { generation: 'v4' } as const;
const NEW = { name: 'ci', scope: 'array:read', workspace_id: 'sensors' };

describe('v4 probe', () => {
  it('answers versions as plain JSON, without `data` and without a credential', async () => {
    const { call } = await play(v4);
    const { status, body } = await call('GET', '/v4/capabilities');
    expect(status).toBe(200);
    const version = { major: expect.any(Number), minor: expect.any(Number), patch: expect.any(Number) };
    expect(body).toEqual({ deployedTileDBVersion: version, minimumSupportedTileDBClientVersion: version });
  });

  it('tells the server’s version in `data`', async () => {
    const { call } = await play(v4);
    expect((await call('GET', '/v4/versions', { basic: GRACE })).body).toMatchObject({ data: { tiledb_version: '2.30.0' } });
  });

  it('serves no v1 routes', async () => {
    const { call } = await play(v4);
    for (const path of ['/v1/tokens', '/v1/session', '/v1/user']) expect((await call('GET', path, { basic: GRACE })).status).toBe(404);
  });
});

describe('v4 create', () => {
  it('answers 201 with the whole token in `data`; without an end it has thirty minutes', async () => {
    const { sandbox, call } = await play(v4);
    const { status, body } = await call('POST', '/v4/tokens', { basic: GRACE, body: NEW });
    expect(status).toBe(201);
    expect(body).toEqual({
      data: {
        token_id: sandbox.state.tokens[0]?.id,
        name: 'ci',
        created_at: '2026-03-01T12:00:00Z',
        expires_at: '2026-03-01T12:30:00Z',
        api_key: expect.stringMatching(/^tiledb_\w{48}$/),
        scope: 'array:read',
        workspace_id: sandbox.state.workspace('sensors')?.id,
      },
    });
  });

  it('takes `expires_at`, and the workspace by id too', async () => {
    const { sandbox, call } = await play(v4);
    const workspace = sandbox.state.workspace('genomics')?.id;
    const body = { ...NEW, workspace_id: workspace, expires_at: '2026-04-01T00:00:00Z' };
    expect((await call('POST', '/v4/tokens', { basic: GRACE, body })).body).toMatchObject({
      data: { workspace_id: workspace, expires_at: '2026-04-01T00:00:00Z' },
    });
  });

  it('without a workspace makes a session, which is a JWT and is not listed as API token', async () => {
    const { call } = await play(v4);
    const { body } = await call('POST', '/v4/tokens', { basic: GRACE, body: { scope: '*' } });
    expect(at(body, 'data', 'api_key')).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((await call('GET', '/v4/tokens?type=api', { basic: GRACE })).body).toMatchObject({ data: [] });
    expect((await call('GET', '/v4/tokens?type=session', { basic: GRACE })).body).toMatchObject({ data: [at(body, 'data')] });
  });

  it.each([
    ['no scope', { name: 'ci', workspace_id: 'sensors' }, 'scope'],
    ['a list of scopes', { ...NEW, scope: ['*'] }, 'scope'],
    ['an unknown scope', { ...NEW, scope: 'array:fly' }, 'scope'],
    ['a workspace without a name for the token', { scope: '*', workspace_id: 'sensors' }, 'name'],
    ['a bad date', { ...NEW, expires_at: 'tomorrow' }, 'expires_at'],
    ['a past date', { ...NEW, expires_at: '2026-02-01T00:00:00Z' }, 'expires_at'],
  ])('refuses %s with 400 and names the field', async (_, body, field) => {
    const { sandbox, call } = await play(v4);
    const answer = await call('POST', '/v4/tokens', { basic: GRACE, body });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      code: expect.any(Number),
      message: expect.any(String),
      request_id: expect.any(String),
      validation_error: { fields: [{ field, message: expect.any(String) }] },
    });
    expect(sandbox.state.tokens).toEqual([]);
  });

  it('finds no workspace in which the user is not', async () => {
    const { call } = await play(v4);
    expect((await call('POST', '/v4/tokens', { basic: HENRY, body: NEW })).status).toBe(404);
    expect((await call('GET', '/v4/workspaces/sensors', { basic: HENRY })).status).toBe(404);
  });

  it('gives a taken name a counter, within one workspace', async () => {
    const { call } = await play(v4);
    const name = async (workspace_id: string): Promise<unknown> =>
      at((await call('POST', '/v4/tokens', { basic: GRACE, body: { ...NEW, workspace_id } })).body, 'data', 'name');
    expect([await name('sensors'), await name('sensors'), await name('genomics')]).toEqual(['ci', 'ci-1', 'ci']);
  });
});

describe('v4 list', () => {
  it('demands `type`', async () => {
    const { call } = await play(v4);
    for (const query of ['', '?type=all']) {
      const { status, body } = await call('GET', `/v4/tokens${query}`, { basic: GRACE });
      expect([status, at(body, 'validation_error', 'fields', 0, 'field')]).toEqual([400, 'type']);
    }
  });

  it('comes in pages that count from 1, the last one short', async () => {
    const { sandbox, call } = await play(v4);
    for (const name of ['a', 'b', 'c', 'd', 'e']) sandbox.addToken('grace', { name, workspace: 'sensors' });
    const page = async (query: string): Promise<unknown> => (await call('GET', `/v4/tokens?type=api${query}`, { basic: GRACE })).body;
    expect(await page('&page=3&per_page=2')).toMatchObject({
      data: [{ name: 'e' }],
      pagination_metadata: { page: 3, per_page: 2, total_pages: 3, total_items: 5 },
    });
    expect(await page('&page=4&per_page=2')).toMatchObject({ data: [] });
    expect(await page('')).toMatchObject({ pagination_metadata: { page: 1, per_page: 10, total_pages: 1, total_items: 5 } });
    expect((await call('GET', '/v4/tokens?type=api&page=0', { basic: GRACE })).status).toBe(400);
  });
});

describe('v4 revoke', () => {
  it('goes by id with 204, not by name, and not for somebody else', async () => {
    const { sandbox, call } = await play(v4);
    sandbox.addToken('grace', { name: 'ci', workspace: 'sensors' });
    const id = sandbox.state.tokens[0]?.id;
    expect((await call('DELETE', '/v4/tokens/ci', { basic: GRACE })).status).toBe(404);
    expect((await call('DELETE', `/v4/tokens/${id}`, { basic: HENRY })).status).toBe(404);
    const { status, body } = await call('DELETE', `/v4/tokens/${id}`, { basic: GRACE });
    expect([status, body, sandbox.state.tokens]).toEqual([204, null, []]);
  });

  it('of the credential in use succeeds, and the next call is 401', async () => {
    const { sandbox, call } = await play(v4);
    const key = sandbox.addToken('grace', { workspace: 'sensors' });
    expect((await call('DELETE', `/v4/tokens/${sandbox.state.tokens[0]?.id}`, { key })).status).toBe(204);
    expect((await call('GET', '/v4/users/self', { key })).status).toBe(401);
  });
});

describe('v4 identity', () => {
  it('tells the user and the workspaces, each with the user’s own role and its creator', async () => {
    const { call } = await play(v4);
    const { body } = await call('GET', '/v4/users/self', { basic: HENRY });
    expect(at(body, 'data', 'user')).toMatchObject({ username: 'henry', id: expect.stringMatching(/^usr_/) });
    expect(at(body, 'data', 'workspaces')).toMatchObject([
      {
        name: 'genomics',
        workspace_id: expect.stringMatching(/^ws_/),
        self: { role: 'member' },
        created_by: { username: 'grace', role: 'owner' },
      },
    ]);
  });

  it('finds a workspace by name and by id', async () => {
    const { sandbox, call } = await play(v4);
    const id = sandbox.state.workspace('sensors')?.id;
    const byName = (await call('GET', '/v4/workspaces/sensors', { basic: GRACE })).body;
    expect(byName).toMatchObject({ data: { workspace_id: id, name: 'sensors' } });
    expect((await call('GET', `/v4/workspaces/${id}`, { basic: GRACE })).body).toEqual(byName);
  });
});
