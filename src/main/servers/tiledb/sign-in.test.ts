import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import { byKey, context, must, mustFail, sessionOf } from '../common/testing';
import { tiledb } from './index';
import { readLogin } from './login';
import { bodyOf, henryAt, probed, start } from './test-tools';

const DAY = 86_400_000;
const password = { username: 'grace' };
const secret = { password: 'secret1' };

describe('signing in by password', () => {
  it('on v1 is one call, with an end of our own, and the password leaves nothing behind', async () => {
    const { ctx, sandbox, signedIn } = await henryAt();
    const login = sandbox.requests.filter((r) => r.credential === 'basic');
    expect(login.map((r) => [r.method, r.path])).toEqual([['GET', '/v1/session']]);
    expect(login[0]?.query).toMatchObject({ remember_me: 'true', expires: expect.stringMatching(/Z$/) });
    const kept = readLogin(sessionOf(signedIn).durable);
    expect(kept?.expiresAt).toBeGreaterThan(Date.now() + 29 * DAY);
    expect(kept).toMatchObject({ generation: 'v1', token: sandbox.state.tokens[0]?.secret, handle: sandbox.state.tokens[0]?.name });
    expect(sessionOf(signedIn).durable.length).toBeLessThan(4_096);
    expect(ctx.sent.at(-1)?.headers).not.toHaveProperty('Authorization');
  });

  it('on v4 takes the only workspace, makes a token that is known by its name, and uses it from then on', async () => {
    const { ctx, sandbox, signedIn } = await henryAt({ generation: 'v4' });
    const genomics = sandbox.state.workspace('genomics')?.id;
    expect(bodyOf(ctx.sent.at(-1))).toMatchObject({
      name: expect.stringMatching(/^login-session-[0-9a-f-]{36}$/),
      scope: '*',
      workspace_id: genomics,
    });
    expect(readLogin(sessionOf(signedIn).durable)).toMatchObject({
      generation: 'v4',
      workspace: genomics,
      handle: sandbox.state.tokens[0]?.id,
    });
    expect(sandbox.requests.filter((r) => r.credential === 'basic').map((r) => r.method)).toEqual(['GET', 'POST']);
  });

  it('on v4 asks which workspace where there are several, and takes it by name or id', async () => {
    const sandbox = await start({ generation: 'v4' });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const signIn = (workspace: string) => tiledb.signIn(ctx, profile, 'password', { ...password, workspace }, secret);
    for (const wrong of ['', 'nowhere']) {
      const problem = mustFail(await signIn(wrong));
      expect(problem).toMatchObject({ code: 'tiledb.chooseWorkspace', field: 'workspace' });
      expect(problem.message).toContain('sensors, genomics');
    }
    expect(sandbox.state.tokens).toEqual([]);
    must(await signIn('genomics'));
    must(await signIn(sandbox.state.workspace('sensors')?.id ?? ''));
    expect(sandbox.state.tokens.map((t) => sandbox.state.workspace(t.workspaceId ?? '')?.name)).toEqual(['genomics', 'sensors']);
  });

  it('without any workspace is a session', async () => {
    const sandbox = await start({ generation: 'v4', users: [{ username: 'grace', password: 'secret1', workspaces: [] }] });
    const ctx = context();
    const signedIn = must(await tiledb.signIn(ctx, await probed(ctx, sandbox.url), 'password', password, secret));
    expect(sandbox.state.tokens.map((t) => t.kind)).toEqual(['session']);
    expect(await tiledb.signOut(ctx, await probed(ctx, sandbox.url), sessionOf(signedIn))).toEqual({ confirmed: true });
  });

  it.each(['v1', 'v4'] as const)('takes a shorter life where %s refuses a long one', async (generation) => {
    const { sandbox, signedIn } = await henryAt({ generation, maximumLifeSeconds: 2 * 86_400 });
    const [token] = sandbox.state.tokens;
    expect((token?.expiresAt ?? 0) - (token?.issuedAt ?? 0)).toBeLessThanOrEqual(DAY);
    expect(readLogin(sessionOf(signedIn).durable)?.expiresAt).toBe(token?.expiresAt);
  });

  it('says what is missing before anything is sent', async () => {
    const sandbox = await start();
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const sent = ctx.sent.length;
    const signIn = async (username: string, word: string) =>
      mustFail(await tiledb.signIn(ctx, profile, 'password', { username }, { password: word }));
    expect(await signIn(' ', 'x')).toMatchObject({ field: 'username' });
    expect(await signIn('a:b', 'x')).toMatchObject({ field: 'username' });
    expect(await signIn('grace', '')).toMatchObject({ field: 'password' });
    expect(mustFail(await tiledb.signIn(ctx, { ...profile, address: 'http://h' }, 'password', password, secret)).code).toBe(
      'tiledb.plainHttp',
    );
    expect(ctx.sent).toHaveLength(sent);
  });

  it('takes back a v4 login whose answer was lost', async () => {
    const sandbox = await start({ generation: 'v4', users: [{ username: 'grace', password: 'secret1', workspaces: ['w'] }] });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST' });
    const problem = mustFail(await tiledb.signIn(ctx, profile, 'password', password, secret));
    expect(problem).toMatchObject({ code: 'http.reset' });
    expect(sandbox.state.tokens).toEqual([]);
    sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST' });
    sandbox.fault({ fault: { kind: 'unavailable' }, method: 'GET', path: '/v4/tokens' });
    expect(mustFail(await tiledb.signIn(ctx, profile, 'password', password, secret)).message).toContain('login-session-');
  });

  it('takes back a v4 session whose answer was lost, too, and says where it cannot', async () => {
    const sandbox = await start({ generation: 'v4', users: [{ username: 'grace', password: 'secret1', workspaces: [] }] });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const lose = async () => {
      sandbox.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST' });
      return mustFail(await tiledb.signIn(ctx, profile, 'password', password, secret)).message;
    };
    expect(await lose()).toBe('The connection broke off.');
    expect(sandbox.state.tokens).toEqual([]);
    sandbox.setOption('sessionsListed', false);
    expect(await lose()).toMatch(/A token named login-session-\S+ may have been left/);
  });

  it('says where a v1 login whose answer was lost, or whose end is not confirmed, may be left', async () => {
    const sandbox = await start();
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const problem = async () => mustFail(await tiledb.signIn(ctx, profile, 'password', password, secret)).message;
    for (const kind of ['dropAfterCommit', 'resetMidBody', 'wrongHost', 'badGateway'] as const) {
      sandbox.fault({ fault: { kind }, path: '/session' });
      expect(await problem(), kind).toContain('may have been left');
    }
    sandbox.fault({ fault: { kind: 'serverError' }, path: '/v1/user' });
    sandbox.fault({ fault: { kind: 'reset' }, method: 'DELETE' });
    expect(await problem()).toContain('may have been left');
    for (const fault of [
      { kind: 'tooMany', retryAfter: 3 },
      { kind: 'redirect', to: 'https://elsewhere.example.org/' },
    ] as const) {
      sandbox.fault({ fault, path: '/session' });
      expect(await problem(), fault.kind).not.toContain('may have been left');
    }
  });

  it('does not call a password wrong that was right a moment ago', async () => {
    const sandbox = await start({ generation: 'v4' });
    const refusing = context({
      http: async (request) => {
        const answer = await nodeHttp(request);
        return answer.ok && request.method === 'POST' ? ok({ ...answer.value, status: 403, body: '{}' }) : answer;
      },
    });
    const profile = await probed(refusing, sandbox.url);
    const problem = mustFail(await tiledb.signIn(refusing, profile, 'password', { username: 'henry' }, { password: 'secret2' }));
    expect(problem).toMatchObject({ code: 'tiledb.mayNotMake', message: expect.stringContaining('are right') });
  });

  it('revokes a v1 login that cannot say whose it is', async () => {
    const sandbox = await start();
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    sandbox.fault({ fault: { kind: 'serverError' }, path: '/v1/user' });
    expect(mustFail(await tiledb.signIn(ctx, profile, 'password', password, secret)).message).toContain('accepted the password');
    expect(sandbox.state.tokens).toEqual([]);
  });
});

describe('a kept login', () => {
  it('asks for a new sign-in near its end, and after the server ended it', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { ctx, profile, credential, sandbox } = await henryAt({ now: () => now });
    now += 30 * DAY - 30_000;
    const sent = ctx.sent.length;
    expect(mustFail(await tiledb.list(ctx, profile, credential))).toMatchObject({ code: 'tiledb.sessionOver', next: { do: 'signIn' } });
    expect(ctx.sent).toHaveLength(sent);
    now -= 10 * DAY;
    must(await tiledb.list(ctx, profile, credential));
    sandbox.state.tokens = [];
    expect(mustFail(await tiledb.list(ctx, profile, credential))).toMatchObject({ code: 'tiledb.notAccepted', next: { do: 'signIn' } });
  });

  it('that is damaged is no login', async () => {
    const { ctx, profile } = await henryAt();
    for (const durable of ['', 'x', '{}', '{"generation":"v9","token":"t"}']) {
      const session = { durable, volatile: null, renewed: async () => undefined };
      expect(mustFail(await tiledb.list(ctx, profile, { kind: 'session', session })).next).toEqual({ do: 'signIn' });
      expect(await tiledb.signOut(ctx, profile, session)).toEqual({ confirmed: false });
    }
  });

  it('without a name is revoked by itself', async () => {
    const { ctx, profile, signedIn, sandbox } = await henryAt({ sessionsNamed: false });
    expect(await tiledb.signOut(ctx, profile, sessionOf(signedIn))).toEqual({ confirmed: true });
    expect(sandbox.state.tokens).toEqual([]);
  });

  it('is dropped here whatever the server says', async () => {
    const at = await henryAt();
    const offline = context({ http: async () => err({ kind: 'offline', sent: false, detail: '' }) });
    expect(await tiledb.signOut(offline, at.profile, sessionOf(at.signedIn))).toEqual({ confirmed: false });
  });
});

describe('signing in by a token', () => {
  it('works for those who have no password, and needs one that may say whose it is', async () => {
    const sandbox = await start();
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const paste = (key: string) => tiledb.signIn(ctx, profile, 'key', {}, { key });
    const full = sandbox.addToken('ida');
    expect(must(await paste(full))).toMatchObject({ principal: { label: 'ida' }, credential: { kind: 'key' } });
    must(await tiledb.list(ctx, profile, byKey(full)));
    expect(mustFail(await paste(sandbox.addToken('ida', { scopes: ['array:read'] })))).toMatchObject({
      code: 'tiledb.tokenNotChecked',
      field: 'key',
    });
    expect(mustFail(await paste('********m2Lp8sT'))).toMatchObject({ code: 'tiledb.notAToken' });
    expect(mustFail(await paste(sandbox.addToken('ida', { expiresAt: Date.now() - 5_000 })))).toMatchObject({ code: 'tiledb.badToken' });
    expect(mustFail(await paste('0'.repeat(64))).code).toBe('tiledb.tokenNotChecked');
  });
});

it('never follows a redirect with a credential', async () => {
  const other = await start();
  const at = await henryAt();
  const ctx = context({ http: nodeHttp });
  const name = { kind: 'name', value: at.sandbox.state.tokens[0]?.name ?? '' } as const;
  const calls = [
    ['GET', async () => mustFail(await tiledb.list(ctx, at.profile, at.credential))],
    ['POST', async () => mustFail(await tiledb.create(ctx, at.profile, at.credential, { scopes: '*', lifetime: '60' }))],
    ['DELETE', async () => mustFail(await tiledb.revoke(ctx, at.profile, at.credential, { marks: [name], secret: null }))],
  ] as const;
  for (const [method, call] of calls) {
    at.sandbox.fault({ fault: { kind: 'redirect', to: `${other.url}/v1/user` }, method });
    expect(await call()).toMatchObject({ code: 'tiledb.redirected', next: { do: 'editProfile' } });
  }
  expect(other.requests).toEqual([]);
});
