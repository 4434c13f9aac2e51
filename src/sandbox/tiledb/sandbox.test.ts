import { afterEach, expect, test } from 'vitest';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '.';

const running: TileDbSandbox[] = [];
const start = async (options: TileDbSandboxOptions = {}): Promise<TileDbSandbox> => {
  const sandbox = await startTileDbSandbox({ now: () => NOW, ...options });
  running.push(sandbox);
  return sandbox;
};
const NOW = Date.parse('2026-03-01T12:00:00Z');

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

const BASIC = { authorization: `Basic ${btoa('grace:secret1')}` };

test('a v1 login by password answers a session token, by which a token is made, listed and revoked by name', async () => {
  const { url } = await start();
  const session = await (await fetch(`${url}/v1/session?remember_me=true`, { headers: BASIC })).json();
  const headers = { 'X-TILEDB-REST-API-KEY': session.token };
  const made = await fetch(`${url}/v1/token`, { method: 'POST', headers, body: JSON.stringify({ name: 'notebook' }) });
  expect(made.status).toBe(200);
  expect(await made.json()).toMatchObject({
    name: 'notebook',
    scope: ['*'],
    issued_at: '2026-03-01T12:00:00Z',
    expires_at: '2026-03-01T12:30:00Z',
  });
  expect(await (await fetch(`${url}/v1/tokens`, { headers })).json()).toMatchObject([{ name: 'notebook' }]);
  expect((await fetch(`${url}/v1/tokens/notebook`, { method: 'DELETE', headers })).status).toBe(204);
  expect(await (await fetch(`${url}/v1/tokens`, { headers })).json()).toEqual([]);
});

test('a v4 token is made in a workspace, listed in pages and revoked by id', async () => {
  const { url } = await start({ generation: 'v4' });
  const body = JSON.stringify({ name: 'notebook', scope: 'array:read', workspace_id: 'sensors' });
  const made = await fetch(`${url}/v4/tokens`, { method: 'POST', headers: BASIC, body });
  expect(made.status).toBe(201);
  const { data } = await made.json();
  expect(data).toMatchObject({ name: 'notebook', scope: 'array:read', expires_at: '2026-03-01T12:30:00Z' });
  const list = await (await fetch(`${url}/v4/tokens?type=api`, { headers: BASIC })).json();
  expect(list.data).toEqual([data]);
  expect(list.pagination_metadata).toEqual({ page: 1, per_page: 10, total_pages: 1, total_items: 1 });
  expect((await fetch(`${url}/v4/tokens/${data.token_id}`, { method: 'DELETE', headers: BASIC })).status).toBe(204);
});
