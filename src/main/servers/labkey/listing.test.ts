import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../domain/result';
import { nodeHttp } from '../../http/node';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail } from '../common/testing';
import { labkey } from './index';
import { listedKey, readRow } from './rows';
import { signedIn, start } from './sandbox-tools';
import { login, probed, WRONG_KEY } from './test-tools';

const row = (id: number | string) => ({ marks: [{ kind: 'serverId', value: String(id) } as const], secret: null });
const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
const HOUR = 3_600_000;

describe('listing one’s own keys', () => {
  it('names, times in the server’s zone, ends and last uses as the server means them', async () => {
    const now = Date.UTC(2026, 6, 1, 12);
    const { sandbox, ctx, profile, ada } = await signedIn({ now: () => now, timezone: 'Asia/Kathmandu' });
    sandbox.addKey('ada@lab.test', { description: 'laptop', created: now - 48 * HOUR, expiration: now + HOUR, lastUsed: now - HOUR });
    sandbox.addKey('ada@lab.test', { description: null, created: now, expiration: null });
    sandbox.addKey('admin@lab.test', { description: 'not mine' });
    const listing = must(await labkey.list(ctx, profile, ada.credential));
    expect(listing).toMatchObject({ complete: { yes: true }, administers: false, principal: { id: '1004', label: 'ada@lab.test' } });
    expect(listing.keys).toHaveLength(2);
    expect(listing.keys.find((k) => k.name === 'laptop')).toMatchObject({
      expiry: { kind: 'at', at: now + HOUR },
      createdAt: now - 48 * HOUR,
      lastUsed: now - HOUR,
      owner: null,
      fullAccess: true,
    });
    expect(listing.keys.find((k) => k.name === null)).toMatchObject({ expiry: { kind: 'never' }, lastUsed: null });
  });

  it('asks by GET, in a folder, with its own showRows: a JSON POST would ignore sort and filters', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    must(await labkey.list(ctx, profile, ada.credential));
    const asked = sandbox.requests.filter((r) => r.path.includes('selectRows'));
    expect(asked).toMatchObject([
      { method: 'GET', path: '/home/query-selectRows.api', query: { 'query.showRows': 'all', 'query.columns': '*' } },
    ]);
  });

  it('without Read in /home it goes on to /Shared, then to whatever folder the account reads', async () => {
    const users = [{ email: 'ada@lab.test', password: 'secret1', readsHome: false }];
    const shared = await signedIn({ users });
    shared.sandbox.addKey('ada@lab.test', { description: 'x' });
    expect(must(await labkey.list(shared.ctx, shared.profile, shared.ada.credential)).keys).toHaveLength(1);
    const deep = await signedIn({
      users,
      containers: [
        { path: '/home', read: 'nobody' },
        { path: '/Shared', read: 'nobody' },
        { path: '/Assay Data', read: 'nobody', readers: ['ada@lab.test'] },
      ],
    });
    deep.sandbox.addKey('ada@lab.test', { description: 'y' });
    expect(must(await labkey.list(deep.ctx, deep.profile, deep.ada.credential)).keys).toHaveLength(1);
    expect(must(await labkey.revoke(deep.ctx, deep.profile, deep.ada.credential, row(1)))).toMatchObject({ already: false });
  });

  it('with Read nowhere it says so and claims nothing', async () => {
    const { ctx, profile, ada } = await signedIn({ containers: [{ path: '/home', read: 'nobody' }] });
    expect(mustFail(await labkey.list(ctx, profile, ada.credential)).code).toBe('labkey.forbidden');
  });

  it('a guest is told "no rows" in /home, which is never taken for "no keys"', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    // The session ends between the confirmation and the listing.
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      if (request.url.includes('ensureLogin')) sandbox.state.sessions.clear();
      return result;
    };
    expect(mustFail(await labkey.list(context({ http }), profile, ada.credential)).code).toBe('labkey.guest');
    const wrong = mustFail(await labkey.list(ctx, profile, byKey(WRONG_KEY)));
    expect(wrong).toMatchObject({ code: 'labkey.badKey', next: { do: 'signIn' } });
  });

  it('while impersonating it says so instead of "no keys", even where the body is no JSON', async () => {
    for (const version of ['24.3', '24.11'] as const) {
      const { sandbox, ctx, profile, ada } = await signedIn({ version });
      sandbox.setOption('impersonating', true);
      expect(mustFail(await labkey.list(ctx, profile, ada.credential)).code).toBe('labkey.impersonating');
    }
  });

  it('is incomplete where a row cannot be read', async () => {
    const { sandbox, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok ? ok({ ...result.value, body: result.value.body.replace(/"RowId"\s*:\s*\d+/, '"RowId":"?"') }) : result;
    };
    expect(must(await labkey.list(context({ http }), profile, ada.credential))).toMatchObject({ keys: [], complete: { yes: false } });
  });

  it('is incomplete where the server counted more rows than it sent', async () => {
    const { sandbox, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      return result.ok ? ok({ ...result.value, body: result.value.body.replace(/"rowCount"\s*:\s*1/, '"rowCount":100001') }) : result;
    };
    expect(must(await labkey.list(context({ http }), profile, ada.credential))).toMatchObject({
      keys: [{}],
      complete: { yes: false, why: expect.stringContaining('100000 more rows') },
    });
  });

  it('100,000 rows with full descriptions are read', async () => {
    const { profile, ada } = await signedIn();
    const row = { CreatedBy: 1004, Created: '2026-11-21 04:55:23.379', Expiration: null, LastUsed: null, Description: '漢'.repeat(256) };
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ RowId: i + 1, ...row }));
    let most = 0;
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      if (!result.ok || !request.url.includes('selectRows')) return result;
      const body = JSON.stringify({ rows, rowCount: rows.length });
      most = request.maxBytes ?? 0;
      return Buffer.byteLength(body) > most ? err({ kind: 'tooLarge', sent: true, detail: '' }) : ok({ ...result.value, body });
    };
    const listing = must(await labkey.list(context({ http }), profile, ada.credential));
    expect([listing.keys.length, listing.complete]).toEqual([100_000, { yes: true }]);
    expect(most).toBeGreaterThan(100_000 * 1_000);
  });

  it('an end that the server does not tell is not “never”', () => {
    const told = (cells: object) => listedKey(readRow({ RowId: 7, ...cells }) ?? fail(), 'UTC', { id: '1', label: 'a' }).expiry.kind;
    const fail = () => {
      throw new Error('no row');
    };
    expect([told({}), told({ Expiration: 5 }), told({ Expiration: null }), told({ Expiration: '2027-01-02 03:04:05.000' })]).toEqual([
      'notTold',
      'notTold',
      'never',
      'at',
    ]);
  });

  it.each(['htmlOk', 'badGateway', 'proxyLogin', 'reset'] as const)('after %s it is a problem and no list', async (kind) => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    sandbox.fault({ fault: { kind }, path: 'selectRows' });
    expect((await labkey.list(ctx, profile, ada.credential)).ok).toBe(false);
  });

  it('reads cells of all shapes, and names in any letter case', () => {
    const bare = {
      id: '7',
      created: '2024-10-24 13:13:01.123',
      expiration: null,
      description: 'x',
      lastUsed: null,
      owner: { id: '1005', label: 'user 1005' },
    };
    const cells = { RowId: 7, CreatedBy: 1005, Created: '2024-10-24 13:13:01.123', Expiration: null, LastUsed: null, Description: 'x' };
    const objects = Object.fromEntries(Object.entries(cells).map(([n, value]) => [n, { value }]));
    const lower = Object.fromEntries(Object.entries(cells).map(([n, value]) => [n.toLowerCase(), value]));
    for (const shape of [cells, objects, { data: objects }, lower]) expect(readRow(shape)).toMatchObject(bare);
    expect(readRow({ RowId: 0 })).toBeNull();
    expect(readRow({ RowId: '12a' })).toBeNull();
  });
});

describe('revoking', () => {
  it('trusts rows and not rowsAffected, and tells which key died by its hash', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const key = sandbox.addKey('ada@lab.test');
    expect(must(await labkey.revoke(ctx, profile, ada.credential, row(1)))).toEqual({ already: false, died: hash(key) });
    expect(must(await labkey.revoke(ctx, profile, ada.credential, row(1)))).toEqual({ already: true });
    expect(must(await labkey.check(ctx, profile, key)).outcome).toEqual({ kind: 'refused' });
  });

  it('reads the hash in any letter case of its column', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn({ lowerCaseRows: false });
    const key = sandbox.addKey('ada@lab.test');
    expect(must(await labkey.revoke(ctx, profile, ada.credential, row(1))).died).toBe(hash(key));
  });

  it('a key can end itself, and works while creation is switched off', async () => {
    const { sandbox, ctx, profile } = await signedIn({ allowApiKeys: false });
    const key = sandbox.addKey('ada@lab.test');
    expect(must(await labkey.revoke(ctx, profile, byKey(key), row(1)))).toEqual({ already: false, died: hash(key) });
    expect(must(await labkey.check(ctx, profile, key)).outcome.kind).toBe('refused');
  });

  it('somebody else’s row is refused, and so is a key whose row is not known', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.addKey('admin@lab.test');
    expect(mustFail(await labkey.revoke(ctx, profile, ada.credential, row(1))).code).toBe('labkey.foreignRow');
    const sent = ctx.sent.length;
    for (const marks of [[], [{ kind: 'serverId', value: '1; drop' } as const], [{ kind: 'name', value: 'x' } as const]]) {
      const problem = mustFail(await labkey.revoke(ctx, profile, ada.credential, { marks, secret: WRONG_KEY }));
      expect(problem.message).toContain('link it');
    }
    expect(ctx.sent).toHaveLength(sent);
    expect(sandbox.state.keys).toHaveLength(1);
  });

  it('a guest’s "nothing deleted" is not "already gone"', async () => {
    const { sandbox, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    const http: Http = async (request) => {
      const result = await nodeHttp(request);
      if (!result.ok || !request.url.includes('deleteRows')) return result;
      sandbox.state.sessions.clear();
      return ok({ ...result.value, status: 200, body: JSON.stringify({ rowsAffected: 1, rows: [] }) });
    };
    expect(mustFail(await labkey.revoke(context({ http }), profile, ada.credential, row(1))).code).toBe('labkey.guest');
  });

  it('an answer that does not come leaves it open: refresh', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    sandbox.fault({ fault: { kind: 'dropAfterCommit' }, path: 'deleteRows' });
    expect(mustFail(await labkey.revoke(ctx, profile, ada.credential, row(1)))).toMatchObject({ next: { do: 'refresh' }, ambiguous: true });
  });

  it('nor does an answer that says nothing of it; a refusal does', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.addKey('ada@lab.test');
    const revoke = async () => mustFail(await labkey.revoke(ctx, profile, ada.credential, row(1)));
    for (const fault of [{ kind: 'badGateway' }, { kind: 'htmlOk' }, { kind: 'serverError' }, { kind: 'reset' }] as const) {
      sandbox.fault({ fault, path: 'deleteRows' });
      expect(await revoke(), fault.kind).toMatchObject({ ambiguous: true });
    }
    for (const fault of [{ kind: 'proxyLogin' }, { kind: 'tooMany', retryAfter: 1 }] as const) {
      sandbox.fault({ fault, path: 'deleteRows' });
      expect(await revoke(), fault.kind).not.toHaveProperty('ambiguous');
    }
    sandbox.fault({ fault: { kind: 'reset' }, path: 'ensureLogin' });
    expect(await revoke()).not.toHaveProperty('ambiguous');
    expect(sandbox.state.keys).toHaveLength(1);
  });
});

describe('administrators', () => {
  const everyone = async (options: Parameters<typeof start>[0] = {}) => {
    const sandbox = await start(options);
    const ctx = context();
    const profile = await probed(ctx, sandbox.url);
    return { sandbox, ctx, profile, admin: await login(ctx, profile, 'admin@lab.test', 'secret2') };
  };

  it('see their own keys by default, and are told that they may see all', async () => {
    const { sandbox, ctx, profile, admin } = await everyone();
    sandbox.addKey('ada@lab.test');
    sandbox.addKey('admin@lab.test');
    expect(must(await labkey.list(ctx, profile, admin.credential))).toMatchObject({ administers: true, keys: [{ owner: null }] });
  });

  it('see the keys of all users with their owners, and revoke them', async () => {
    const { sandbox, ctx, profile, admin } = await everyone();
    const key = sandbox.addKey('ada@lab.test', { description: 'hers' });
    sandbox.addKey('admin@lab.test', { description: 'own' });
    const all = { ...profile, everyone: true };
    const listing = must(await labkey.list(ctx, all, admin.credential));
    expect(listing.keys.map((k) => [k.name, k.owner]).sort()).toEqual([
      ['hers', { id: '1004', label: 'ada@lab.test' }],
      ['own', null],
    ]);
    expect(must(await labkey.revoke(ctx, all, admin.credential, row(1)))).toEqual({ already: false, died: hash(key) });
    // Without the wish to see all, a foreign row is never reached for.
    sandbox.addKey('ada@lab.test');
    expect(mustFail(await labkey.revoke(ctx, profile, admin.credential, row(3))).code).toBe('labkey.foreignRow');
  });

  it('ordinary users never get there, whatever they wish; the listing then says that it is not all', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    sandbox.addKey('admin@lab.test');
    const listing = must(await labkey.list(ctx, { ...profile, everyone: true }, ada.credential));
    expect(listing).toMatchObject({ administers: false, keys: [], complete: { yes: false } });
    expect(mustFail(await labkey.revoke(ctx, { ...profile, everyone: true }, ada.credential, row(1))).code).toBe('labkey.foreignRow');
  });

  it('an administrator by key sees all, too', async () => {
    const { sandbox, ctx, profile } = await everyone();
    const key = sandbox.addKey('admin@lab.test');
    sandbox.addKey('ada@lab.test');
    expect(must(await labkey.list(ctx, { ...profile, everyone: true }, byKey(key))).keys).toHaveLength(2);
  });
});

it('no answer of the server’s reaches a problem, not even its stack trace', async () => {
  const { sandbox, ctx, profile } = await signedIn();
  const key = sandbox.addKey('ada@lab.test');
  for (const path of ['ensureLogin', 'selectRows', 'deleteRows'])
    for (const status of [400, 401, 403, 404, 500]) {
      sandbox.fault({ fault: { kind: 'echoSecret', status }, path });
      const results = [await labkey.list(ctx, profile, byKey(key)), await labkey.revoke(ctx, profile, byKey(key), row(99))];
      expect(JSON.stringify(results.filter((r) => !r.ok)), `${path} ${status}`).not.toMatch(/[0-9a-f]{64}|org\.labkey/);
      sandbox.clearFaults();
      sandbox.clearLimiter();
    }
});
