import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail } from '../common/testing';
import { labkey } from './index';
import { signedIn } from './sandbox-tools';
import { make } from './test-tools';
import { quiet } from './turns';

const marksOf = (secret: string) => ({ kind: 'hash', value: createHash('sha256').update(secret).digest('hex') });

describe('making a key', () => {
  it('answers the secret with its row, found by listing before and after', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn({ apiKeyExpirationSeconds: 30 * 86_400 });
    sandbox.addKey('ada@lab.test', { description: 'nightly' });
    const made = must(await make(ctx, profile, ada.credential, { description: '  nightly ' }));
    expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(made.listed.marks).toEqual([marksOf(made.secret), { kind: 'serverId', value: '2' }, { kind: 'name', value: 'nightly' }]);
    expect(made.listed).toMatchObject({ name: 'nightly', fullAccess: true, scopes: null, lastUsed: null });
    const { expiry } = made.listed;
    expect(expiry.kind === 'at' && Math.abs(expiry.at - Date.now() - 30 * 86_400_000)).toBeLessThan(5_000);
    expect(made.listed.warnings.join(' ')).toContain('complete access to your data and actions');
  });

  it('two rows that appear at once and look alike: no row is claimed', async () => {
    const { sandbox, profile, ada } = await signedIn();
    const http: Http = async (request) => {
      if (request.url.includes('createApiKey')) sandbox.addKey('ada@lab.test', { description: 'twin' });
      return nodeHttp(request);
    };
    const made = must(await make(context({ http }), profile, ada.credential, { description: 'twin' }));
    expect(made.listed.marks).toEqual([marksOf(made.secret)]);
    expect(made.listed.warnings.join(' ')).toContain('link it by hand');
  });

  it('a row of another description that appears meanwhile does not disturb', async () => {
    const { sandbox, profile, ada } = await signedIn();
    const http: Http = async (request) => {
      if (request.url.includes('createApiKey')) sandbox.addKey('ada@lab.test', { description: 'other' });
      return nodeHttp(request);
    };
    const made = must(await make(context({ http }), profile, ada.credential, { description: 'mine' }));
    expect(made.listed).toMatchObject({ name: 'mine' });
  });

  it('256 characters pass, one more never leaves', async () => {
    const { ctx, profile, ada } = await signedIn();
    expect(must(await make(ctx, profile, ada.credential, { description: 'd'.repeat(256) })).listed.name).toBe('d'.repeat(256));
    const sent = ctx.sent.length;
    expect(mustFail(await labkey.create(ctx, profile, ada.credential, { description: 'd'.repeat(257) }))).toMatchObject({
      code: 'labkey.descriptionTooLong',
      field: 'description',
      ambiguous: false,
    });
    expect(ctx.sent).toHaveLength(sent);
  });

  it('markup, quotes and characters beyond the basic plane come back as sent', async () => {
    const { ctx, profile, ada } = await signedIn();
    const description = '<b>Zoë</b> 🧪 "q"';
    expect(must(await make(ctx, profile, ada.credential, { description })).listed.name).toBe(description);
  });

  it('a key makes further keys: paste once, rotate from here on', async () => {
    const { sandbox, ctx, profile } = await signedIn();
    const first = sandbox.addKey('ada@lab.test');
    const second = must(await make(ctx, profile, byKey(first), { description: 'next' })).secret;
    expect(must(await labkey.check(ctx, profile, second)).outcome.kind).toBe('live');
  });
});

describe('why no key was made', () => {
  it('creation disabled: Site Settings is offered; keys that exist go on', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const key = sandbox.addKey('ada@lab.test');
    sandbox.setOption('allowApiKeys', false);
    const problem = mustFail(await labkey.create(ctx, profile, ada.credential, {}));
    expect(problem).toMatchObject({
      code: 'labkey.creationDisabled',
      ambiguous: false,
      next: { do: 'openBrowser', url: `${sandbox.url}/admin-customizeSite.view` },
    });
    expect(must(await labkey.check(ctx, profile, key)).outcome.kind).toBe('live');
  });

  it('impersonating: said, with the way out', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.setOption('impersonating', true);
    expect(mustFail(await labkey.create(ctx, profile, ada.credential, {}))).toMatchObject({
      code: 'labkey.impersonating',
      ambiguous: false,
    });
  });

  it('admin-only mode, a server that starts, a deactivated owner: each its own', async () => {
    const { sandbox, ctx, profile } = await signedIn();
    const key = byKey(sandbox.addKey('ada@lab.test'));
    const code = async () => mustFail(await labkey.create(ctx, profile, key, {})).code;
    sandbox.setOption('adminOnlyMode', true);
    expect(await code()).toBe('labkey.adminOnly');
    sandbox.setOption('adminOnlyMode', false);
    sandbox.setOption('starting', true);
    expect(await code()).toBe('labkey.notReady');
    sandbox.setOption('starting', false);
    sandbox.setUser('ada@lab.test', { active: false });
    expect(await code()).toBe('labkey.deactivated');
  });

  it('a token that is not taken is fetched anew, once, and the key is made once', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const stale = JSON.stringify(
      (JSON.parse(ada.volatile ?? '[]') as [string, string][]).map(([n, v]) => [n, n === 'X-LABKEY-CSRF' ? 'stale' : v]),
    );
    ada.volatile = stale;
    must(await make(ctx, profile, ada.credential, { description: 'once' }));
    expect(sandbox.state.keys).toHaveLength(1);
    expect(sandbox.requests.filter((r) => r.path.includes('createApiKey')).length).toBeLessThanOrEqual(2);
    const always: Http = async (request) => {
      const result = await nodeHttp(request);
      const csrf = JSON.stringify({ success: false, exception: 'This request has an invalid security context.' });
      return result.ok && request.url.includes('createApiKey') ? ok({ ...result.value, status: 401, body: csrf }) : result;
    };
    const counted = context({ http: always });
    expect(mustFail(await labkey.create(counted, profile, ada.credential, {}))).toMatchObject({ code: 'labkey.csrf', ambiguous: false });
    expect(counted.sent.filter((r) => r.url.includes('createApiKey'))).toHaveLength(2);
  });

  it.each([
    ['a failure after the key was made', { kind: 'serverError', carriedOut: true }, 1],
    ['a dropped connection after the key was made', { kind: 'dropAfterCommit' }, 1],
    ['a reset in the middle of the answer', { kind: 'resetMidBody' }, 1],
    ['a proxy’s page instead of the answer', { kind: 'htmlInstead' }, 1],
    ['a bad gateway', { kind: 'badGateway' }, 0],
  ] as const)('is ambiguous after %s, and never sent again', async (_name, fault, made) => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.fault({ fault, method: 'POST', path: 'createApiKey' });
    const problem = mustFail(await labkey.create(ctx, profile, ada.credential, { description: 'who knows' }));
    expect(problem).toMatchObject({ ambiguous: true, next: { do: 'refresh' } });
    expect(sandbox.requests.filter((r) => r.path.includes('createApiKey'))).toHaveLength(1);
    expect(sandbox.state.keys).toHaveLength(made);
  });

  it.each([
    ['a redirect', { kind: 'redirect', to: 'https://elsewhere.test/', status: 302 }, 'labkey.redirected'],
    ['too many requests', { kind: 'tooMany', retryAfter: 3 }, 'labkey.tooMany'],
    ['a proxy’s login', { kind: 'proxyLogin' }, 'labkey.foreignLogin'],
  ] as const)('is certain after %s', async (_name, fault, code) => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.fault({ fault, method: 'POST', path: 'createApiKey' });
    expect(mustFail(await labkey.create(ctx, profile, ada.credential, {}))).toMatchObject({ code, ambiguous: false });
  });

  it('is certain where even the token could not be fetched: nothing was posted', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const cookies = JSON.parse(ada.volatile ?? '[]') as [string, string][];
    ada.volatile = JSON.stringify(cookies.filter(([n]) => n !== 'X-LABKEY-CSRF'));
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok ? ok({ ...result.value, headers: result.value.headers.filter(([n]) => n !== 'set-cookie') }) : result;
    };
    sandbox.fault({ fault: { kind: 'reset' }, path: 'whoAmI' });
    const dropping = { ...ctx, http };
    expect(mustFail(await labkey.create(dropping, profile, ada.credential, {}))).toMatchObject({ code: 'http.reset', ambiguous: false });
    expect(sandbox.requests.some((r) => r.path.includes('createApiKey'))).toBe(false);
  });

  it('a body that repeats what was sent reaches no message', async () => {
    const { sandbox, ctx, profile } = await signedIn();
    const key = sandbox.addKey('ada@lab.test');
    for (const status of [400, 401, 403, 404, 500]) {
      sandbox.fault({ fault: { kind: 'echoSecret', status }, path: 'createApiKey' });
      const problem = mustFail(await labkey.create(ctx, profile, byKey(key), { description: 'confidential' }));
      expect(JSON.stringify(problem), String(status)).not.toMatch(/confidential|[0-9a-f]{64}/);
    }
  });
});

it('a key’s own session is logged out afterwards, and that of a session key is left alone', async () => {
  const { sandbox, ctx, profile } = await signedIn();
  const before = sandbox.state.sessions.size;
  const key = sandbox.addKey('ada@lab.test');
  must(await labkey.list(ctx, profile, byKey(key)));
  await quiet(profile.address);
  const openFor = () => [...sandbox.state.sessions.values()].filter((s) => s.userId !== null).length;
  expect(openFor()).toBe(1);
  expect(before).toBeGreaterThan(0);
  const sessionKey = sandbox.addSessionKey('ada@lab.test');
  const open = openFor();
  must(await labkey.list(ctx, profile, byKey(sessionKey)));
  await quiet(profile.address);
  expect(openFor()).toBe(open);
  expect(must(await labkey.check(ctx, profile, sessionKey)).outcome.kind).toBe('live');
});
