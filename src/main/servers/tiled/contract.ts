import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../domain/profile';
import { byKey, context, KeptSession, must, mustFail, sessionOf } from '../common/testing';
import { tiled } from './index';
import { login, pause, probed, READ_FOR_TEN_MINUTES } from './test-tools';

/** A server under test, with the users alice, bob, cara, dora (passwords secret1 … secret4) and the administrator admin (adminpw). */
export interface Subject {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the generations do differently. */
export interface Expected {
  readonly version: string;
  readonly makesKeys: string;
  readonly accessTags: boolean;
}

export const EXPECTED: Readonly<Record<string, Expected>> = {
  '0.2.16': { version: '0.2.16', makesKeys: 'create:apikeys', accessTags: true },
  '0.2.2': { version: '0.2.2', makesKeys: 'apikeys', accessTags: true },
  '0.1.0b17': { version: '0.1.0b17', makesKeys: 'apikeys', accessTags: false },
};

/**
 * What the driver and a multi-user server owe each other. The same tests run against the sandbox in each generation and against real servers
 * of these versions. The server must be fresh: its users have no keys yet.
 */
export function defineContract(title: string, expected: Expected, start: () => Promise<Subject>): void {
  describe(title, () => {
    const ctx = context();
    let subject: Subject;
    let profile: Profile;
    let alice: KeptSession;

    beforeAll(async () => {
      subject = await start();
      profile = await probed(ctx, subject.url);
      alice = await login(ctx, profile, 'alice', 'secret1');
    });
    afterAll(async () => {
      await subject?.stop();
    });

    const create = (fields: Record<string, string>, session = alice) =>
      tiled.create(ctx, profile, session.credential, { ...READ_FOR_TEN_MINUTES, ...fields });
    const list = async (session = alice) => must(await tiled.list(ctx, profile, session.credential));
    const row = async (fragment: string | null) => (await list()).keys.find((k) => k.fragment === fragment);

    it('tells what the server is', () => {
      expect(profile.server).toMatchObject({
        version: expected.version,
        mode: 'multiUser',
        manages: true,
        signInMethods: ['password', 'key'],
      });
    });

    it('signs in, with the provider’s message and the principal’s id as whoami gives it', async () => {
      const signedIn = must(await tiled.signIn(ctx, profile, 'password', { username: 'alice' }, { password: 'secret1' }));
      expect(signedIn.message).toBe('Logged in as alice.');
      expect(signedIn.principal.label).toBe('alice');
      expect((await list(sessionOf(signedIn))).principal).toEqual(signedIn.principal);
    });

    it('refuses a wrong password in words that do not repeat it', async () => {
      const problem = mustFail(await tiled.signIn(ctx, profile, 'password', { username: 'alice' }, { password: 'wrong-horse' }));
      expect(problem).toMatchObject({ code: 'tiled.badPassword', field: 'password' });
      expect(JSON.stringify(problem)).not.toContain('wrong-horse');
    });

    it('a listing without keys is complete and empty', async () => {
      const bob = await login(ctx, profile, 'bob', 'secret2');
      const listing = await list(bob);
      expect(listing).toMatchObject({
        keys: [],
        complete: { yes: true },
        usage: { keys: { used: 0, limit: 100 }, sessions: { used: 1, limit: 200 } },
      });
      expect(listing.grantableScopes).toContain('read:data');
      expect(listing.grantableScopes).toContain(expected.makesKeys);
      expect(listing.skewMs).not.toBeNull();
      expect(Math.abs(listing.skewMs ?? Number.NaN)).toBeLessThan(3_000);
    });

    it('creates, lists, checks and revokes a key', async () => {
      const before = Date.now();
      const made = must(await create({ scopes: 'read:metadata read:data', lifetime: String(30 * 86_400), note: 'Data validation – ß' }));
      expect(made.secret).toMatch(/^[0-9a-f]{72}$/);
      expect(made.listed).toMatchObject({
        name: 'Data validation – ß',
        fragment: made.secret.slice(0, 8),
        lastUsed: null,
        fullAccess: false,
      });
      const end = before + 30 * 86_400_000;
      expect(made.listed.expiry.kind === 'at' && Math.abs(made.listed.expiry.at - end)).toBeLessThan(5_000);
      const listed = await row(made.listed.fragment);
      // Trap 4: created with a zone, listed without one; both must read as the same instant.
      expect(listed?.expiry).toEqual(made.listed.expiry);
      expect(listed?.scopes).toEqual(['read:metadata', 'read:data']);
      const checked = must(await tiled.check(ctx, profile, made.secret));
      expect(checked.outcome).toMatchObject({ kind: 'live', principal: { label: 'alice' } });
      expect(checked.listed).toMatchObject({
        fragment: made.listed.fragment,
        scopes: ['read:metadata', 'read:data'],
        expiry: made.listed.expiry,
      });
      expect(must(await tiled.revoke(ctx, profile, alice.credential, { marks: made.listed.marks, secret: null }))).toEqual({
        already: false,
      });
      expect(await row(made.listed.fragment)).toBeUndefined();
      expect(must(await tiled.check(ctx, profile, made.secret)).outcome).toEqual({ kind: 'refused' });
      expect(must(await tiled.revoke(ctx, profile, alice.credential, { marks: made.listed.marks, secret: null }))).toEqual({
        already: true,
      });
    });

    it('revokes by the pasted whole key, in upper case too', async () => {
      const made = must(await create({}));
      const result = await tiled.revoke(ctx, profile, alice.credential, { marks: [], secret: made.secret.toUpperCase() });
      expect(must(result)).toEqual({ already: false });
      expect(await row(made.listed.fragment)).toBeUndefined();
    });

    it('trap 1: a key that never ends is made by sending null, and so are the note and the tags left out', async () => {
      const made = must(await create({ lifetime: 'never' }));
      expect(made.listed.expiry).toEqual({ kind: 'never' });
      expect((await row(made.listed.fragment))?.expiry).toEqual({ kind: 'never' });
      expect(made.listed.name).toBeNull();
    });

    it('trap 2: a note of 255 code points passes, one more never leaves', async () => {
      const note = '𝄞'.repeat(255);
      const made = must(await create({ note }));
      expect((await row(made.listed.fragment))?.name).toBe(note);
      const sent = ctx.sent.length;
      expect(mustFail(await create({ note: `${note}x` }))).toMatchObject({ code: 'tiled.noteTooLong', field: 'note', ambiguous: false });
      expect(ctx.sent.length).toBe(sent);
    });

    it('trap 3: a missing scope is 401 and not a bad key', async () => {
      const reader = must(await create({ scopes: 'read:metadata' }));
      const problem = mustFail(await tiled.create(ctx, profile, byKey(reader.secret), READ_FOR_TEN_MINUTES));
      expect(problem).toMatchObject({ code: 'tiled.missingScope', ambiguous: false });
      expect(mustFail(await tiled.revoke(ctx, profile, byKey(reader.secret), { marks: reader.listed.marks, secret: null })).code).toBe(
        'tiled.missingScope',
      );
      expect(must(await tiled.check(ctx, profile, reader.secret)).outcome.kind).toBe('live');
      const bad = byKey('0'.repeat(72));
      expect(mustFail(await tiled.list(ctx, profile, bad)).code).toBe('tiled.badKey');
    });

    it('trap 5: an expired key stays listed until it is shown to the server', async () => {
      const made = must(await create({ lifetime: '1', note: 'short' }));
      await pause(2_100);
      const listed = await row(made.listed.fragment);
      expect(listed?.expiry.kind === 'at' && listed.expiry.at < Date.now()).toBe(true);
      expect(must(await tiled.check(ctx, profile, made.secret)).outcome).toEqual({ kind: 'refused' });
      expect(await row(made.listed.fragment)).toBeUndefined();
    });

    it('trap 7: any key lists all keys of its owner', async () => {
      const made = must(await create({ scopes: 'read:metadata' }));
      const own = must(await tiled.list(ctx, profile, byKey(made.secret)));
      expect(own.principal.label).toBe('alice');
      expect(own.keys.map((k) => k.fragment)).toEqual((await list()).keys.map((k) => k.fragment));
    });

    it('trap 8: a key that makes keys is flagged, and it does make an endless one', async () => {
      const minter = must(await create({ scopes: expected.makesKeys }));
      expect(minter.listed.warnings.join(' ')).toContain('further keys without limit');
      expect((await row(minter.listed.fragment))?.warnings.join(' ')).toContain('further keys without limit');
      const minted = must(await tiled.create(ctx, profile, byKey(minter.secret), { scopes: 'inherit', lifetime: 'never' }));
      expect(minted.listed).toMatchObject({ fullAccess: true, expiry: { kind: 'never' } });
      expect(must(await tiled.check(ctx, profile, minted.secret)).listed?.warnings.join(' ')).toContain('further keys without limit');
    });

    it('trap 10: the server’s null for a guest is a problem, never an empty list', async () => {
      // A credential that got lost on the way (a proxy strips the header) makes a guest of the user.
      const stripped = context({
        http: (request) => {
          const { Authorization: _lost, ...headers } = request.headers;
          return ctx.http({ ...request, headers });
        },
      });
      expect(mustFail(await tiled.list(stripped, profile, alice.credential))).toMatchObject({
        code: 'tiled.guest',
        next: { do: 'signIn' },
      });
    });

    it('scopes beyond the account’s are refused by the server and told so', async () => {
      expect(mustFail(await create({ scopes: 'admin:apikeys' }))).toMatchObject({
        code: 'tiled.scopesRefused',
        field: 'scopes',
        ambiguous: false,
      });
    });

    it('access tags: kept where the server has them, refused beforehand where it would ignore them', async () => {
      const result = await create({ accessTags: 'cycle-1 cycle-2' });
      if (!expected.accessTags) return expect(mustFail(result)).toMatchObject({ code: 'tiled.noTags', field: 'accessTags' });
      const made = must(result);
      expect(made.listed.accessTags).toEqual(['cycle-1', 'cycle-2']);
      expect((await row(made.listed.fragment))?.accessTags).toEqual(['cycle-1', 'cycle-2']);
    });

    it('a kept refresh token is enough to go on: silent re-authentication', async () => {
      const later = new KeptSession(alice.durable, null);
      expect((await list(later)).principal.label).toBe('alice');
      expect(later.renewals).toBe(1);
      await list(later);
      expect(later.renewals).toBe(1);
    });

    it('a pasted key can be the manager', async () => {
      const made = must(await create({ scopes: expected.makesKeys === 'apikeys' ? 'apikeys' : 'create:apikeys revoke:apikeys' }));
      const signedIn = must(await tiled.signIn(ctx, profile, 'key', {}, { key: `  ${made.secret}\n` }));
      expect(signedIn).toMatchObject({ principal: { label: 'alice' }, credential: { kind: 'key' }, message: null });
      // It may even end itself.
      expect(must(await tiled.revoke(ctx, profile, byKey(made.secret), { marks: made.listed.marks, secret: null }))).toEqual({
        already: false,
      });
    });

    it('signing out ends the session for good, and keys live on', async () => {
      const leaving = await login(ctx, profile, 'alice', 'secret1');
      const key = must(await create({}, leaving));
      expect(await tiled.signOut(ctx, profile, leaving)).toEqual({ confirmed: true });
      leaving.volatile = null;
      expect(mustFail(await tiled.list(ctx, profile, leaving.credential))).toMatchObject({
        code: 'tiled.sessionExpired',
        next: { do: 'signIn' },
      });
      expect(must(await tiled.check(ctx, profile, key.secret)).outcome.kind).toBe('live');
    });

    it('trap 6: 100 keys are the limit, expired ones counted', async () => {
      const dora = await login(ctx, profile, 'dora', 'secret4');
      for (let i = 0; i < 100; i += 1) must(await create({ lifetime: i === 0 ? '1' : '600' }, dora));
      expect(mustFail(await create({}, dora))).toMatchObject({ code: 'tiled.keyLimit', ambiguous: false });
      expect((await list(dora)).usage.keys).toEqual({ used: 100, limit: 100 });
    });

    it('trap 6: 200 logins lock the account, signed out or not', async () => {
      const first = await login(ctx, profile, 'cara', 'secret3');
      expect(await tiled.signOut(ctx, profile, first)).toEqual({ confirmed: true });
      let last = first;
      for (let i = 1; i < 200; i += 1) last = await login(ctx, profile, 'cara', 'secret3');
      expect((await list(last)).usage.sessions).toEqual({ used: 200, limit: 200 });
      expect(mustFail(await tiled.signIn(ctx, profile, 'password', { username: 'cara' }, { password: 'secret3' })).code).toBe(
        'tiled.sessionLimit',
      );
      // The kept refresh token goes on working: this is why it is kept.
      expect((await list(new KeptSession(last.durable, null))).principal.label).toBe('cara');
    });

    it('trap 9: nothing ever carried a cookie or a key in an address', () => {
      expect(ctx.sent.length).toBeGreaterThan(100);
      for (const request of ctx.sent) {
        expect(Object.keys(request.headers).map((h) => h.toLowerCase())).not.toContain('cookie');
        expect(request.url).not.toContain('api_key=');
        expect(request.url).not.toMatch(/[0-9a-f]{16}/);
        expect(request.headers['User-Agent']).toMatch(/^Tessera\//);
        expect(request.headers.Accept).toBe('application/json');
      }
    });
  });
}
