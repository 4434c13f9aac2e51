import { describe, expect, it } from 'vitest';
import { LABKEY_RELEASES } from './index';
import { initOf } from './observed/compare';
import { ADMIN, startLab, WRONG } from './test-tools';

const WHO = '/login-whoAmI.api';

describe('addresses', () => {
  it.each([
    '/login-whoAmI.api',
    '/login/whoAmI.view',
    '/LOGIN-WHOAMI.post',
    '/home/login-whoami.api',
    '/login/home/whoAmI.api',
    '//login-whoAmI.api',
  ])('%s is whoAmI: both styles, any suffix, any case', async (path) => {
    const lab = await startLab();
    const answer = await lab.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id: 0, email: 'guest', success: true, impersonated: false });
  });

  it('a guest is told 187 characters, as by the real server', async () => {
    const lab = await startLab();
    expect((await lab.ask(WHO)).header('content-length')).toBe('187');
  });

  it.each(['/nosuch-thing.api', '/login-nosuch.api'])('%s is 404 as a page, without cookies and Server', async (path) => {
    const lab = await startLab();
    const answer = await lab.ask(path);
    expect([answer.status, answer.header('content-type'), answer.sets, answer.header('server')]).toEqual([
      404,
      'text/html;charset=UTF-8',
      [],
      undefined,
    ]);
  });

  it('an unknown container is 404 as JSON', async () => {
    const lab = await startLab();
    const answer = await lab.ask('/nosuchfolder/login-whoAmI.api');
    expect([answer.status, answer.json]).toEqual([404, { exception: 'No such project: /nosuchfolder', success: false }]);
  });

  it.each(['HEAD', 'OPTIONS', 'DELETE'])('%s is 405', async (method) => {
    const lab = await startLab();
    expect((await lab.ask(WHO, { method })).status).toBe(405);
  });

  it('a context path is case-sensitive, redirects without its slash, and outside of it Tomcat answers', async () => {
    const lab = await startLab({ contextPath: '/labkey' });
    expect((await lab.ask(WHO)).status).toBe(200);
    const outside = await lab.fromOrigin(WHO);
    expect([outside.status, outside.body.includes('Tomcat'), outside.sets]).toEqual([404, true, []]);
    expect((await lab.fromOrigin('/LabKey/login-whoAmI.api')).status).toBe(404);
    const bare = await lab.fromOrigin('/labkey');
    expect([bare.status, bare.header('location')]).toEqual([302, `${lab.sandbox.url}/`]);
    expect((await lab.ask('/')).header('location')).toBe('/labkey/home/project-start.view');
  });

  it('under the legacy prefix GET is 301 with the query, and POST is forwarded', async () => {
    const lab = await startLab({ legacyContextPath: '/labkey' });
    const moved = await lab.ask('/labkey/home/query-selectRows.api?schemaName=core');
    expect([moved.status, moved.header('location'), moved.sets]).toEqual([
      301,
      `${lab.sandbox.url}/home/query-selectRows.api?schemaName=core`,
      ['X-LABKEY-CSRF'],
    ]);
    const json = { email: 'ada@lab.test', password: 'secret1' };
    expect((await lab.ask('/labkey/login-loginApi.api', { json })).status).toBe(200);
    expect((await lab.ask('/labkeyx/login-whoAmI.api')).status).toBe(404);
  });

  it.each([
    ['24.3', 301],
    ['24.11', 401],
  ] as const)('on %s a wrong key under the legacy prefix is %d', async (version, status) => {
    const lab = await startLab({ version, legacyContextPath: '/labkey' });
    expect((await lab.ask('/labkey/login-whoAmI.api', { key: WRONG })).status).toBe(status);
  });

  it('with SSL required GET is 301 to https, even with a wrong key, and POST 405 as a page', async () => {
    const lab = await startLab({ sslRequired: true });
    const moved = await lab.ask('/login-whoAmI.api?x=1', { key: WRONG });
    expect([moved.status, moved.header('location')]).toEqual([301, 'https://127.0.0.1:8443/login-whoAmI.api?x=1']);
    const refused = await lab.ask('/login-loginApi.api', { json: {} });
    expect([refused.status, refused.header('content-type')]).toEqual([405, 'text/html;charset=utf-8']);
  });
});

describe('cookies and headers', () => {
  it('every answer to a guest without cookies sets the token and a session', async () => {
    const lab = await startLab();
    const jar = new Map<string, string>();
    expect((await lab.ask(WHO, { jar })).sets).toEqual(['X-LABKEY-CSRF', 'JSESSIONID']);
    expect((await lab.ask(WHO, { jar })).sets).toEqual([]);
  });

  it('an error of an action keeps Server and cookies, one of the error handler loses both', async () => {
    const lab = await startLab();
    const kept = await lab.ask('/login-loginApi.api', { json: { email: 'x', password: 'y' } });
    expect([kept.status, kept.header('server'), kept.sets.length]).toEqual([400, 'LabKey/24.11', 2]);
    const lost = await lab.ask('/security-ensureLogin.api');
    expect([lost.status, lost.header('server'), lost.sets]).toEqual([401, undefined, []]);
  });

  it('the Server header says the version and can be off', async () => {
    const lab = await startLab({ versionString: '24.3.11', version: '24.3' });
    expect((await lab.ask(WHO)).header('server')).toBe('LabKey/24.3.11');
    lab.sandbox.setOption('serverHeader', false);
    expect((await lab.ask(WHO)).header('server')).toBeUndefined();
  });

  it.each([
    ['22.11', 32],
    ['23.3', 64],
  ] as const)('the token of %s has %d hex characters', async (version, length) => {
    const lab = await startLab({ version });
    expect((await lab.ask(WHO)).json.CSRF).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
  });
});

describe('the state of the server', () => {
  it('healthCheck is 200 with false during the start, and ensureLogin with a key 403', async () => {
    const lab = await startLab({ starting: true });
    const key = lab.sandbox.addKey('ada@lab.test');
    expect((await lab.ask('/admin-healthCheck.api')).json).toEqual({ healthy: false });
    expect((await lab.ask('/admin-startupStatus.api')).json).toEqual({ startupComplete: false, adminOnly: false });
    expect((await lab.ask(WHO)).status).toBe(200);
    const refused = await lab.ask('/security-ensureLogin.api', { key });
    expect([refused.status, refused.json.exception]).toEqual([403, 'server is not ready']);
  });

  it('admin-only mode is 403 with a valid key, 401 as guest, 302 for a browser, and open to administrators', async () => {
    const lab = await startLab({ adminOnlyMode: true });
    const key = lab.sandbox.addKey('ada@lab.test');
    const ensure = '/security-ensureLogin.api';
    const refused = await lab.ask(ensure, { key });
    expect([refused.status, refused.json.exception]).toEqual([403, 'server is in admin-only mode']);
    expect((await lab.ask(ensure)).status).toBe(401);
    expect((await lab.ask(ensure, { key, headers: { 'User-Agent': 'Mozilla/5.0' } })).status).toBe(302);
    expect((await lab.ask(ensure, { key: lab.sandbox.addKey(ADMIN) })).status).toBe(200);
    expect((await lab.ask(WHO, { key })).json.id).toBe(1004);
  });

  it('a server without users sends whoAmI to the first account page and answers its health', async () => {
    const lab = await startLab({ firstRun: true });
    const sent = await lab.ask(WHO);
    expect([sent.status, sent.header('location')]).toEqual([302, '/login-initialUser.view']);
    expect((await lab.ask('/admin-healthCheck.api')).status).toBe(200);
  });

  it('a client that does too much that is suspicious is 410 for an hour, where the block list is on', async () => {
    const lab = await startLab({ blocklistAfter: 2 });
    for (let i = 0; i < 3; i += 1) await lab.ask('/security-ensureLogin.api', { method: 'POST', key: lab.sandbox.addKey('ada@lab.test') });
    expect((await lab.ask(WHO)).status).toBe(410);
    expect((await lab.ask(WHO, { headers: { 'User-Agent': 'another' } })).status).toBe(200);
    lab.turn(3_600_001);
    expect((await lab.ask(WHO)).status).toBe(200);
  });
});

describe('pages', () => {
  it.each(LABKEY_RELEASES)('%s: the login page tells the zone from 24.7.0 on and the settings of keys from 24.2 on', async (version) => {
    const lab = await startLab({ version, apiKeyExpirationSeconds: 86_400 });
    const init = initOf((await lab.ask('/login-login.view')).body);
    const rank = LABKEY_RELEASES.indexOf(version);
    expect(init).toMatchObject({ contextPath: '', versionString: version });
    expect(init).toHaveProperty('moduleContext.api');
    const zone = expect(init);
    const keys = expect(init);
    if (rank >= LABKEY_RELEASES.indexOf('24.7.0')) zone.toHaveProperty('timezone', 'America/Los_Angeles');
    else zone.not.toHaveProperty('timezone');
    if (rank >= LABKEY_RELEASES.indexOf('24.2')) keys.toHaveProperty('moduleContext.api.apiKeyExpirationSeconds', 86_400);
    else keys.not.toHaveProperty('moduleContext.api.allowApiKeys');
  });

  it('a guest page without moduleContext is an option', async () => {
    const lab = await startLab({ guestModuleContext: false });
    expect(initOf((await lab.ask('/login-login.view')).body)).not.toHaveProperty('moduleContext');
  });

  it.each(['/security-externalToolsView.view', '/admin-customizeSite.view', '/logger-manage.view'])(
    'a guest is sent from %s to the login page and back',
    async (path) => {
      const lab = await startLab();
      const sent = await lab.ask(path);
      expect([sent.status, sent.header('location'), sent.sets]).toEqual([
        302,
        `/login-login.view?returnUrl=${encodeURIComponent(path)}`,
        [],
      ]);
      expect((await lab.ask(path, { jar: await lab.signIn(ADMIN) })).status).toBe(200);
    },
  );

  it('the grid of all keys is for administrators', async () => {
    const lab = await startLab();
    const grid = '/query-executeQuery.view?schemaName=core&query.queryName=APIKeys';
    expect((await lab.ask(grid, { jar: await lab.signIn('ada@lab.test') })).status).toBe(403);
    expect((await lab.ask(grid, { jar: await lab.signIn(ADMIN) })).status).toBe(200);
  });

  it('External Tool Access offers what is on, and says so when nothing is', async () => {
    const lab = await startLab({ allowApiKeys: false });
    const jar = await lab.signIn('ada@lab.test');
    expect((await lab.ask('/security-externalToolsView.view', { jar })).body).toContain('No external tools');
    lab.sandbox.setOption('allowApiKeys', true);
    expect((await lab.ask('/security-externalToolsView.view', { jar })).body).toContain('Generate API Key');
  });
});
