import { expect, it } from 'vitest';
import { GRACE, play } from './testing';

const path = '/v1/token';
const body = { name: 'ci' };

it.each([
  ['html', 'text/html; charset=utf-8'],
  ['empty', null],
] as const)('502 with %s body makes nothing', async (kind, type) => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'badGateway', body: kind } });
  const { status, headers } = await call('POST', path, { basic: GRACE, body });
  expect([status, headers.get('content-type'), sandbox.state.tokens]).toEqual([502, type, []]);
});

it('503, then success', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'unavailable' }, times: 2 });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await call('POST', path, { basic: GRACE, body })).status);
  expect(statuses).toEqual([503, 503, 200]);
  expect(sandbox.state.tokens).toHaveLength(1);
});

it('a connection dropped after create leaves a token, so that a second try makes ci-1', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST', path: '/token' });
  await expect(call('POST', path, { basic: GRACE, body })).rejects.toThrow();
  await call('POST', path, { basic: GRACE, body });
  expect(sandbox.state.tokens.map(({ name }) => name)).toEqual(['ci', 'ci-1']);
  expect(sandbox.requests.map(({ status }) => status)).toEqual([null, 200]);
});

it('a connection can be reset before anything is done, and in the middle of an answer', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'reset' } });
  await expect(call('POST', path, { basic: GRACE, body })).rejects.toThrow();
  expect(sandbox.state.tokens).toEqual([]);
  sandbox.fault({ fault: { kind: 'resetMidBody' } });
  await expect(call('POST', path, { basic: GRACE, body })).rejects.toThrow();
  expect(sandbox.state.tokens).toHaveLength(1);
});

it('a request can hang, and does nothing', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'hang' } });
  const stop = new AbortController();
  const waiting = call('POST', path, { basic: GRACE, body, signal: stop.signal });
  await expect.poll(() => sandbox.requests.length).toBe(1);
  stop.abort();
  await expect(waiting).rejects.toThrow();
  expect(sandbox.state.tokens).toEqual([]);
});

it('an answer can be slow', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'slow', ms: 5 } });
  expect((await call('POST', path, { basic: GRACE, body })).status).toBe(200);
});

it('a redirect names another origin, and does nothing', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'redirect', to: 'http://127.0.0.2:9/v1/token' } });
  const { status, headers } = await call('POST', path, { basic: GRACE, body });
  expect([status, headers.get('location'), sandbox.state.tokens]).toEqual([307, 'http://127.0.0.2:9/v1/token', []]);
});

it('a wrong host answers its web page with 200', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'wrongHost' } });
  const { status, body: page } = await call('GET', '/v4/capabilities');
  expect([status, page]).toEqual([200, expect.stringContaining('<!doctype html>')]);
});

it('an error can repeat the credential and the body', async () => {
  const { sandbox, call } = await play();
  const key = sandbox.addToken('grace');
  sandbox.fault({ fault: { kind: 'echo' } });
  const { status, body: answer } = await call('POST', path, { key, body });
  expect([status, JSON.stringify(answer)]).toEqual([400, expect.stringContaining(key)]);
  expect(JSON.stringify(answer)).toContain('ci');
});

it('429 tells when to come back', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'tooMany', retryAfter: 7 } });
  const { status, headers } = await call('GET', '/v1/user', { basic: GRACE });
  expect([status, headers.get('retry-after')]).toEqual([429, '7']);
});

it('a 500 comes before or after the request took effect', async () => {
  const { sandbox, call } = await play();
  for (const carriedOut of [false, true]) {
    sandbox.fault({ fault: { kind: 'serverError', carriedOut } });
    expect((await call('POST', path, { basic: GRACE, body })).status).toBe(500);
    expect(sandbox.state.tokens).toHaveLength(carriedOut ? 1 : 0);
  }
});

it('a fault waits for its method and path, and can be taken back', async () => {
  const { sandbox, call } = await play();
  sandbox.fault({ fault: { kind: 'unavailable' }, method: 'POST', path: '/token' });
  expect((await call('GET', '/v1/tokens', { basic: GRACE })).status).toBe(200);
  sandbox.clearFaults();
  expect((await call('POST', path, { basic: GRACE, body })).status).toBe(200);
});
