import { describe, expect, it } from 'vitest';
import { LABKEY_RELEASES, type LabKeyRelease } from './index';
import { ADA, ADMIN, LIST, startLab, WRONG } from './test-tools';

const WHO = '/login-whoAmI.api';
const ENSURE = '/security-ensureLogin.api';
const since = (release: LabKeyRelease, version: LabKeyRelease): boolean =>
  LABKEY_RELEASES.indexOf(version) >= LABKEY_RELEASES.indexOf(release);

describe('which credential counts', () => {
  it('a session beats every credential, a wrong one included', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADMIN);
    expect((await lab.ask(WHO, { jar, key: lab.sandbox.addKey(ADA) })).json.id).toBe(1003);
    expect((await lab.ask(WHO, { jar, key: WRONG })).json.id).toBe(1003);
  });

  it('Basic hides the apikey header', async () => {
    const lab = await startLab();
    const good = lab.sandbox.addKey(ADA);
    expect((await lab.ask(ENSURE, { key: WRONG, headers: { apikey: good } })).status).toBe(401);
    lab.sandbox.clearLimiter();
    expect((await lab.ask(ENSURE, { key: good, headers: { apikey: WRONG } })).status).toBe(200);
    expect((await lab.ask(ENSURE, { headers: { APIKEY: good } })).status).toBe(200);
  });

  it.each([
    ['23.3', 1004],
    ['23.11', 1003],
  ] as const)('on %s a Basic password beside the apikey header makes user %d', async (version, id) => {
    const lab = await startLab({ version });
    const answer = await lab.ask(WHO, { basic: `${ADMIN}:secret2`, headers: { apikey: lab.sandbox.addKey(ADA) } });
    expect(answer.json.id).toBe(id);
  });

  it.each(LABKEY_RELEASES)('%s knows Bearer from 26.5 on', async (version) => {
    const lab = await startLab({ version });
    const key = lab.sandbox.addKey(ADA);
    const answer = await lab.ask(ENSURE, { headers: { Authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(since('26.5', version) ? 200 : 401);
  });

  it('basic in lower case, guest as the user, and a header without colon make a guest', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    const lower = `basic ${Buffer.from(`apikey:${key}`).toString('base64')}`;
    for (const Authorization of [lower, `Basic ${Buffer.from('guest:x').toString('base64')}`, 'Basic !!!!'])
      expect((await lab.ask(WHO, { headers: { Authorization } })).json.id).toBe(0);
  });

  it('the user name is exactly apikey and the key exactly as given', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    for (const basic of [
      `APIKEY:${key}`,
      `apikey:${key.toUpperCase()}`,
      `apikey:${key} `,
      `apikey:apikey|${key}`,
      'apikey:',
      `${ADA}:${key}`,
    ]) {
      lab.sandbox.clearLimiter();
      expect((await lab.ask(ENSURE, { basic })).status).toBe(401);
    }
  });

  it('the old cookie and parameter of transforms take a key; a parameter named apikey does not', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    expect((await lab.ask(WHO, { headers: { Cookie: `LabKeyTransformSessionId=${key}` } })).json.id).toBe(1004);
    expect((await lab.ask(`${WHO}?LabKeyTransformSessionId=${key}`)).json.id).toBe(1004);
    expect((await lab.ask(`${WHO}?apikey=${key}`)).json.id).toBe(0);
  });
});

describe('what a good credential does', () => {
  it('opens a logged-in session that outlives the key', async () => {
    const lab = await startLab();
    const jar = new Map<string, string>();
    const key = lab.sandbox.addKey(ADA);
    await lab.ask(ENSURE, { key, jar });
    lab.sandbox.removeKey(1);
    expect((await lab.ask(ENSURE, { jar })).status).toBe(200);
    expect((await lab.ask(ENSURE, { key })).status).toBe(401);
  });

  it('a stale session does no harm, and a guest session is changed for a new one', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    expect((await lab.ask(WHO, { key, headers: { Cookie: 'JSESSIONID=0123' } })).json.id).toBe(1004);
    const jar = new Map<string, string>();
    await lab.ask(WHO, { jar });
    const guest = jar.get('JSESSIONID');
    await lab.ask(WHO, { jar, key });
    expect(jar.get('JSESSIONID')).not.toBe(guest);
  });

  it('LastUsed is written at most every ten minutes by the server\u2019s own memory, and not for a session', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    const row = lab.sandbox.state.keys[0];
    const jar = new Map<string, string>();
    await lab.ask(ENSURE, { key, jar });
    const first = row?.lastUsed;
    lab.turn(599_000);
    await lab.ask(ENSURE, { key });
    expect(row?.lastUsed).toBe(first);
    if (row) row.lastUsed = (first ?? 0) - 1_200_000;
    await lab.ask(ENSURE, { key });
    expect(row?.lastUsed).toBe((first ?? 0) - 1_200_000);
    lab.turn(2_000);
    await lab.ask(ENSURE, { jar });
    expect(row?.lastUsed).toBe((first ?? 0) - 1_200_000);
    await lab.ask(ENSURE, { key });
    expect(row?.lastUsed).toBe((first ?? 0) + 601_000);
  });
});

describe.each(LABKEY_RELEASES)('%s: a wrong, expired or removed key', (version) => {
  const refuses = since('24.7.1', version);

  it(refuses ? 'is 401 on every address, before routing and without challenge' : 'makes a guest', async () => {
    const lab = await startLab({ version });
    for (const path of [WHO, '/login-nosuch.api', '/core/css/core.css', '/home/project-begin.view']) {
      lab.sandbox.clearLimiter();
      const answer = await lab.ask(path, { key: WRONG });
      const guest = path.includes('nosuch') ? 404 : 200;
      expect([path, answer.status, answer.header('www-authenticate')]).toEqual([path, refuses ? 401 : guest, undefined]);
    }
  });

  it(refuses ? 'lists nothing: 401' : 'lists as a guest does: no rows, or no such query before 24.2', async () => {
    const lab = await startLab({ version });
    const key = lab.sandbox.addKey(ADA, { expiration: 0 });
    const answer = await lab.ask(LIST, { key });
    expect(answer.status).toBe(refuses ? 401 : since('24.2', version) ? 200 : 404);
    if (!refuses && since('24.2', version)) expect(answer.json.rows).toEqual([]);
  });

  it('is 401 at ensureLogin', async () => {
    const lab = await startLab({ version });
    expect((await lab.ask(ENSURE, { key: WRONG })).status).toBe(401);
  });
});

describe('the text of a wrong key', () => {
  it.each([
    ['24.11', 'The email address and password you entered did not match any accounts on file.'],
    ['25.7', 'The API key you provided is invalid.'],
  ] as const)('%s', async (version, text) => {
    const lab = await startLab({ version });
    expect((await lab.ask(ENSURE, { key: WRONG })).json.exception).toBe(text);
    lab.sandbox.clearLimiter();
    expect((await lab.ask(ENSURE, { basic: `${ADA}:nope` })).json.exception).toContain('did not match');
  });

  it('can be set, and an LDAP site may make a guest of it', async () => {
    const lab = await startLab({ version: '26.7', invalidKeyText: 'No such key.' });
    expect((await lab.ask(ENSURE, { key: WRONG })).json.exception).toBe('No such key.');
    lab.sandbox.setOption('ldapDowngrade', true);
    lab.sandbox.clearLimiter();
    expect((await lab.ask(WHO, { key: WRONG })).json.id).toBe(0);
  });
});

describe('formats of keys', () => {
  it.each(LABKEY_RELEASES)('%s makes its own format and takes keys from before an upgrade with their prefix', async (version) => {
    const lab = await startLab({ version });
    const made = lab.sandbox.addKey(ADA);
    expect(made).toMatch(since('23.3', version) ? /^[0-9a-f]{64}$/ : /^apikey\|[0-9a-f]{32}$/);
    const old = lab.sandbox.addKey(ADA, { secret: `apikey|${'1f'.repeat(16)}` });
    expect((await lab.ask(ENSURE, { key: old })).status).toBe(200);
    expect((await lab.ask(ENSURE, { key: '1f'.repeat(16) })).status).toBe(401);
  });

  it('up to 22.11 a key without prefix is not even tried', async () => {
    const lab = await startLab({ version: '22.11' });
    expect((await lab.ask(ENSURE, { key: lab.sandbox.addKey(ADA, { secret: 'ab'.repeat(32) }) })).status).toBe(401);
  });
});

describe('who may use keys', () => {
  it.each([
    ['23.3', 0],
    ['23.11', 1004],
  ] as const)('on %s the key of a two-factor user makes user %d, the password a guest', async (version, id) => {
    const users = [
      { email: ADMIN, password: 'secret2' },
      { email: ADA, password: 'secret1', twoFactor: true },
    ];
    const lab = await startLab({ version, users });
    expect((await lab.ask(WHO, { key: lab.sandbox.addKey(ADA) })).json.id).toBe(id);
    expect((await lab.ask(WHO, { basic: `${ADA}:secret1` })).json.id).toBe(0);
  });

  it.each([
    ['23.3', 1004],
    ['23.11', 0],
    ['24.1', 0],
    ['24.2', 1004],
  ] as const)('without a default domain a good key of %s makes user %d', async (version, id) => {
    const lab = await startLab({ version, defaultDomain: '' });
    expect((await lab.ask(WHO, { key: lab.sandbox.addKey(ADA) })).json.id).toBe(id);
    const made = await lab.ask('/security-createApiKey.api', { json: { type: 'apikey' }, jar: await lab.signIn(ADA) });
    expect(made.status).toBe(200);
  });

  it('a session key speaks for its session, sets no session cookie, is never listed and dies at logout', async () => {
    const lab = await startLab({ allowSessionKeys: true });
    const jar = await lab.signIn(ADA);
    const made = await lab.ask('/security-createApiKey.api', { json: { type: 'session' }, jar });
    const key = String(made.json.apikey);
    const used = await lab.ask(WHO, { key });
    expect([used.json.id, used.sets]).toEqual([1004, ['X-LABKEY-CSRF']]);
    expect((await lab.ask(LIST, { jar })).json.rows).toEqual([]);
    await lab.ask('/login-logoutApi.api', { method: 'POST', jar });
    expect((await lab.ask(WHO, { key })).status).toBe(401);
  });

  it('a session key given by hand works, too', async () => {
    const lab = await startLab();
    expect((await lab.ask(WHO, { key: lab.sandbox.addSessionKey(ADA) })).json.id).toBe(1004);
  });
});

describe('the 401 of a guest', () => {
  it.each([
    ['curl/8', {}, 'You must log in to view this content.', 'Basic realm="null"'],
    ['Mozilla/5.0', {}, 'User does not have permission to perform this operation.', undefined],
    ['curl/8', { 'X-Requested-With': 'XMLHttpRequest' }, 'User does not have permission to perform this operation.', undefined],
    ['curl/8', { 'X-ONUNAUTHORIZED': 'UNAUTHORIZED' }, 'User does not have permission to perform this operation.', undefined],
  ])('for %s with %o', async (agent, extra, text, challenge) => {
    const lab = await startLab();
    const answer = await lab.ask(ENSURE, { headers: { 'User-Agent': agent, ...extra } });
    expect([answer.status, answer.json.exception, answer.header('www-authenticate')]).toEqual([401, text, challenge]);
  });

  it.each([
    ['24.10', null, 'Basic realm=""'],
    ['24.11', null, 'Basic realm="null"'],
    ['24.11', 'Our lab', 'Basic realm="Our lab"'],
  ] as const)('%s with the description %s challenges with %s', async (version, siteDescription, challenge) => {
    const lab = await startLab({ version, siteDescription });
    expect((await lab.ask(ENSURE)).header('www-authenticate')).toBe(challenge);
  });

  it('a POST has the plain text with the challenge', async () => {
    const lab = await startLab();
    const answer = await lab.ask(ENSURE, { method: 'POST' });
    expect([answer.json.exception, answer.header('www-authenticate')]).toEqual([
      'User does not have permission to perform this operation.',
      'Basic realm="null"',
    ]);
  });
});
