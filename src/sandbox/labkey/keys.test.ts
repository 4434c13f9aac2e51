import { describe, expect, it } from 'vitest';
import { cryptOf } from './index';
import { ADA, ADMIN, LIST, rowsOf, startLab, WRONG } from './test-tools';

const CREATE = '/security-createApiKey.api';
const DELETE = '/home/query-deleteRows.api';
const rows = (...ids: unknown[]): unknown => ({ schemaName: 'core', queryName: 'UserAPIKeys', rows: ids.map((RowId) => ({ RowId })) });

describe('createApiKey', () => {
  it('answers the secret and nothing else, from any container, with Read or without', async () => {
    const lab = await startLab({
      containers: [
        { path: '/home', read: 'guests' },
        { path: '/Private', read: 'nobody' },
      ],
    });
    const jar = await lab.signIn(ADA);
    for (const container of ['', '/home', '/Private']) {
      const made = await lab.ask(`${container}${CREATE}`, { json: { type: 'apikey' }, jar });
      expect([made.status, Object.keys(made.json)]).toEqual([200, ['apikey']]);
    }
    expect(lab.sandbox.state.keys).toHaveLength(3);
  });

  it('a key makes the next key', async () => {
    const lab = await startLab();
    const made = await lab.ask(CREATE, { json: { type: 'apikey' }, key: lab.sandbox.addKey(ADA), token: true });
    expect((await lab.ask('/security-ensureLogin.api', { key: String(made.json.apikey) })).status).toBe(200);
  });

  it.each([
    ['  sp  ', 'sp'],
    [null, null],
    [5, '5'],
    ['d'.repeat(300), `${'d'.repeat(253)}...`],
    ['<b>Zo\u00eb</b>\n"q"', '<b>Zo\u00eb</b>\n"q"'],
  ])('the description %j becomes %j', async (sent, kept) => {
    const lab = await startLab();
    await lab.ask(CREATE, { json: { type: 'apikey', description: sent, nope: ['a'] }, jar: await lab.signIn(ADA) });
    expect(lab.sandbox.state.keys[0]?.description).toBe(kept);
  });

  it('before 24.10 a description is ignored, and an object is 500 on every release', async () => {
    const lab = await startLab({ version: '24.7.1' });
    const jar = await lab.signIn(ADA);
    expect((await lab.ask(CREATE, { json: { type: 'apikey', description: 'x' }, jar })).status).toBe(200);
    expect(lab.sandbox.state.keys[0]?.description).toBeNull();
    expect((await lab.ask(CREATE, { json: { type: 'apikey', description: {} }, jar })).status).toBe(500);
  });

  it.each([
    [{}, 500, 'Cannot invoke "String.hashCode()" because "<local4>" is null'],
    [{ type: 'other' }, 404, 'Invalid type specified'],
    [{ type: 'session' }, 404, 'Creation of session keys is disabled'],
    [{ type: 'apikey' }, 404, 'Creation of API keys is disabled'],
  ])('%j is %d', async (json, status, text) => {
    const lab = await startLab({ allowApiKeys: false });
    const answer = await lab.ask(CREATE, { json, jar: await lab.signIn(ADA) });
    expect([answer.status, answer.json.exception, answer.header('server')]).toEqual([status, text, 'LabKey/24.11']);
  });

  it('is 403 while impersonating, 401 as guest and 405 by GET', async () => {
    const lab = await startLab({ impersonating: true });
    const jar = await lab.signIn(ADA);
    const refused = await lab.ask(CREATE, { json: { type: 'apikey' }, jar });
    expect([refused.status, refused.json.exception]).toEqual([403, "Can't create an API key while impersonating"]);
    expect((await lab.ask(CREATE, { json: { type: 'apikey' }, token: true })).status).toBe(401);
    expect((await lab.ask(CREATE, { jar })).status).toBe(405);
  });

  it('keys end when the site said so at their making; then they are refused, stay listed, and go with the daily purge', async () => {
    const lab = await startLab({ apiKeyExpirationSeconds: 60 });
    const jar = await lab.signIn(ADA);
    const key = String((await lab.ask(CREATE, { json: { type: 'apikey' }, jar })).json.apikey);
    lab.sandbox.setOption('apiKeyExpirationSeconds', -1);
    expect((await lab.ask('/security-ensureLogin.api', { key })).status).toBe(200);
    lab.turn(60_000);
    expect((await lab.ask('/security-ensureLogin.api', { key })).status).toBe(401);
    expect(rowsOf(await lab.ask(LIST, { jar }))).toHaveLength(1);
    expect(lab.sandbox.purgeExpired()).toBe(1);
    expect(rowsOf(await lab.ask(LIST, { jar }))).toHaveLength(0);
  });

  it('the purge runs by itself once a day, and by the maintenance task', async () => {
    const lab = await startLab();
    const past = { expiration: 0 };
    lab.sandbox.addKey(ADA, past);
    lab.turn(86_400_000);
    await lab.ask('/login-whoAmI.api');
    expect(lab.sandbox.state.keys).toEqual([]);
    lab.sandbox.addKey(ADA, past);
    await lab.ask('/admin-systemMaintenance.view', { form: 'taskName=PurgeExpiredApiKeys&test=true', jar: await lab.signIn(ADMIN) });
    expect(lab.sandbox.state.keys).toEqual([]);
  });
});

describe('deleteRows', () => {
  it('counts what was asked for, and returns what died with the hash of the key, in lower case', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA, { description: 'to die' });
    const json = { schemaName: 'core', queryName: 'UserAPIKeys', rows: [{ rowid: '1' }, { ROWID: 1 }, { RowId: 999 }] };
    const answer = await lab.ask(DELETE, { json, jar: await lab.signIn(ADA) });
    expect(answer.json).toMatchObject({ rowsAffected: 3, command: 'delete', containerPath: '/home' });
    expect(rowsOf(answer)).toMatchObject([{ rowid: 1, createdby: 1004, description: 'to die', crypt: cryptOf(key) }]);
    expect(lab.sandbox.state.keys).toEqual([]);
  });

  it('names as declared, as another database may have them, are an option; columns follow the release', async () => {
    const lab = await startLab({ version: '24.3', lowerCaseRows: false });
    lab.sandbox.addKey(ADA);
    const [row] = rowsOf(await lab.ask(DELETE, { json: rows(1), jar: await lab.signIn(ADA) }));
    expect(Object.keys(row ?? {}).sort()).toEqual(['Created', 'CreatedBy', 'Crypt', 'Expiration', 'RowId']);
  });

  it('a foreign row is 403 and nothing of the batch goes, also for an administrator through UserAPIKeys', async () => {
    const lab = await startLab();
    lab.sandbox.addKey(ADA);
    lab.sandbox.addKey(ADMIN);
    const refused = await lab.ask(DELETE, { json: rows(1, 2), jar: await lab.signIn(ADA) });
    expect([refused.status, refused.json.exception]).toEqual([403, 'You do not have permission to delete the selected row.']);
    const admin = await lab.signIn(ADMIN);
    expect((await lab.ask(DELETE, { json: rows(1), jar: admin })).status).toBe(403);
    expect(lab.sandbox.state.keys).toHaveLength(2);
    const all = { schemaName: 'core', queryName: 'APIKeys', rows: [{ RowId: 1 }] };
    expect((await lab.ask('/query-deleteRows.api', { json: all, jar: admin })).json).toMatchObject({ rowsAffected: 1, containerPath: '/' });
    expect(lab.sandbox.state.keys.map((k) => k.rowId)).toEqual([2]);
  });

  it('a guest is 401 for a row that is there and 200 for one that is not', async () => {
    const lab = await startLab();
    lab.sandbox.addKey(ADA);
    expect((await lab.ask(DELETE, { json: rows(1), token: true })).json.exception).toContain('delete the selected row');
    expect((await lab.ask(DELETE, { json: rows(999), token: true })).json).toMatchObject({ rowsAffected: 1, rows: [] });
  });

  it.each([
    [{ schemaName: 'core', queryName: 'UserAPIKeys' }, 400, "No 'rows' array supplied."],
    [rows(null), 400, "Value for key field 'RowId' was null or not supplied!"],
    [rows('abc'), 400, 'Expected decimal value'],
    [{ schemaName: 'core', queryName: 'APIKeys', rows: [{ RowId: 1 }] }, 500, "The query 'APIKeys' in the schema 'core' does not exist."],
  ])('%j is %d', async (json, status, text) => {
    const lab = await startLab();
    const answer = await lab.ask(DELETE, { json, jar: await lab.signIn(ADA) });
    expect([answer.status, answer.json.exception]).toEqual([status, text]);
  });

  it('a row without its id is 200 with errors for format 13.2 and newer', async () => {
    const lab = await startLab();
    const json = { schemaName: 'core', queryName: 'UserAPIKeys', rows: [{ Description: 'x' }], apiVersion: 17.1 };
    const answer = await lab.ask(DELETE, { json, jar: await lab.signIn(ADA) });
    expect([answer.status, answer.json.rows]).toEqual([200, undefined]);
    expect(answer.json).toMatchObject({ rowsAffected: 1, errors: { errorCount: 1 } });
  });

  it('Read counts in the container of the address only, and a form body is 500', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    const json = { schemaName: 'core', queryName: 'UserAPIKeys', containerPath: '/home', rows: [{ RowId: 999 }] };
    expect((await lab.ask('/query-deleteRows.api', { json, jar })).status).toBe(403);
    expect((await lab.ask(DELETE, { form: 'schemaName=core&queryName=UserAPIKeys&rows=1', jar })).status).toBe(500);
  });

  it.each([
    ['24.1', 500],
    ['24.2', 200],
  ] as const)('on %s deleting an own row is %d', async (version, status) => {
    const lab = await startLab({ version });
    lab.sandbox.addKey(ADA);
    expect((await lab.ask(DELETE, { json: rows(1), jar: await lab.signIn(ADA) })).status).toBe(status);
  });

  it('works while creation is switched off, and not while impersonating', async () => {
    const lab = await startLab({ allowApiKeys: false, impersonating: true });
    const key = lab.sandbox.addKey(ADA);
    expect((await lab.ask(DELETE, { json: rows(1), key, token: true })).status).toBe(403);
    lab.sandbox.setOption('impersonating', false);
    expect((await lab.ask(DELETE, { json: rows(1), key, token: true })).status).toBe(200);
    expect((await lab.ask('/login-whoAmI.api', { key })).status).toBe(401);
  });

  it.each(['insertRows', 'updateRows', 'truncateTable'])('%s is 403', async (action) => {
    const lab = await startLab();
    expect((await lab.ask(`/home/query-${action}.api`, { json: rows(1), jar: await lab.signIn(ADA) })).status).toBe(403);
  });
});

describe('role-restricted keys of 26.7', () => {
  it('are refused creation, listing and deletion by default, or allowed all by option', async () => {
    const lab = await startLab({ version: '26.7' });
    const key = lab.sandbox.addKey(ADA, { role: 'Reader' });
    const three = async (): Promise<readonly number[]> => [
      (await lab.ask(CREATE, { json: { type: 'apikey' }, key, token: true })).status,
      (await lab.ask(LIST, { key })).status,
      (await lab.ask(DELETE, { json: rows(999), key, token: true })).status,
    ];
    expect((await lab.ask('/security-ensureLogin.api', { key })).status).toBe(200);
    expect(await three()).toEqual([403, 400, 403]);
    lab.sandbox.setOption('restrictedKeys', 'allow');
    expect(await three()).toEqual([200, 200, 200]);
  });

  it('a role is asked for and listed under names that are options', async () => {
    const lab = await startLab({ version: '26.7', roleParameter: 'restrictTo', roleColumn: 'RestrictedTo' });
    const jar = await lab.signIn(ADA);
    await lab.ask(CREATE, { json: { type: 'apikey', restrictTo: 'Reader' }, jar });
    expect(rowsOf(await lab.ask(LIST, { jar }))).toMatchObject([{ RestrictedTo: 'Reader' }]);
    const old = await startLab({ version: '26.5' });
    const before = await old.signIn(ADA);
    await old.ask(CREATE, { json: { type: 'apikey', role: 'Reader' }, jar: before });
    expect(old.sandbox.state.keys[0]?.role).toBeNull();
  });
});

describe('faults', () => {
  it('a dropped connection leaves the key that nobody has', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    lab.sandbox.fault({ fault: { kind: 'dropAfterCommit' }, path: 'createApiKey' });
    await expect(lab.ask(CREATE, { json: { type: 'apikey' }, jar })).rejects.toThrow();
    expect(lab.sandbox.state.keys).toHaveLength(1);
    expect(lab.sandbox.requests.at(-1)).toMatchObject({ status: null, userId: 1004 });
  });

  it.each([
    [{ kind: 'badGateway', status: 503 } as const, 503],
    [{ kind: 'htmlOk' } as const, 200],
    [{ kind: 'redirect', to: 'http://elsewhere.test/' } as const, 302],
    [{ kind: 'tooMany', retryAfter: 5 } as const, 429],
    [{ kind: 'serverError' } as const, 500],
  ])('%o carries nothing out', async (fault, status) => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    lab.sandbox.fault({ fault });
    expect((await lab.ask(CREATE, { json: { type: 'apikey' }, jar })).status).toBe(status);
    expect(lab.sandbox.state.keys).toEqual([]);
    expect((await lab.ask(CREATE, { json: { type: 'apikey' }, jar })).status).toBe(200);
  });

  it('an error may repeat the secret; the request log never does', async () => {
    const lab = await startLab();
    lab.sandbox.fault({ fault: { kind: 'echoSecret' } });
    const answer = await lab.ask('/login-whoAmI.api', { key: WRONG });
    expect(answer.body).toContain(WRONG);
    const jar = await lab.signIn(ADA);
    const key = String((await lab.ask(CREATE, { json: { type: 'apikey', description: 'hush' }, jar })).json.apikey);
    await lab.ask(`/login-whoAmI.api?LabKeyTransformSessionId=${key}`);
    await lab.ask('/login-whoAmI.api', { headers: { apikey: key, Authorization: `Bearer ${key}` } });
    const log = JSON.stringify(lab.sandbox.requests);
    for (const secret of [key, WRONG, 'secret1', 'hush', jar.get('JSESSIONID') ?? '?', jar.get('X-LABKEY-CSRF') ?? '?'])
      expect(log).not.toContain(secret);
    expect(lab.sandbox.requests.map((r) => r.credential)).toEqual(['basicKey', 'none', 'none', 'transform', 'apikeyHeader']);
    expect(lab.sandbox.requests[2]).toMatchObject({ fields: ['type', 'description'], csrfHeader: true, userId: 1004, status: 200 });
  });
});
