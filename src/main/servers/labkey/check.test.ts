import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../domain/fact';
import type { CheckOutcome } from '../../../domain/key';
import { ok } from '../../../domain/result';
import type { Http } from '../../http/port';
import { byKey, context, must, mustFail } from '../common/testing';
import { LOOKED_LIKE_GUEST } from './check';
import { labkey } from './index';
import { signedIn, start } from './sandbox-tools';
import { probed, WRONG_KEY } from './test-tools';
import { quiet } from './turns';

const fact = (value: CheckOutcome, asOf: number): Fact<CheckOutcome> => ({ value, source: 'ownCheck', asOf });
const ADA = 'ada@lab.test';

describe('showing a key', () => {
  it('sends it once, with an empty jar, as Basic, with patience, and never in an address', async () => {
    const { sandbox, ctx, profile } = await signedIn({ version: '24.7.1' });
    const key = sandbox.addKey(ADA);
    const from = ctx.sent.length;
    expect(must(await labkey.check(ctx, profile, key)).outcome).toEqual({ kind: 'live', principal: { id: '1004', label: ADA } });
    const [first] = ctx.sent.slice(from);
    expect(first?.url).toBe(`${profile.address}/security-ensureLogin.api`);
    expect(first?.headers.Cookie).toBeUndefined();
    expect(first?.headers.Authorization).toMatch(/^Basic /);
    expect(first?.timeoutMs).toBeGreaterThanOrEqual(20_000);
    expect(ctx.sent.every((r) => !r.url.includes(key) && r.headers['User-Agent']?.startsWith('Tessera/'))).toBe(true);
  });

  it.each([
    ['a wrong key', async () => WRONG_KEY],
    ['an old prefix before a good key', async (add: () => string) => `apikey|${add()}`],
    ['a good key in capitals', async (add: () => string) => add().toUpperCase()],
  ] as const)('%s is refused from 24.7.1 on', async (_name, secretOf) => {
    const { sandbox, ctx, profile } = await signedIn({ version: '24.7.1' });
    const secret = await secretOf(() => sandbox.addKey(ADA));
    expect(must(await labkey.check(ctx, profile, secret)).outcome).toEqual({ kind: 'refused' });
  });

  it('an expired key is refused while its row is still listed', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { sandbox, ctx, profile, ada } = await signedIn({ now: () => now });
    const key = sandbox.addKey(ADA, { expiration: now + 1_000 });
    now += 2_000;
    expect(must(await labkey.check(ctx, profile, key)).outcome).toEqual({ kind: 'refused' });
    expect(must(await labkey.list(ctx, profile, ada.credential)).keys).toHaveLength(1);
  });

  it('lock-outs, maintenance, proxies and failures prove nothing', async () => {
    const { sandbox, ctx, profile } = await signedIn();
    const key = sandbox.addKey(ADA);
    const outcome = async () => must(await labkey.check(ctx, profile, key)).outcome;
    for (const kind of ['badGateway', 'htmlOk', 'proxyLogin', 'reset', 'serverError'] as const) {
      sandbox.fault({ fault: { kind }, path: 'ensureLogin' });
      expect((await outcome()).kind, kind).toBe('inconclusive');
    }
    sandbox.setOption('adminOnlyMode', true);
    expect(await outcome()).toMatchObject({ kind: 'inconclusive', why: expect.stringContaining('administrators in only') });
    sandbox.setOption('adminOnlyMode', false);
    sandbox.setOption('starting', true);
    expect(await outcome()).toMatchObject({ kind: 'inconclusive', why: expect.stringContaining('still starting') });
    sandbox.setOption('starting', false);
    sandbox.setUser(ADA, { active: false });
    expect(await outcome()).toMatchObject({ kind: 'inconclusive', why: expect.stringContaining('deactivated') });
    sandbox.setUser(ADA, { active: true });
    sandbox.clearLimiter();
    expect((await outcome()).kind).toBe('live');
  });

  it('a site with LDAP may make a guest of a wrong key: a second look decides there, too', async () => {
    const { ctx, profile } = await signedIn({ ldapDowngrade: true });
    expect(must(await labkey.check(ctx, profile, WRONG_KEY)).outcome).toMatchObject({ kind: 'inconclusive', why: LOOKED_LIKE_GUEST });
  });

  it('a session key is live and has no row, and its browser session is not ended', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn();
    const key = sandbox.addSessionKey(ADA);
    for (let i = 0; i < 2; i += 1) {
      const checked = must(await labkey.check(ctx, profile, key, { manager: ada.credential, before: null }));
      expect(checked).toMatchObject({ outcome: { kind: 'live' }, listed: null });
      await quiet(profile.address);
    }
  });
});

describe('one wrong key delays and pauses good ones', () => {
  it('keys of one server are shown one after the other, whoever asks', async () => {
    let open = 0;
    let most = 0;
    const http: Http = async (request) => {
      if (!request.url.includes('ensureLogin')) return ok({ status: 404, headers: [], body: '', at: 0 });
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return ok({ status: 200, headers: [], body: '{"currentUser":{"id":7,"email":"a@b"}}', at: 0 });
    };
    const { profile } = await signedIn();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, i) => labkey.check(context({ http }), { ...profile, id: `p${i}` }, WRONG_KEY)),
    );
    expect(outcomes.every((o) => o.ok && o.value.outcome.kind === 'live')).toBe(true);
    expect(most).toBe(1);
  });

  it('a pause is said, and says nothing about the key: look again after a minute', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { sandbox, ctx, profile } = await signedIn({ now: () => now, limiterScale: 1, sleep: async () => {} });
    const key = sandbox.addKey(ADA);
    for (let i = 0; i < 6; i += 1) expect(must(await labkey.check(ctx, profile, WRONG_KEY)).outcome.kind).toMatch(/refused|inconclusive/);
    const paused = must(await labkey.check(ctx, profile, key)).outcome;
    expect(paused).toMatchObject({ kind: 'inconclusive', why: expect.stringContaining('paused'), lookAgainMs: expect.any(Number) });
    now += paused.kind === 'inconclusive' ? (paused.lookAgainMs ?? 0) : 0;
    expect(must(await labkey.check(ctx, profile, key)).outcome.kind).toBe('live');
  });
});

describe('before 24.7.1 a bad key, and a good one while the server pauses, is a guest', () => {
  const T0 = Date.UTC(2026, 10, 21);
  const old = async (version: '24.3' | '24.7.0' = '24.7.0') => {
    const clock = { now: T0 };
    const set = await signedIn({ version, now: () => clock.now, limiterScale: 1, sleep: async () => {} });
    return { ...set, clock };
  };

  it('one look never says revoked; a second, a minute later, does', async () => {
    const { ctx, profile, clock } = await old();
    const first = must(await labkey.check(ctx, profile, WRONG_KEY)).outcome;
    expect(first).toMatchObject({ kind: 'inconclusive', why: LOOKED_LIKE_GUEST, lookAgainMs: expect.any(Number) });
    const before = fact(first, clock.now);
    clock.now += 59_000;
    expect(must(await labkey.check(ctx, profile, WRONG_KEY, { manager: null, before })).outcome.kind).toBe('inconclusive');
    clock.now += 61_000;
    expect(must(await labkey.check(ctx, profile, WRONG_KEY, { manager: null, before })).outcome).toEqual({ kind: 'refused' });
  });

  it('a failure of ours between the looks spoils the second', async () => {
    const { ctx, profile, clock } = await old();
    const before = fact(must(await labkey.check(ctx, profile, WRONG_KEY)).outcome, clock.now);
    clock.now += 50_000;
    await labkey.check(ctx, profile, `${WRONG_KEY.slice(1)}0`);
    clock.now += 20_000;
    expect(must(await labkey.check(ctx, profile, WRONG_KEY, { manager: null, before })).outcome.kind).toBe('inconclusive');
  });

  it('a good key while the server pauses is not called bad, and is live afterwards', async () => {
    const { sandbox, ctx, profile, clock } = await old();
    const key = sandbox.addKey(ADA);
    for (let i = 0; i < 7; i += 1) await labkey.check(ctx, profile, `${i}${WRONG_KEY.slice(1)}`);
    const first = must(await labkey.check(ctx, profile, key)).outcome;
    expect(first).toMatchObject({ kind: 'inconclusive', why: LOOKED_LIKE_GUEST });
    clock.now += 75_000;
    expect(must(await labkey.check(ctx, profile, key, { manager: null, before: fact(first, T0) })).outcome.kind).toBe('live');
  });

  it('a manager’s key that is a guest is tried again at first, and after a minute no more', async () => {
    const { ctx, profile, clock } = await old();
    const next = async () => mustFail(await labkey.list(ctx, profile, byKey(WRONG_KEY)));
    expect(await next()).toMatchObject({ code: 'labkey.keyNotSeen', next: { do: 'retry' } });
    clock.now += 30_000;
    expect(await next()).toMatchObject({ code: 'labkey.keyNotSeen', next: { do: 'retry' } });
    clock.now += 60_000;
    expect(await next()).toMatchObject({ code: 'labkey.badKey', next: { do: 'signIn' } });
  });

  it('an inconclusive look of another sort is no first look', async () => {
    const { ctx, profile, clock } = await old('24.3');
    clock.now += 120_000;
    const before = fact({ kind: 'inconclusive', why: 'The server did not answer in time.' }, T0);
    expect(must(await labkey.check(ctx, profile, WRONG_KEY, { manager: null, before })).outcome.kind).toBe('inconclusive');
  });
});

describe('which row a key is, found by its use', () => {
  const T0 = Date.UTC(2026, 10, 21, 12);
  const held = async () => {
    const clock = { now: T0 };
    const set = await signedIn({ now: () => clock.now });
    const key = set.sandbox.addKey(ADA, { description: 'the one', created: T0 - 1 });
    set.sandbox.addKey(ADA, { description: 'another', created: T0 - 1 });
    return { ...set, clock, key, known: { manager: set.ada.credential, before: null } };
  };
  const rowOf = (checked: { readonly listed: { readonly name: string | null } | null }) => checked.listed?.name ?? null;

  it('the one whose "last used" moved', async () => {
    const { sandbox, ctx, profile, key, known } = await held();
    sandbox.addKey(ADA, { description: 'used before', lastUsed: T0 - 60_000 });
    const checked = must(await labkey.check(ctx, profile, key, known));
    expect(checked).toMatchObject({ by: 'use', outcome: { kind: 'live' } });
    expect(checked.listed?.marks).toContainEqual({ kind: 'serverId', value: '1' });
    expect(rowOf(checked)).toBe('the one');
  });

  it('none moved within the ten minutes: not known, whatever was used lately', async () => {
    const { sandbox, ctx, profile, key, known, clock } = await held();
    must(await labkey.check(ctx, profile, key, known));
    clock.now += 5 * 60_000;
    expect(must(await labkey.check(ctx, profile, key, known)).listed).toBeNull();
    const other = sandbox.addKey(ADA, { description: 'busy' });
    must(await labkey.check(ctx, profile, other, known));
    const unsure = must(await labkey.check(ctx, profile, key, known));
    expect(unsure).toMatchObject({ outcome: { kind: 'live' }, listed: null });
    expect(unsure.by).toBeUndefined();
  });

  it('several moved: not known', async () => {
    const { sandbox, ctx, profile, key, known } = await held();
    const http: Http = async (request) => {
      const result = await ctx.http(request);
      const second = sandbox.state.keys[1];
      if (request.headers.Authorization !== undefined && second) second.lastUsed = T0 + 1;
      return result;
    };
    expect(must(await labkey.check(context({ http, now: () => T0 }), profile, key, known)).listed).toBeNull();
  });

  it('with no credential but the key itself, the only one used lately', async () => {
    const { sandbox, ctx, profile, key } = await held();
    expect(rowOf(must(await labkey.check(ctx, profile, key)))).toBe('the one');
    expect(rowOf(must(await labkey.check(ctx, profile, key, { manager: byKey(key), before: null })))).toBe('the one');
    sandbox.addKey(ADA, { description: 'used a while ago', lastUsed: T0 - 11 * 60_000 });
    expect(rowOf(must(await labkey.check(ctx, profile, key)))).toBe('the one');
    // It may be ours: used within the ten minutes before, ours would not have moved.
    sandbox.addKey(ADA, { description: 'used lately', lastUsed: T0 - 9 * 60_000 });
    expect(must(await labkey.check(ctx, profile, key)).listed).toBeNull();
    sandbox.addKey(ADA, { description: 'busy', lastUsed: T0 });
    expect(must(await labkey.check(ctx, profile, key)).listed).toBeNull();
  });

  it('none moved, and only another key was used lately: not that one', async () => {
    const { sandbox, ctx, profile, known } = await held();
    sandbox.addKey(ADA, { description: 'production', lastUsed: T0 - 60_000 });
    // A session key has no row; a server might also write "last used" later than it answers.
    const key = sandbox.addSessionKey(ADA);
    for (const by of [known, undefined])
      expect(must(await labkey.check(ctx, profile, key, by))).toMatchObject({ outcome: { kind: 'live' }, listed: null });
  });

  it('one moved, though ours was used a while ago and cannot have: somebody else used that one', async () => {
    const { sandbox, ctx, profile, key, known, clock } = await held();
    expect(rowOf(must(await labkey.check(ctx, profile, key, known)))).toBe('the one');
    clock.now += 5 * 60_000;
    const http: Http = async (request) => {
      const result = await ctx.http(request);
      const second = sandbox.state.keys[1];
      if (request.headers.Authorization !== undefined && second) second.lastUsed = clock.now;
      return result;
    };
    expect(must(await labkey.check(context({ http, now: () => clock.now }), profile, key, known)).listed).toBeNull();
  });

  it('a key of another account is never joined to this account’s rows', async () => {
    const { sandbox, ctx, profile, known } = await held();
    const foreign = sandbox.addKey('admin@lab.test');
    const checked = must(await labkey.check(ctx, profile, foreign, known));
    expect(checked.outcome).toMatchObject({ kind: 'live', principal: { label: 'admin@lab.test' } });
    expect(checked.listed?.marks ?? []).not.toContainEqual({ kind: 'serverId', value: '1' });
  });

  it('a server without "last used" joins nothing', async () => {
    const { sandbox, ctx, profile, ada } = await signedIn({ version: '24.7.1' });
    const key = sandbox.addKey(ADA);
    expect(must(await labkey.check(ctx, profile, key, { manager: ada.credential, before: null })).listed).toBeNull();
  });
});

it('the limiter hides nothing from a server with a version that nobody knows', async () => {
  const sandbox = await start({ version: '24.11', serverHeader: false });
  const ctx = context();
  const profile = await probed(ctx, sandbox.url);
  const blind = { ...profile, server: null };
  expect(must(await labkey.check(ctx, blind, WRONG_KEY)).outcome).toEqual({ kind: 'refused' });
});
