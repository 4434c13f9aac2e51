import { expect, it } from 'vitest';
import { GRACE, play } from './testing';

it('the log tells method, path, query, fields, kind of credential and status', async () => {
  const { sandbox, call } = await play({ generation: 'v4' });
  await call('GET', '/v4/tokens?type=api&page=1', { basic: GRACE, headers: { accept: 'application/json', 'user-agent': 'T/1' } });
  await call('POST', '/v4/tokens', { key: 'wrong', body: { name: 'a', scope: '*' } });
  expect(sandbox.requests).toMatchObject([
    {
      method: 'GET',
      path: '/v4/tokens',
      query: { type: 'api', page: '1' },
      credential: 'basic',
      status: 200,
      accept: 'application/json',
      userAgent: 'T/1',
    },
    { method: 'POST', fields: ['name', 'scope'], credential: 'key', status: 401 },
  ]);
});

it.each(['jwt', 'opaque'] as const)('no secret gets into the log by path, query, header or body: %s', async (tokenShape) => {
  const { sandbox, call } = await play({ tokenShape });
  const v1 = sandbox.addToken('grace');
  sandbox.setOption('generation', 'v4');
  const plain = sandbox.addToken('grace', { workspace: 'sensors' });
  sandbox.setOption('workspaceKeyStyle', 'workspace');
  const styled = sandbox.addToken('grace', { workspace: 'sensors' });
  const never = `eyJ${'x'.repeat(200)}`;
  sandbox.setOption('generation', 'v1');
  for (const secret of [v1, plain, styled, never]) {
    await call('DELETE', `/v1/tokens/${secret}?token=${secret}`, { key: secret, body: { password: secret } });
    // Known as a secret also when it is gone.
    await call('DELETE', `/v1/tokens/${secret}`, { basic: GRACE });
  }
  const log = JSON.stringify(sandbox.requests);
  for (const secret of [v1, plain, styled, never, 'secret1']) expect(log).not.toContain(secret);
  expect(sandbox.requests.every(({ secretInPath }) => secretInPath)).toBe(true);
});

it('a token that looks like a name is known as a secret, also when it is gone', async () => {
  const { sandbox, call } = await play();
  sandbox.addToken('grace', { secret: 'short/one' });
  for (let i = 0; i < 2; i++) await call('DELETE', '/v1/tokens/short%2Fone', { basic: GRACE });
  expect(sandbox.requests.map(({ path, status }) => [path, status])).toEqual([
    ['/v1/tokens/<token>', 204],
    ['/v1/tokens/<token>', 404],
  ]);
});

it('a long name is no secret', async () => {
  const { sandbox, call } = await play();
  const name = 'login-session-123e4567-e89b-12d3-a456-426614174000';
  await call('DELETE', `/v1/tokens/${name}`, { basic: GRACE });
  expect(sandbox.requests[0]).toMatchObject({ path: `/v1/tokens/${name}`, secretInPath: false });
});
