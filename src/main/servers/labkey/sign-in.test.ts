import { describe, expect, it } from 'vitest';
import { byKey, context, KeptSession, must, mustFail } from '../common/testing';
import { labkey } from './index';
import { signedIn, start } from './sandbox-tools';
import { login, probed, WRONG_KEY } from './test-tools';

const ADA = { email: 'ada@lab.test' };

describe('signing in by password', () => {
  it('keeps nothing durable, shows the password once, and repeats it nowhere', async () => {
    const { sandbox, ctx, ada } = await signedIn();
    expect(ada.durable).toBe('');
    expect(ada.volatile).not.toContain('secret1');
    const logins = ctx.sent.filter((r) => r.url.includes('loginApi'));
    expect(logins).toHaveLength(1);
    expect(logins[0]?.url).not.toContain('secret1');
    expect(JSON.stringify(sandbox.requests)).not.toContain('secret1');
  });

  it('a wrong password is refused in words that do not repeat it', async () => {
    const sandbox = await start();
    const ctx = context();
    const problem = mustFail(await labkey.signIn(ctx, await probed(ctx, sandbox.url), 'password', ADA, { password: 'wrong-horse' }));
    expect(problem).toMatchObject({ code: 'labkey.badPassword', field: 'password' });
    expect(JSON.stringify(problem)).not.toContain('wrong-horse');
  });

  it.each([
    ['a second factor', { twoFactor: true }, 'labkey.secondFactor', 'security-externalToolsView.view'],
    ['a password to be changed', { expiredPassword: true }, 'labkey.passwordDue', 'login-login.view'],
    ['a deactivated account', { inactive: true }, 'labkey.deactivated', null],
    ['terms of use', { termsPending: true }, 'labkey.terms', 'login-login.view'],
  ] as const)('%s has its own sentence and next action', async (_name, user, code, page) => {
    const sandbox = await start({ users: [{ ...ADA, password: 'secret1', ...user }] });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    const problem = mustFail(await labkey.signIn(ctx, profile, 'password', ADA, { password: 'secret1' }));
    expect(problem.code).toBe(code);
    expect(problem.next).toEqual(page === null ? { do: 'none' } : { do: 'openBrowser', url: `${sandbox.url}/${page}` });
  });

  it('empty fields are said before anything is sent', async () => {
    const { ctx, profile } = await signedIn();
    const sent = ctx.sent.length;
    expect(mustFail(await labkey.signIn(ctx, profile, 'password', {}, { password: 'x' })).field).toBe('email');
    expect(mustFail(await labkey.signIn(ctx, profile, 'password', ADA, {})).field).toBe('password');
    expect(mustFail(await labkey.signIn(ctx, { ...profile, address: 'http://lk.test' }, 'password', ADA, { password: 'x' })).code).toBe(
      'labkey.plainHttp',
    );
    expect(ctx.sent).toHaveLength(sent);
  });

  it('while the server pauses, password logins say so', async () => {
    const sandbox = await start({ limiterScale: 1, sleep: async () => {} });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    for (let i = 0; i < 22; i += 1) await labkey.signIn(ctx, profile, 'password', ADA, { password: `no${i}` });
    expect(mustFail(await labkey.signIn(ctx, profile, 'password', ADA, { password: 'secret1' }))).toMatchObject({
      code: 'labkey.paused',
      next: { do: 'retry' },
    });
  });

  it('a session that ended, or that an earlier run had, asks to sign in, whatever is called', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { ctx, profile, ada } = await signedIn({ now: () => now });
    now += 31 * 60_000;
    for (const session of [ada, new KeptSession('', null)]) {
      const problems = [
        mustFail(await labkey.list(ctx, profile, session.credential)),
        mustFail(await labkey.create(ctx, profile, session.credential, {})),
        mustFail(await labkey.revoke(ctx, profile, session.credential, { marks: [{ kind: 'serverId', value: '1' }], secret: null })),
      ];
      for (const problem of problems) expect(problem).toMatchObject({ code: 'labkey.sessionEnded', next: { do: 'signIn' } });
    }
  });

  it('signing out ends the session and no key', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const key = sandbox.addKey('ada@lab.test');
    expect(await labkey.signOut(ctx, profile, ada)).toEqual({ confirmed: true });
    expect(mustFail(await labkey.list(ctx, profile, ada.credential)).code).toBe('labkey.sessionEnded');
    expect(must(await labkey.check(ctx, profile, key)).outcome.kind).toBe('live');
    expect(await labkey.signOut(ctx, profile, new KeptSession('', null))).toEqual({ confirmed: false });
  });
});

describe('signing in by a pasted key', () => {
  it('serves single sign-on and second factors, and makes the key the manager', async () => {
    const sandbox = await start({ users: [{ email: 'sso@lab.test' }, { email: 'two@lab.test', password: 'x', twoFactor: true }] });
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    for (const email of ['sso@lab.test', 'two@lab.test']) {
      const key = sandbox.addKey(email);
      expect(must(await labkey.signIn(ctx, profile, 'key', {}, { key: ` "${key}"\n` }))).toMatchObject({
        principal: { label: email },
        credential: { kind: 'key' },
      });
      expect(must(await labkey.list(ctx, profile, byKey(key))).principal.label).toBe(email);
    }
    expect(labkey.description.signIn.find((m) => m.id === 'key')).toMatchObject({ yields: 'key', link: 'externalTools' });
  });

  it('a wrong key is refused, and what is no key never leaves', async () => {
    const { ctx, profile } = await signedIn();
    expect(mustFail(await labkey.signIn(ctx, profile, 'key', {}, { key: WRONG_KEY }))).toMatchObject({
      code: 'labkey.badKey',
      field: 'key',
    });
    const sent = ctx.sent.length;
    expect(mustFail(await labkey.signIn(ctx, profile, 'key', {}, { key: `apikey|${WRONG_KEY}` }))).toMatchObject({
      code: 'labkey.notAKey',
    });
    expect(ctx.sent).toHaveLength(sent);
  });
});

it('a session wins over any other credential, so no jar outlives its operation', async () => {
  const { ctx, profile, ada } = await signedIn();
  const admin = await login(ctx, profile, 'admin@lab.test', 'secret2');
  expect(must(await labkey.list(ctx, profile, ada.credential)).principal.label).toBe('ada@lab.test');
  expect(must(await labkey.list(ctx, profile, admin.credential)).principal.label).toBe('admin@lab.test');
  const shown = ctx.sent.filter((r) => r.url.includes('ensureLogin') && r.headers.Authorization !== undefined);
  expect(shown.every((r) => r.headers.Cookie === undefined)).toBe(true);
});
