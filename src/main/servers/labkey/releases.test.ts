import { describe, expect, it } from 'vitest';
import { LABKEY_RELEASES } from '../../../sandbox/labkey';
import { byKey, must, mustFail } from '../common/testing';
import { labkey } from './index';
import { compareReleases, has, hasDomainBug } from './releases';
import { signedIn } from './sandbox-tools';
import { make, WRONG_KEY } from './test-tools';

const ADA = 'ada@lab.test';
const row = (id: number) => ({ marks: [{ kind: 'serverId', value: String(id) } as const], secret: null });
const from = (release: string) => LABKEY_RELEASES.filter((r) => (compareReleases(r, release) ?? -1) >= 0);
const upTo = (release: string) => LABKEY_RELEASES.filter((r) => (compareReleases(r, release) ?? 1) <= 0);

it.each([
  ['24.11-SNAPSHOT', '24.11', 0],
  ['24.7', '24.7.0', 0],
  ['24.7.1', '24.7', 1],
  ['24.10', '24.9.3', 1],
  ['23.11', '24.1', -1],
  ['nginx', '24.1', null],
])('%s compared with %s', (a, b, order) => {
  const compared = compareReleases(a, b);
  expect(compared === null ? null : Math.sign(compared)).toBe(order);
});

it('what is not known of a release is called unknown', () => {
  expect([has(null, 'bearer'), has('26.5', 'bearer'), has('26.4', 'bearer')]).toEqual(['unknown', 'yes', 'no']);
  expect(['23.9', '23.10', '24.1.2', '24.2', null].map((v) => hasDomainBug(v))).toEqual([false, true, true, false, false]);
});

describe('what each release brought', () => {
  it.each(LABKEY_RELEASES)('since 18.1 keys are made, and work, on %s', async (version) => {
    const { ctx, profile, ada } = await signedIn({ version });
    const { secret } = must(await make(ctx, profile, ada.credential, { description: 'x' }));
    expect(labkey.recognise(secret)).toMatchObject({ secret, problem: null });
    expect(must(await labkey.check(ctx, profile, secret)).outcome).toMatchObject({ kind: 'live', principal: { label: ADA } });
  });

  it('since 18.2 no key is made while impersonating', async () => {
    const { ctx, profile, ada } = await signedIn({ version: '22.11', impersonating: true });
    expect(mustFail(await labkey.create(ctx, profile, ada.credential, {}))).toMatchObject({
      code: 'labkey.impersonating',
      ambiguous: false,
    });
  });

  it('up to 22.11 keys have the prefix apikey|, and the token of the double submit 32 digits', async () => {
    const { ctx, profile, ada } = await signedIn({ version: '22.11' });
    const { secret } = must(await make(ctx, profile, ada.credential, {}));
    expect(labkey.recognise(secret).kindId).toBe('legacyKey');
    expect(must(await labkey.check(ctx, profile, secret)).outcome.kind).toBe('live');
  });

  it.each(from('23.3'))('since 23.3 keys are 64 hex digits without a prefix: %s', async (version) => {
    const { ctx, profile, ada } = await signedIn({ version });
    expect(labkey.recognise(must(await make(ctx, profile, ada.credential, {})).secret).kindId).toBe('apiKey');
  });

  it('a key of before 23.3 goes on working after the update, with its prefix only', async () => {
    const { sandbox, ctx, profile } = await signedIn({ version: '24.11' });
    const legacy = sandbox.addKey(ADA, { secret: `apikey|${'07b302aa'.repeat(4)}` });
    expect(must(await labkey.check(ctx, profile, labkey.recognise(` ${legacy} `).secret)).outcome.kind).toBe('live');
    expect(must(await labkey.check(ctx, profile, legacy.slice(7))).outcome.kind).toBe('refused');
  });

  it('since 23.10 keys need no second factor; before, they make a guest', async () => {
    const users = [
      { email: ADA, password: 'secret1' },
      { email: 'two@lab.test', password: 'x', twoFactor: true },
    ];
    for (const [version, kind] of [
      ['23.3', 'inconclusive'],
      ['23.11', 'live'],
    ] as const) {
      const { sandbox, ctx, profile } = await signedIn({ version, users });
      expect(must(await labkey.check(ctx, profile, sandbox.addKey('two@lab.test'))).outcome.kind, version).toBe(kind);
    }
  });

  it('23.10 to 24.1 refuse good keys on a site without default domain: never called revoked, and said', async () => {
    for (const [version, kind] of [
      ['23.11', 'inconclusive'],
      ['24.1', 'inconclusive'],
      ['24.2', 'live'],
    ] as const) {
      const { sandbox, ctx, profile } = await signedIn({ version, defaultDomain: '' });
      const { outcome } = must(await labkey.check(ctx, profile, sandbox.addKey(ADA)));
      expect(outcome.kind, version).toBe(kind);
      if (outcome.kind === 'inconclusive') expect(outcome).toEqual({ kind, why: expect.stringContaining('default domain') });
    }
  });

  it.each(upTo('24.1'))(
    'before 24.2 users can neither list nor revoke, and are told; making, keeping and checking go on: %s',
    async (version) => {
      const { ctx, profile, ada } = await signedIn({ version });
      const made = must(await make(ctx, profile, ada.credential, {}));
      expect(made.listed).toMatchObject({ marks: [{ kind: 'hash' }], expiry: { kind: 'notTold' } });
      const listing = must(await labkey.list(ctx, profile, ada.credential));
      expect(listing).toMatchObject({ keys: [], complete: { yes: false, why: expect.stringContaining('24.2') } });
      expect(profile.server?.meaning).toContain('older than 24.2');
      expect(labkey.cannotRevoke?.(profile, made.listed.marks)).toContain('24.2');
      expect(labkey.cannotRevoke?.(profile, row(1).marks)).toBeNull();
      for (const target of [row(1), { marks: made.listed.marks, secret: made.secret }])
        expect(mustFail(await labkey.revoke(ctx, profile, ada.credential, target))).toMatchObject({
          code: 'labkey.cannotRevoke',
          next: { do: 'openBrowser', url: expect.stringContaining('APIKeys') },
        });
      expect(must(await labkey.check(ctx, profile, made.secret)).outcome.kind).toBe('live');
    },
  );

  it.each(from('24.2'))('since 24.2 users list and revoke their own keys: %s', async (version) => {
    const { ctx, profile, ada } = await signedIn({ version });
    const made = must(await make(ctx, profile, ada.credential, {}));
    expect(must(await labkey.list(ctx, profile, ada.credential))).toMatchObject({ complete: { yes: true }, keys: [{ owner: null }] });
    expect(must(await labkey.revoke(ctx, profile, ada.credential, { marks: made.listed.marks, secret: null }))).toMatchObject({
      already: false,
      died: made.listed.marks[0]?.value,
    });
    expect(profile.server?.details.allowApiKeys).toBe('yes');
  });

  it('since 24.3 servers live at the root by default, and an old prefix is a way there', async () => {
    const { profile, sandbox } = await signedIn({ version: '24.3', legacyContextPath: '/labkey' });
    expect(profile.address).toBe(sandbox.url);
  });

  it('before 24.7.0 the zone is not told: times stay the server’s own', async () => {
    for (const version of ['24.3', '24.7.0'] as const) {
      const { sandbox, ctx, profile, ada } = await signedIn({ version, timezone: 'UTC' });
      const end = Date.UTC(2027, 0, 2, 3, 4, 5);
      sandbox.addKey(ADA, { expiration: end });
      const [key] = must(await labkey.list(ctx, profile, ada.credential)).keys;
      expect(key?.expiry).toEqual(version === '24.3' ? { kind: 'serverLocal', text: '2027-01-02 03:04:05' } : { kind: 'at', at: end });
      expect(key?.createdAt === null).toBe(version === '24.3');
    }
  });

  it.each(LABKEY_RELEASES)('since 24.7.1 a bad key is 401, before it is a guest: %s', async (version) => {
    const { ctx, profile } = await signedIn({ version });
    const { outcome } = must(await labkey.check(ctx, profile, WRONG_KEY));
    expect(outcome.kind).toBe(has(version, 'refusesBadKeys') === 'yes' ? 'refused' : 'inconclusive');
    const listed = mustFail(await labkey.list(ctx, profile, byKey(WRONG_KEY)));
    expect(listed.code).toBe(has(version, 'refusesBadKeys') === 'yes' ? 'labkey.badKey' : 'labkey.keyNotSeen');
  });

  it.each(from('24.2'))('since 24.10 there are descriptions and "last used": %s', async (version) => {
    const { ctx, profile, ada } = await signedIn({ version });
    const { listed } = must(await make(ctx, profile, ada.credential, { description: 'laptop' }));
    const knows = has(version, 'describes') === 'yes';
    expect(listed).toMatchObject({ name: knows ? 'laptop' : null, lastUsed: knows ? null : 'notTold' });
    expect(listed.warnings.join(' ').includes('keeps no descriptions')).toBe(!knows);
  });

  it('since 24.11 the Server header can be off: the page tells the release', async () => {
    expect((await signedIn({ version: '24.11', serverHeader: false })).profile.server?.version).toBe('24.11');
  });

  it('since 25.7 a bad key has a wording of its own, whatever it is', async () => {
    const { ctx, profile } = await signedIn({ version: '25.7', invalidKeyText: 'Some sentence that nobody has seen yet.' });
    expect(must(await labkey.check(ctx, profile, WRONG_KEY)).outcome).toEqual({ kind: 'refused' });
  });

  it('Tessera itself never uses Bearer, which servers know since 26.5', async () => {
    const { sandbox, ctx, profile } = await signedIn({ version: '26.5' });
    must(await labkey.list(ctx, profile, byKey(sandbox.addKey(ADA))));
    expect(ctx.sent.some((r) => r.headers.Authorization?.startsWith('Bearer'))).toBe(false);
    expect(sandbox.requests.some((r) => r.credential === 'basicKey')).toBe(true);
  });

  it.each(['Role', 'RoleName', null])('since 26.7 keys can be restricted to a role; its column may be %s', async (roleColumn) => {
    const { sandbox, ctx, profile, ada } = await signedIn({ version: '26.7', roleColumn });
    sandbox.addKey(ADA, { description: 'reads only', role: 'org.labkey.api.security.roles.ReaderRole' });
    const [key] = must(await labkey.list(ctx, profile, ada.credential)).keys;
    expect(key).toMatchObject(
      roleColumn === null ? { scopes: null, fullAccess: true } : { scopes: ['Reader'], fullAccess: false, warnings: [] },
    );
  });

  it('a restricted key that may not list says that it is restricted, and the browser may do more', async () => {
    const { sandbox, ctx, profile } = await signedIn({ version: '26.7', restrictedKeys: 'refuse' });
    const key = sandbox.addKey(ADA, { role: 'Reader' });
    const problems = [mustFail(await labkey.list(ctx, profile, byKey(key))), mustFail(await labkey.create(ctx, profile, byKey(key), {}))];
    for (const problem of problems)
      expect(problem).toMatchObject({ message: expect.stringContaining('restricted to a role'), next: { do: 'openBrowser' } });
    expect(must(await labkey.check(ctx, profile, key)).outcome.kind).toBe('live');
  });

  it('24.1 and older let administrators list and revoke, their own keys, too', async () => {
    const { sandbox, ctx, profile } = await signedIn({ version: '24.1' });
    const key = byKey(sandbox.addKey('admin@lab.test'));
    sandbox.addKey(ADA);
    expect(must(await labkey.list(ctx, profile, key))).toMatchObject({
      keys: [{ owner: null }],
      complete: { yes: true },
      administers: true,
    });
    const made = must(await make(ctx, profile, key, {}));
    expect(made.listed.marks).toHaveLength(2);
    expect(must(await labkey.revoke(ctx, profile, key, { marks: made.listed.marks, secret: null })).died).toBe(made.listed.marks[0]?.value);
    expect(must(await labkey.list(ctx, { ...profile, everyone: true }, key)).keys).toHaveLength(2);
  });
});
