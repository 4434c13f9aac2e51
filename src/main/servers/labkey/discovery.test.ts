import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { context, must, mustFail } from '../common/testing';
import { labkey } from './index';
import { readPage } from './pages';
import { candidates, lifetimeSentence } from './probe';
import { start } from './sandbox-tools';
import { probed } from './test-tools';

const probe = async (url: string, ctx = context()) => labkey.probe(ctx, must(labkey.parseAddress(url)).address);

describe('finding the server behind a pasted address', () => {
  it.each([
    ['', ''],
    ['', '/home/project-begin.view?pageId=x'],
    ['', '/Shared'],
    ['', '/login/home/login.view'],
    ['/labkey', ''],
    ['/labkey', '/home/project-begin.view'],
    ['/labkey', '/project/home/begin.view'],
    ['/labkey', '/security-externalToolsView.view'],
  ])('context path %j, pasted with %j after it', async (contextPath, rest) => {
    const sandbox = await start({ contextPath });
    const ctx = context();
    const profile = await probed(ctx, `${sandbox.url}${rest}`);
    expect(profile.address).toBe(sandbox.url);
    expect(ctx.sent.every((r) => r.method === 'GET' && r.headers.Authorization === undefined && r.headers.Cookie === undefined)).toBe(true);
  });

  it('from the origin alone it also tries /labkey', async () => {
    const sandbox = await start({ contextPath: '/labkey' });
    expect((await probed(context(), new URL(sandbox.url).origin)).address).toBe(sandbox.url);
  });

  it('an old prefix of a server that moved to the root leads to the root (301)', async () => {
    const sandbox = await start({ legacyContextPath: '/labkey' });
    expect((await probed(context(), `${sandbox.url}/labkey/home/project-begin.view`)).address).toBe(sandbox.url);
  });

  it('where the page tells no context path, the shortest beginning that answers is the root', async () => {
    const sandbox = await start({ contextPath: '/labkey' });
    const http: Http = async (request) =>
      request.url.includes('login-login.view') ? ok({ status: 404, headers: [], body: '', at: 0 }) : nodeHttp(request);
    const result = must(await probe(`${sandbox.url}/home`, context({ http })));
    expect(result.address).toBe(sandbox.url);
    expect(result.info.details.timezone).toBe('');
  });

  it('a page that does not arrive is tried again, not taken for one that tells nothing', async () => {
    const sandbox = await start();
    const http: Http = async (request) =>
      request.url.includes('login-login.view') ? err({ kind: 'reset', sent: true, detail: '' }) : nodeHttp(request);
    expect(mustFail(await probe(sandbox.url, context({ http })))).toMatchObject({ code: 'http.reset', next: { do: 'retry' } });
  });

  it('candidates go from the typed path to the origin, and /labkey comes last', () => {
    expect(candidates('https://h/a/b')).toEqual(['https://h/a/b', 'https://h/a', 'https://h', 'https://h/labkey']);
    expect(candidates('https://h/labkey')).toEqual(['https://h/labkey', 'https://h']);
  });

  it('something else than LabKey is said to be none, and an unset-up server to wait for its first administrator', async () => {
    const other: Http = async () => ok({ status: 200, headers: [], body: '<html>hello</html>', at: 0 });
    expect(mustFail(await probe('https://h.example.org/x', context({ http: other })))).toMatchObject({
      code: 'labkey.notLabKey',
      next: { do: 'editProfile' },
    });
    const fresh = await start({ firstRun: true });
    expect(mustFail(await probe(fresh.url)).code).toBe('labkey.firstRun');
    await fresh.stop();
    expect(mustFail(await probe(fresh.url)).code).toBe('http.refused');
  });

  it('http is left for https on the same host, and a redirect to another host is not followed', async () => {
    const sandbox = await start();
    const seen: string[] = [];
    const http: Http = async (request) => {
      seen.push(request.url);
      if (request.url.startsWith('http://127.0.0.1/'))
        return ok({ status: 301, headers: [['location', request.url.replace('http://127.0.0.1', sandbox.url)]], body: '', at: 0 });
      if (request.url.startsWith('http://stray.test/'))
        return ok({ status: 302, headers: [['location', `${sandbox.url}/login-whoAmI.api`]], body: '', at: 0 });
      return nodeHttp(request);
    };
    expect(must(await probe('http://127.0.0.1/', context({ http }))).address).toBe(sandbox.url);
    seen.length = 0;
    expect(mustFail(await probe('http://stray.test/', context({ http }))).code).toBe('labkey.redirected');
    expect(seen.every((url) => url.startsWith('http://stray.test/'))).toBe(true);
  });
});

describe('what a server says of itself', () => {
  it('version, zone, lifetime and pages are told before anybody signs in', async () => {
    const sandbox = await start({ version: '24.11', apiKeyExpirationSeconds: 180 * 86_400, contextPath: '/labkey' });
    const { server } = await probed(context(), sandbox.url);
    expect(server).toMatchObject({
      version: '24.11',
      manages: true,
      signInMethods: ['password', 'key'],
      details: {
        timezone: 'America/Los_Angeles',
        allowApiKeys: 'yes',
        apiKeyExpirationSeconds: '15552000',
        contextPath: '/labkey',
        homeContainer: 'home',
      },
    });
    expect(server?.meaning).toContain('A new key ends after 180 days');
    expect(server?.newKeys).toContain('A new key ends after 180 days');
    expect(server?.links?.map((l) => [l.id, l.url.slice(sandbox.url.length), l.administrator])).toEqual([
      ['externalTools', '/security-externalToolsView.view', false],
      ['siteSettings', '/admin-customizeSite.view', true],
      ['loggers', '/logger-manage.view', true],
      ['apiKeys', '/query-executeQuery.view?schemaName=core&query.queryName=APIKeys', true],
    ]);
    expect(server?.links?.find((l) => l.id === 'loggers')?.steps.join(' ')).toContain(
      'org.labkey.api.security.SecurityManager.Authentication',
    );
    expect(server?.links?.find((l) => l.id === 'siteSettings')?.steps.join(' ')).toMatch(/Let users create API keys.*Expire API keys/s);
  });

  it.each([
    [7, '7 days'],
    [180, '180 days'],
    [-1, 'never ends'],
  ])('a site that lets keys live %d days (180 since 24.3) says so beforehand', async (days, words) => {
    const sandbox = await start({ version: '24.3', apiKeyExpirationSeconds: days < 0 ? -1 : days * 86_400 });
    expect((await probed(context(), sandbox.url)).server?.meaning).toContain(words);
  });

  it('switched-off creation and single sign-on are said beforehand', async () => {
    const sandbox = await start({ allowApiKeys: false, autoRedirectSso: 'CAS' });
    const { server } = await probed(context(), sandbox.url);
    expect(server?.meaning).toMatch(/single sign-on.*switched off/);
    expect(server?.signInMethods).toEqual(['key', 'password']);
    expect(server?.details).toMatchObject({ allowApiKeys: 'no', sso: 'yes' });
  });

  it('without the Server header the page tells the version; without either it stays unknown', async () => {
    const quiet = await start({ version: '24.11', serverHeader: false });
    expect((await probed(context(), quiet.url)).server?.version).toBe('24.11');
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok && request.url.includes('login-login.view') ? ok({ ...result.value, body: '<html></html>' }) : result;
    };
    const { server } = await probed(context({ http }), quiet.url);
    expect(server).toMatchObject({ version: null, details: { listsOwnKeys: 'unknown', bearer: 'unknown' } });
    expect(server?.meaning).toContain('does not say how long');
  });

  it.each([
    [-1, 'never ends'],
    [0, 'never ends'],
    [7 * 86_400, 'ends after 7 days'],
    [10, 'less than a minute'],
  ])('a lifetime of %i seconds reads "%s"', (seconds, words) => {
    expect(lifetimeSentence(seconds, true)).toContain(words);
  });

  it('reads LABKEY.init among other scripts, with braces inside its texts', () => {
    const html = `<script>LABKEY.init(nothing); LABKEY.init({"contextPath":"/x","versionString":"24.7","note":"a } \\" {","moduleContext":{"api":{"allowApiKeys":true,"apiKeyExpirationSeconds":-1}}}); f();</script>`;
    expect(readPage(html)).toMatchObject({ contextPath: '/x', version: '24.7', allowApiKeys: true, expirationSeconds: -1, timezone: null });
    expect(readPage('<html>LABKEY.init({"a":')).toBeNull();
    expect(readPage('')).toBeNull();
  });
});
