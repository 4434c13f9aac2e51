import { expect, it } from 'vitest';
import { at, DAY, GRACE, NOON, play } from './testing';

it('the demo’s account has tokens in use, ending soon, expired, with all rights and scoped, and a session', async () => {
  const { sandbox, call } = await play({ seed: 'demo' });
  const mine = sandbox.state.listed('grace', 'api');
  const ends = mine.map(({ expiresAt }) => (expiresAt ?? 0) - NOON);
  expect(ends.some((left) => left < 0)).toBe(true);
  expect(ends.some((left) => left > 0 && left < 7 * DAY)).toBe(true);
  expect(mine.some(({ scopes }) => scopes.includes('*'))).toBe(true);
  expect(mine.some(({ scopes }) => scopes.length === 2)).toBe(true);
  expect((await call('GET', '/v1/tokens/session', { basic: GRACE })).body).toHaveLength(1);
  expect((await call('GET', '/v1/tokens', { basic: GRACE })).body).toHaveLength(mine.length);
});

it('on v4 they lie in both workspaces, with one scope each, beside what logins left', async () => {
  const { sandbox, call } = await play({ seed: 'demo', generation: 'v4' });
  const mine = sandbox.state.listed('grace', 'api');
  expect(new Set(mine.map(({ workspaceId }) => workspaceId)).size).toBe(2);
  expect(mine.every(({ scopes }) => scopes.length === 1)).toBe(true);
  expect(mine.filter(({ name }) => name?.startsWith('login-session-'))).toHaveLength(3);
  const { body } = await call('GET', '/v4/tokens?type=api&per_page=50', { basic: GRACE });
  expect(at(body, 'data')).toHaveLength(mine.length);
});
