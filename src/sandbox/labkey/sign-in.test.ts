import { describe, expect, it } from 'vitest';
import { ADA, ADMIN, startLab, TOKEN } from './test-tools';

const LOGIN = '/login-loginApi.api';
const WHO = '/login-whoAmI.api';

describe('loginApi', () => {
  it('answers the user, an absolute return address and a session, and needs no token', async () => {
    const lab = await startLab();
    const answer = await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' } });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      success: true,
      returnUrl: `${lab.sandbox.url}/home/project-begin.view`,
      user: { id: 1004, email: ADA },
    });
    expect(answer.sets).toEqual(['X-LABKEY-CSRF', 'JSESSIONID']);
  });

  it('takes a form, and completes an address with the default domain', async () => {
    const lab = await startLab();
    expect((await lab.ask(LOGIN, { form: 'email=ada&password=secret1' })).status).toBe(200);
  });

  it.each([
    [ADA, 'nope'],
    ['nobody@lab.test', 'nope'],
  ])('wrong password and unknown account (%s) are the same 400', async (email, password) => {
    const lab = await startLab();
    const answer = await lab.ask(LOGIN, { json: { email, password } });
    expect([answer.status, String(answer.json.exception).includes('\nNote: Passwords are case sensitive')]).toEqual([400, true]);
    expect(answer.json.errors).toMatchObject([{ severity: 'Error', field: 'main', id: 'Error' }]);
  });

  it('refuses a password on the query string', async () => {
    const lab = await startLab();
    const answer = await lab.ask(`${LOGIN}?email=a&password=b`, { method: 'POST' });
    expect([answer.status, answer.json.exception]).toEqual([400, 'password is not allowed on URL']);
  });

  it('a second factor is success without a user', async () => {
    const lab = await startLab({ users: [{ email: ADA, password: 'secret1', twoFactor: true }] });
    const answer = await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' } });
    expect([answer.status, answer.json.success, answer.json.user]).toEqual([200, true, undefined]);
  });

  it('an expired password is 200 without success', async () => {
    const lab = await startLab({ users: [{ email: ADA, password: 'secret1', expiredPassword: true }] });
    const answer = await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' } });
    expect([answer.status, answer.json.success, String(answer.json.returnUrl).includes('changePassword')]).toEqual([200, false, true]);
  });

  it('a deactivated account is said to be one, with advice, since 23.10', async () => {
    const lab = await startLab();
    lab.sandbox.setUser(ADA, { active: false });
    const answer = await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' } });
    expect([answer.status, answer.json.exception]).toEqual([400, 'Your account has been deactivated.']);
    expect(answer.json.errors).toMatchObject([{ adviceHref: 'mailto:admin@lab.test' }]);
  });

  it('an account of a single sign-on has no password that works', async () => {
    const lab = await startLab({ users: [{ email: ADA }] });
    expect((await lab.ask(LOGIN, { json: { email: ADA, password: '' } })).status).toBe(400);
    expect((await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' } })).status).toBe(400);
  });

  it('terms of use hold up the sign-in until agreed to, and never a key', async () => {
    const lab = await startLab({ users: [{ email: ADA, password: 'secret1', termsPending: true }] });
    const key = lab.sandbox.addKey(ADA);
    expect((await lab.ask('/security-ensureLogin.api', { key })).status).toBe(200);
    const json = { email: ADA, password: 'secret1' };
    expect((await lab.ask(LOGIN, { json })).status).toBe(400);
    const jar = new Map<string, string>();
    await lab.ask('/security-ensureLogin.api', { key, jar });
    expect((await lab.ask('/security-ensureLogin.api', { jar })).header('location')).toContain('agreeToTerms');
    expect((await lab.ask(LOGIN, { json: { ...json, approvedTermsOfUse: true } })).status).toBe(200);
  });

  it('malformed JSON is a page of Tomcat with status 400', async () => {
    const lab = await startLab();
    const answer = await lab.ask(LOGIN, { form: '{"email":', headers: { 'Content-Type': 'application/json' } });
    expect([answer.status, answer.header('content-type'), answer.header('server')]).toEqual([
      400,
      'text/html;charset=utf-8',
      'LabKey/24.11',
    ]);
  });

  it('GET is 405', async () => {
    const lab = await startLab();
    expect((await lab.ask(LOGIN)).status).toBe(405);
  });
});

describe('sessions', () => {
  it('sign-in changes the session and keeps the token', async () => {
    const lab = await startLab();
    const jar = new Map<string, string>();
    await lab.ask(WHO, { jar });
    const before = new Map(jar);
    await lab.ask(LOGIN, { json: { email: ADA, password: 'secret1' }, jar });
    expect(jar.get('X-LABKEY-CSRF')).toBe(before.get('X-LABKEY-CSRF'));
    expect(jar.get('JSESSIONID')).not.toBe(before.get('JSESSIONID'));
    expect((await lab.ask(WHO, { jar })).json).toMatchObject({ id: 1004, CSRF: before.get('X-LABKEY-CSRF') });
  });

  it('logoutApi needs the token, ends the session, and is open to guests', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    const without = new Map([['JSESSIONID', jar.get('JSESSIONID') ?? '']]);
    expect((await lab.ask('/login-logoutApi.api', { method: 'POST', jar: without })).status).toBe(401);
    const out = await lab.ask('/login-logoutApi.api', { method: 'POST', jar });
    expect([out.status, out.json]).toEqual([200, { success: true }]);
    expect((await lab.ask(WHO, { jar })).json.id).toBe(0);
    expect((await lab.ask('/login-logoutApi.api', { method: 'POST', token: true })).status).toBe(200);
  });

  it('a session ends after half an hour without a request', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    lab.turn(29 * 60_000);
    expect((await lab.ask(WHO, { jar })).json.id).toBe(1004);
    lab.turn(31 * 60_000);
    expect((await lab.ask(WHO, { jar })).json.id).toBe(0);
  });

  it('sessions that idled out are not kept for ever', async () => {
    const lab = await startLab();
    for (let i = 0; i < 1_000; i += 1) lab.sandbox.state.openSession(null);
    lab.turn(31 * 60_000);
    await lab.ask(WHO);
    expect(lab.sandbox.state.sessions.size).toBe(1);
  });

  it.each([
    ['24.10', 1004],
    ['24.11', 0],
  ] as const)('after a password change an open session of %s is user %d, and keys work', async (version, id) => {
    const lab = await startLab({ version });
    const jar = await lab.signIn(ADA);
    const key = lab.sandbox.addKey(ADA);
    lab.sandbox.setUser(ADA, { password: 'new' });
    expect((await lab.ask(WHO, { jar })).json.id).toBe(id);
    expect((await lab.ask(WHO, { key })).json.id).toBe(1004);
  });

  it('deactivation turns open sessions into guests; deletion takes the keys', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    const key = lab.sandbox.addKey(ADA);
    lab.sandbox.setUser(ADA, { active: false });
    expect((await lab.ask(WHO, { jar })).json.id).toBe(0);
    expect((await lab.ask(WHO, { key })).json.exception).toBe('Your account has been deactivated.');
    lab.sandbox.setUser(ADA, { active: true });
    lab.sandbox.clearLimiter();
    expect((await lab.ask(WHO, { key })).json.id).toBe(1004);
    lab.sandbox.removeUser(ADA);
    expect(lab.sandbox.state.keys).toEqual([]);
  });

  it('an administrator impersonates by session, and stops', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADMIN);
    await lab.ask('/user-impersonateUser.api', { json: { userId: 1004 }, jar });
    expect((await lab.ask(WHO, { jar })).json).toMatchObject({ id: 1004, impersonated: true });
    expect((await lab.ask('/login-stopImpersonating.api', { method: 'POST', jar })).status).toBe(302);
    expect((await lab.ask(WHO, { jar })).json).toMatchObject({ id: 1003, impersonated: false });
  });
});

describe('the double submit of the token', () => {
  const csrf = '/login-csrf.api';

  it('passes by header, by parameter and by form field, but not inside JSON', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    const token = jar.get('X-LABKEY-CSRF') ?? '';
    const create = '/security-createApiKey.api';
    expect((await lab.ask(create, { json: { type: 'apikey' }, jar })).status).toBe(200);
    const cookie = { Cookie: [...jar].map(([n, v]) => `${n}=${v}`).join('; ') };
    expect((await lab.ask(`${create}?X-LABKEY-CSRF=${token}`, { form: 'type=apikey', headers: cookie })).status).toBe(200);
    expect((await lab.ask(create, { form: `type=apikey&X-LABKEY-CSRF=${token}`, headers: cookie })).status).toBe(200);
    expect((await lab.ask(create, { json: { type: 'apikey', 'X-LABKEY-CSRF': token }, headers: cookie })).status).toBe(401);
  });

  it.each(['0123456789', TOKEN.toUpperCase(), 'ab'.repeat(16)])('a token such as %s is none', async (token) => {
    const lab = await startLab();
    const headers = { Cookie: `X-LABKEY-CSRF=${token}`, 'X-LABKEY-CSRF': token };
    expect((await lab.ask(csrf, { method: 'POST', headers })).status).toBe(401);
  });

  it('any 64 lower-case hex characters of one\u2019s own pass', async () => {
    const lab = await startLab();
    expect((await lab.ask(csrf, { method: 'POST', token: true })).status).toBe(200);
  });

  it('its 401 carries a challenge for a guest and none for a user', async () => {
    const lab = await startLab();
    const guest = await lab.ask(WHO, { method: 'POST' });
    const user = await lab.ask(WHO, { method: 'POST', key: lab.sandbox.addKey(ADA) });
    expect([guest, user].map((a) => [a.status, a.header('www-authenticate')])).toEqual([
      [401, 'Basic realm="null"'],
      [401, undefined],
    ]);
    expect(user.json.exception).toContain('invalid security context');
  });
});
