import { describe, expect, it } from 'vitest';
import { LABKEY_RELEASES } from './index';
import { ADA, ADMIN, type Lab, LIST, rowsOf, startLab } from './test-tools';
import { serverTime } from './times';

const POST = '/home/query-selectRows.api';

async function withKeys(options = {}): Promise<{ readonly lab: Lab; readonly jar: Map<string, string> }> {
  const lab = await startLab(options);
  for (const description of ['a', 'b', 'c']) {
    lab.turn(1_000);
    lab.sandbox.addKey(ADA, { description });
  }
  lab.sandbox.addKey(ADMIN, { description: 'admin', expiration: 0 });
  return { lab, jar: await lab.signIn(ADA) };
}

describe('selectRows', () => {
  it('by GET obeys sort, filter, columns and limits; rowCount is the total', async () => {
    const { lab, jar } = await withKeys();
    const answer = await lab.ask(`${LIST}&query.sort=-RowId&query.maxRows=1&query.offset=1&query.columns=rowid,Nope,description`, { jar });
    expect(answer.json).toMatchObject({ schemaName: 'core', formatVersion: 8.3, rowCount: 3 });
    expect(rowsOf(answer)).toEqual([{ RowId: 2, Description: 'b' }]);
    expect(rowsOf(await lab.ask(`${LIST}&query.maxRows=1&query.showRows=all`, { jar }))).toHaveLength(3);
  });

  it('by a JSON body UserAPIKeys ignores them all, and APIKeys obeys', async () => {
    const { lab, jar } = await withKeys();
    const wish = { schemaName: 'core', 'query.sort': '-RowId', 'query.maxRows': 1, 'query.columns': 'RowId', includeMetadata: false };
    const own = await lab.ask(POST, { json: { ...wish, 'query.queryName': 'UserAPIKeys' }, jar });
    expect(rowsOf(own).map((r) => [r.RowId, r.Description])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const all = await lab.ask(POST, { json: { ...wish, 'query.queryName': 'APIKeys' }, jar: await lab.signIn(ADMIN) });
    expect(rowsOf(all)).toEqual([{ RowId: 4 }]);
  });

  it('by a form it obeys, without token', async () => {
    const { lab, jar } = await withKeys();
    const cookie = { Cookie: `JSESSIONID=${jar.get('JSESSIONID')}` };
    const answer = await lab.ask(POST, {
      form: 'schemaName=core&query.queryName=UserAPIKeys&query.maxRows=1&includeMetadata=false',
      headers: cookie,
    });
    expect(rowsOf(answer)).toHaveLength(1);
  });

  it.each([
    ['query.CreatedBy~eq=1003', [4]],
    ['query.Expiration~isblank', [1, 2, 3]],
    ['query.Expiration~isnonblank', [4]],
    ['query.Description~contains=B', [2]],
    ['query.RowId~in=1;3', [1, 3]],
    ['query.Created~dategte=2026-11-22', []],
    ['query.Created~datelte=2026-11-21&query.RowId~gt=2', [3, 4]],
  ])('an administrator filters all keys by %s', async (filter, ids) => {
    const { lab } = await withKeys();
    const answer = await lab.ask(`/query-selectRows.api?schemaName=core&query.queryName=APIKeys&includeMetadata=false&${filter}`, {
      jar: await lab.signIn(ADMIN),
    });
    expect(rowsOf(answer).map((r) => r.RowId)).toEqual(ids);
    expect(answer.json.rowCount).toBe(ids.length);
  });

  it.each(LABKEY_RELEASES)('%s has the columns of its time', async (version) => {
    const { lab } = await withKeys({ version });
    const at = LABKEY_RELEASES.indexOf(version);
    const all = await lab.ask('/query-selectRows.api?schemaName=core&query.queryName=APIKeys&query.maxRows=1&includeMetadata=false', {
      jar: await lab.signIn(ADMIN),
    });
    const expected = [
      'Created',
      'CreatedBy',
      ...(at >= LABKEY_RELEASES.indexOf('24.10') ? ['Description'] : []),
      'Expiration',
      ...(at >= LABKEY_RELEASES.indexOf('24.10') ? ['LastUsed'] : []),
      ...(version === '26.7' ? ['Role'] : []),
      'RowId',
    ];
    expect(Object.keys(rowsOf(all)[0] ?? {}).sort()).toEqual(expected.sort());
    const own = await lab.ask(LIST, { jar: await lab.signIn(ADA) });
    expect(own.status).toBe(at >= LABKEY_RELEASES.indexOf('24.2') ? 200 : 404);
    if (own.status === 200) expect(Object.keys(rowsOf(own)[0] ?? {})).not.toContain('CreatedBy');
  });

  it('a guest in /home gets no rows and 200, in the root 401; a user in the root 403', async () => {
    const { lab, jar } = await withKeys();
    const root = '/query-selectRows.api?schemaName=core&query.queryName=UserAPIKeys';
    expect((await lab.ask(LIST)).json).toMatchObject({ rows: [], rowCount: 0 });
    expect((await lab.ask(root)).status).toBe(401);
    expect((await lab.ask(root, { jar })).status).toBe(403);
    expect((await lab.ask(LIST.replace('/home', '/Shared'))).status).toBe(401);
    expect((await lab.ask(LIST.replace('/home', '/Shared'), { jar })).status).toBe(200);
  });

  it('a user without Read in /home is 403 there', async () => {
    const lab = await startLab({ users: [{ email: ADA, password: 'secret1', readsHome: false }] });
    const jar = await lab.signIn(ADA);
    expect((await lab.ask(LIST, { jar })).status).toBe(403);
    expect((await lab.ask(LIST.replace('/home', '/Shared'), { jar })).status).toBe(200);
  });

  it('what does not exist is 404 with class and stack; APIKeys does not exist for users', async () => {
    const { lab, jar } = await withKeys();
    for (const [query, text] of [
      ['schemaName=core&query.queryName=APIKeys', "The specified query 'APIKeys' does not exist in schema 'core'"],
      ['schemaName=nosuch&query.queryName=x', 'The specified schema does not exist'],
      ['schemaName=core', 'Query not specified'],
    ]) {
      const answer = await lab.ask(`${POST}?${query}`, { jar });
      expect([answer.status, answer.json.exception, answer.json.exceptionClass]).toEqual([
        404,
        text,
        'org.labkey.api.view.NotFoundException',
      ]);
    }
  });

  it.each([
    ['24.7.1', true],
    ['24.10', false],
  ] as const)('while impersonating %s answers 400 without a type; its body lacks the last brace: %s', async (version, cut) => {
    const lab = await startLab({ version, impersonating: true });
    const answer = await lab.ask(LIST, { key: lab.sandbox.addKey(ADA) });
    expect([answer.status, answer.header('content-type'), answer.body.endsWith('}')]).toEqual([400, undefined, !cut]);
    expect(JSON.parse(cut ? `${answer.body}}` : answer.body)).toMatchObject({
      exceptionClass: 'org.labkey.api.view.UnauthorizedException',
    });
  });

  it.each([
    ['9.1', 'core', { value: 1 }],
    ['13.2', ['core'], { value: 1 }],
    ['16.2', ['core'], { value: 1 }],
    ['17.1', ['core'], { value: 1 }],
  ])('format %s, by parameter or header', async (version, schemaName, rowId) => {
    const { lab, jar } = await withKeys();
    const byParameter = await lab.ask(`${LIST}&apiVersion=${version}`, { jar });
    const byHeader = await lab.ask(LIST, { jar, headers: { 'LABKEY-apiVersion': version } });
    expect(byHeader.json).toEqual(byParameter.json);
    expect(byParameter.json.schemaName).toEqual(schemaName);
    const [row] = rowsOf(byParameter);
    const cells = version === '9.1' ? row : row?.data;
    expect(cells).toMatchObject({ RowId: rowId, Expiration: { value: null } });
    const formatted = { formattedValue: '2026-11-21 04:00', value: '2026-11-21 04:00:01.000' };
    expect(cells).toHaveProperty('Created', version === '17.1' ? formatted : { value: '2026-11-21 04:00:01.000' });
  });

  it('maxRows 0 brings the metadata even if it was not asked for', async () => {
    const { lab, jar } = await withKeys();
    const answer = await lab.ask(`${LIST}&query.maxRows=0`, { jar });
    expect(answer.json).toMatchObject({ rows: [], rowCount: 3, metaData: { id: 'RowId', root: 'rows' } });
  });

  it('executeSql names columns that exist or is 500', async () => {
    const { lab, jar } = await withKeys({ version: '24.7.1' });
    const ask = (sql: string) => lab.ask('/home/query-executeSql.api', { json: { schemaName: 'core', sql, includeMetadata: false }, jar });
    expect(rowsOf(await ask('SELECT RowId FROM UserAPIKeys ORDER BY RowId DESC'))).toEqual([{ RowId: 3 }, { RowId: 2 }, { RowId: 1 }]);
    expect((await ask('SELECT RowId, Description FROM UserAPIKeys')).status).toBe(500);
  });

  it('core.Users joins ids to addresses for administrators only', async () => {
    const { lab, jar } = await withKeys();
    const users = '/home/query-selectRows.api?schemaName=core&query.queryName=Users&includeMetadata=false&query.columns=UserId,Email';
    expect(rowsOf(await lab.ask(users, { jar: await lab.signIn(ADMIN) }))).toContainEqual({ UserId: 1004, Email: ADA });
    expect(rowsOf(await lab.ask(users, { jar }))).toContainEqual({ UserId: 1004, Email: null });
    expect(rowsOf(await lab.ask(users))).toEqual([]);
  });

  it('getContainers names what the user may read', async () => {
    const { lab, jar } = await withKeys();
    const names = async (ask = {}): Promise<unknown> => {
      const { children } = (await lab.ask('/project-getContainers.api', ask)).json;
      return Array.isArray(children) ? children.map((c: { path: string }) => c.path) : children;
    };
    expect(await names()).toEqual(['/home']);
    expect(await names({ jar })).toEqual(['/home', '/Shared']);
  });
});

describe('times', () => {
  it('are those of the server\u2019s zone, with its summer time', () => {
    expect(serverTime(Date.UTC(2026, 6, 1, 12), 'America/Los_Angeles')).toBe('2026-07-01 05:00:00.000');
    expect(serverTime(Date.UTC(2026, 11, 1, 12, 0, 0, 7), 'America/Los_Angeles')).toBe('2026-12-01 04:00:00.007');
    expect(serverTime(Date.UTC(2026, 11, 31, 23, 30), 'Asia/Kolkata')).toBe('2027-01-01 05:00:00.000');
    expect(serverTime(Date.UTC(2026, 0, 1), 'UTC')).toBe('2026-01-01 00:00:00.000');
  });

  it('in autumn an hour is told twice', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(serverTime(first, 'Europe/Berlin')).toBe('2026-10-25 02:30:00.000');
    expect(serverTime(first + 3_600_000, 'Europe/Berlin')).toBe('2026-10-25 02:30:00.000');
  });

  it('the zone of the listing follows the option', async () => {
    const lab = await startLab({ timezone: 'Europe/Berlin' });
    lab.sandbox.addKey(ADA);
    expect(rowsOf(await lab.ask(LIST, { jar: await lab.signIn(ADA) }))).toMatchObject([
      { Created: '2026-11-21 13:00:00.000', LastUsed: null },
    ]);
  });
});

describe('the demo', () => {
  it('holds keys of several users: ending soon, expired, never ending, used and unused', async () => {
    const lab = await startLab({ seed: 'demo' });
    const rows = rowsOf(await lab.ask(LIST, { jar: await lab.signIn(ADA) }));
    expect(rows).toHaveLength(6);
    expect(rows.some((r) => r.Expiration === null && r.LastUsed !== null)).toBe(true);
    expect(rows.some((r) => r.LastUsed === null && r.Description === null)).toBe(true);
    expect(rows.filter((r) => String(r.Expiration) < '2026-11-21 04:00')).toHaveLength(1);
    expect(new Set(lab.sandbox.state.keys.map((k) => k.userId)).size).toBe(3);
  });
});
