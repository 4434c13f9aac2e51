import { describe, expect, it } from 'vitest';
import { type Called, DAY, GRACE, NOON, type Played, play } from './testing';

const create = ({ call }: Played, body: object, key?: string): Promise<Called> =>
  call('POST', '/v1/token', key === undefined ? { basic: GRACE, body } : { key, body });

describe('scopes', () => {
  const statuses = async ({ sandbox, call }: Played, scopes: readonly string[]): Promise<readonly number[]> => {
    const key = sandbox.addToken('grace', { scopes, expiresAt: NOON + DAY });
    return [(await call('GET', '/v1/user', { key })).status, (await call('GET', '/v1/tokens', { key })).status];
  };

  it('decide what a token reaches: by the matrix, nothing, or everything', async () => {
    const played = await play();
    const all = async (): Promise<unknown> => [
      await statuses(played, ['array:admin']),
      await statuses(played, ['user:read']),
      await statuses(played, ['user:admin']),
      await statuses(played, ['*']),
    ];
    const [no, half, yes] = [
      [403, 403],
      [200, 403],
      [200, 200],
    ];
    expect(await all()).toEqual([no, half, yes, yes]);
    played.sandbox.setOption('scopedReach', 'closed');
    expect(await all()).toEqual([no, no, no, yes]);
    played.sandbox.setOption('scopedReach', 'open');
    expect(await all()).toEqual([yes, yes, yes, yes]);
  });

  it('decide what a token may make: no more than itself, anything, or nothing', async () => {
    const played = await play();
    const key = played.sandbox.addToken('grace', { scopes: ['user:admin'], expiresAt: NOON + DAY });
    const may = async (): Promise<readonly number[]> => [
      (await create(played, { scope: ['user:read'] }, key)).status,
      (await create(played, { scope: ['array:read'] }, key)).status,
      (await create(played, {}, key)).status,
    ];
    expect(await may()).toEqual([200, 403, 403]);
    played.sandbox.setOption('scopedMinting', 'any');
    expect(await may()).toEqual([200, 200, 200]);
    played.sandbox.setOption('scopedMinting', 'never');
    expect(await may()).toEqual([403, 403, 403]);
  });

  it('are nine on an older server, which refuses the rest', async () => {
    const played = await play({ scopeEnum: 'older' });
    expect((await played.call('GET', '/v1/tokens/scopes', { basic: GRACE })).body).toHaveLength(9);
    expect((await create(played, { scope: ['group:read'] })).status).toBe(400);
  });

  it('can be some that no published list has', async () => {
    const played = await play({ extraScopes: ['udf:run'] });
    expect((await played.call('GET', '/v1/tokens/scopes', { basic: GRACE })).body).toContain('udf:run');
    expect((await create(played, { scope: ['udf:run'] })).body).toMatchObject({ scope: ['udf:run'] });
  });
});
