import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedKey } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { byKey, context, type KeptSession, must, mustFail } from '../common/testing';
import { LOOKED_LIKE_GUEST } from './check';
import { labkey } from './index';
import { has } from './releases';
import { login, make, probed } from './test-tools';
import { quiet } from './turns';

/** A server under test: its address and two accounts with passwords, one of them an administrator's. */
export interface Subject {
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly user: { readonly email: string; readonly password: string };
  stop(): Promise<void>;
}

const TITLE = `tessera contract ${Date.now().toString(36)}`;

/** A key of the right shape that no server has; a new one for each run, since servers count failures by password, too. */
const wrongKey = (): string => createHash('sha256').update(`${TITLE} ${Math.random()}`).digest('hex');

const idOf = (key: ListedKey): string | null => key.marks.find((m) => m.kind === 'serverId')?.value ?? null;

/**
 * What the driver and a LabKey Server owe each other. The same tests run against the sandbox in each release and against a real server of any. They
 * take the server as it is: other keys of the accounts may be there and stay untouched, and what the tests make they delete, with the
 * hash in the server's answer as the proof that it was theirs. One key is shown wrongly, once, which real servers punish with 3 s for the next.
 */
export function defineContract(title: string, start: () => Promise<Subject>): void {
  describe(title, () => {
    // A second look comes a minute later: the driver's clock can be put forward, the server's runs on.
    let ahead = 0;
    const ctx = context({ now: () => Date.now() + ahead });
    let subject: Subject;
    let profile: Profile;
    let user: KeptSession;
    let admin: KeptSession;
    let owns: boolean;
    const made: { readonly secret: string; readonly id: string | null; readonly by: 'user' | 'admin' }[] = [];
    const dead = new Set<string>();

    beforeAll(async () => {
      subject = await start();
      profile = await probed(ctx, subject.url);
      owns = has(profile.server?.version, 'ownKeys') !== 'no';
      user = await login(ctx, profile, subject.user.email, subject.user.password);
      admin = await login(ctx, profile, subject.admin.email, subject.admin.password);
    });

    afterAll(async () => {
      if (!subject) return;
      try {
        const left = made.filter((m) => !dead.has(m.secret));
        for (const { id, by } of left) if (id !== null) await remove(id, by);
        const unknown = left.filter((m) => m.id === null).length;
        if (unknown > 0) console.warn(`${unknown} keys that this suite made could not be deleted: this release does not tell their rows.`);
        await labkey.signOut(ctx, profile, user);
        await labkey.signOut(ctx, profile, admin);
        await quiet(profile.address);
      } finally {
        await subject.stop();
      }
    });

    const remove = (id: string, by: 'user' | 'admin') =>
      labkey.revoke(ctx, profile, (by === 'user' ? user : admin).credential, { marks: [{ kind: 'serverId', value: id }], secret: null });
    const create = async (description: string, by: 'user' | 'admin' = 'user') => {
      const key = must(await make(ctx, profile, (by === 'user' ? user : admin).credential, { description }));
      made.push({ secret: key.secret, id: idOf(key.listed), by });
      return key;
    };
    const list = async (session = user, everyone = false) => must(await labkey.list(ctx, { ...profile, everyone }, session.credential));
    /** Only servers that tell rows let a user delete: what is made elsewhere would stay. */
    const maker = (): 'user' | 'admin' => (owns ? 'user' : 'admin');
    const accountOf = (by: 'user' | 'admin') => (by === 'user' ? user : admin);

    it('is found by its address and by that of a folder, and says what it is without any credential', async () => {
      expect((await probed(ctx, `${subject.url}/home/project-begin.view`)).address).toBe(profile.address);
      expect(profile.server).toMatchObject({ manages: true, mode: expect.any(String) });
      expect(profile.server?.version).toMatch(/^\d{2}\.\d{1,2}/);
      expect(profile.server?.links?.map((l) => l.id)).toEqual(['externalTools', 'siteSettings', 'loggers', 'apiKeys']);
    });

    it('signs in by password, and lists under the same principal', async () => {
      const listing = await list();
      expect(listing.principal.label.toLowerCase()).toBe(subject.user.email.toLowerCase());
      expect(listing.complete.yes).toBe(owns);
      expect(Math.abs(listing.skewMs ?? 0)).toBeLessThan(10 * 60_000);
      expect(listing.administers).toBe(false);
      expect((await list(admin)).administers).toBe(true);
    });

    it('makes a key, finds its row, shows it, and ends it with the proof that it was this one', async () => {
      const by = maker();
      const before = (await list(accountOf(by))).keys.length;
      const key = await create(`${TITLE} one`, by);
      expect(labkey.recognise(key.secret)).toMatchObject({
        secret: key.secret,
        problem: null,
        kindId: expect.stringMatching(/^(api|legacy)Key$/),
      });
      const id = idOf(key.listed);
      expect(id).not.toBeNull();
      const described = has(profile.server?.version, 'describes') !== 'no';
      expect(key.listed).toMatchObject({ name: described ? `${TITLE} one` : null, fullAccess: true, session: false });
      const listing = await list(accountOf(by));
      expect(listing.keys).toHaveLength(before + 1);
      expect(listing.keys.find((k) => idOf(k) === id)?.expiry).toEqual(key.listed.expiry);
      const shown = must(await labkey.check(ctx, profile, key.secret, { manager: accountOf(by).credential, before: null }));
      expect(shown.outcome).toMatchObject({ kind: 'live', principal: listing.principal });
      if (described) expect(shown).toMatchObject({ by: 'use', listed: { name: `${TITLE} one` } });
      const target = { marks: key.listed.marks, secret: null };
      const hash = createHash('sha256').update(key.secret).digest('hex');
      expect(must(await labkey.revoke(ctx, profile, accountOf(by).credential, target))).toEqual({ already: false, died: hash });
      dead.add(key.secret);
      expect(must(await labkey.revoke(ctx, profile, accountOf(by).credential, target))).toEqual({ already: true });
      expect((await list(accountOf(by))).keys.map(idOf)).not.toContain(id);
    });

    it('times are the server’s, converted, or said to be its own', async () => {
      const key = await create(`${TITLE} times`, maker());
      const knows = profile.server?.details.timezone !== '';
      if (knows) expect(Math.abs((key.listed.createdAt ?? 0) - Date.now())).toBeLessThan(10 * 60_000);
      else expect(key.listed.createdAt).toBeNull();
      const seconds = Number(profile.server?.details.apiKeyExpirationSeconds || 'NaN');
      if (seconds > 0 && knows) {
        expect(key.listed.expiry.kind).toBe('at');
        if (key.listed.expiry.kind === 'at') expect(Math.abs(key.listed.expiry.at - Date.now() - seconds * 1000)).toBeLessThan(10 * 60_000);
      }
      if (seconds <= 0) expect(key.listed.expiry).toEqual({ kind: 'never' });
    });

    it('a key is a manager: it lists, makes another, and ends itself', async () => {
      const by = maker();
      const first = await create(`${TITLE} manager`, by);
      expect(must(await labkey.signIn(ctx, profile, 'key', {}, { key: ` ${first.secret}\n` }))).toMatchObject({
        credential: { kind: 'key' },
      });
      const second = must(await make(ctx, profile, byKey(first.secret), { description: `${TITLE} by key` }));
      made.push({ secret: second.secret, id: idOf(second.listed), by });
      expect((await list(accountOf(by))).keys.map(idOf)).toContain(idOf(second.listed));
      expect(
        must(await labkey.revoke(ctx, profile, byKey(first.secret), { marks: first.listed.marks, secret: first.secret })).already,
      ).toBe(false);
      dead.add(first.secret);
    });

    it('an administrator sees the keys of all users, and ends a user’s; nobody else does either', async () => {
      if (!owns) {
        expect((await list(user, true)).complete.yes).toBe(false);
        expect((await list(admin, true)).complete.yes).toBe(true);
        return;
      }
      const key = await create(`${TITLE} hers`);
      const id = idOf(key.listed);
      const all = await list(admin, true);
      expect(all.keys.find((k) => idOf(k) === id)?.owner).toMatchObject({ id: (await list()).principal.id });
      const own = await create(`${TITLE} admin’s`, 'admin');
      expect(mustFail(await remove(idOf(own.listed) ?? '', 'user')).code).toBe('labkey.foreignRow');
      expect((await list(user, true)).keys.map(idOf)).not.toContain(idOf(own.listed));
      const target = { marks: key.listed.marks, secret: null };
      expect(must(await labkey.revoke(ctx, { ...profile, everyone: true }, admin.credential, target)).already).toBe(false);
      dead.add(key.secret);
    });

    it('a description of 256 characters fits, with markup and beyond the basic plane; before 24.10 none is kept', async () => {
      if (has(profile.server?.version, 'describes') === 'no') {
        expect((await create(`${TITLE} lost`, maker())).listed.name).toBeNull();
        return;
      }
      const text = `${TITLE} <b>Zoë</b> 🧪 "q" `;
      const description = text + 'x'.repeat(256 - text.length);
      expect((await create(description)).listed.name).toBe(description);
    });

    it('ends a session for good, and keys live on', async () => {
      const leaving = await login(ctx, profile, subject.user.email, subject.user.password);
      const key = await create(`${TITLE} survivor`, maker());
      expect(await labkey.signOut(ctx, profile, leaving)).toEqual({ confirmed: true });
      expect(mustFail(await labkey.list(ctx, profile, leaving.credential))).toMatchObject({
        code: 'labkey.sessionEnded',
        next: { do: 'signIn' },
      });
      expect(must(await labkey.check(ctx, profile, key.secret)).outcome.kind).toBe('live');
    });

    // Last of those that show keys: what comes after a wrong one waits.
    it('a wrong key is refused; before 24.7.1, where it looks like a guest, only at the second look', async () => {
      const secret = wrongKey();
      const first = must(await labkey.check(ctx, profile, secret)).outcome;
      if (has(profile.server?.version, 'refusesBadKeys') === 'yes') return expect(first).toEqual({ kind: 'refused' });
      expect(first).toMatchObject({ kind: 'inconclusive', lookAgainMs: expect.any(Number) });
      if (first.kind !== 'inconclusive' || first.why !== LOOKED_LIKE_GUEST) return;
      const before = { value: first, source: 'ownCheck', asOf: Date.now() + ahead } as const;
      ahead += 61_000;
      expect(must(await labkey.check(ctx, profile, secret, { manager: null, before })).outcome).toEqual({ kind: 'refused' });
    });

    it('a good key right after a wrong one waits and is live: never called bad', async () => {
      const key = made.find((m) => !dead.has(m.secret));
      if (key === undefined) throw new Error('no key of this suite is left to show');
      expect(must(await labkey.check(ctx, profile, key.secret)).outcome.kind).toBe('live');
    });

    it('no key was ever shown beside a cookie in the one call that judges it, none stood in an address, and sessions of keys were ended', async () => {
      await quiet(profile.address);
      expect(ctx.sent.length).toBeGreaterThan(40);
      const judged = ctx.sent.filter((r) => r.url.includes('ensureLogin') && r.headers.Authorization !== undefined);
      expect(judged.length).toBeGreaterThan(3);
      expect(judged.every((r) => r.headers.Cookie === undefined && (r.timeoutMs ?? 0) >= 20_000)).toBe(true);
      for (const { secret } of made) expect(ctx.sent.some((r) => r.url.includes(encodeURIComponent(secret)))).toBe(false);
      expect(ctx.sent.every((r) => r.headers['User-Agent']?.startsWith('Tessera/'))).toBe(true);
      expect(ctx.sent.filter((r) => r.url.includes('logoutApi')).length).toBeGreaterThanOrEqual(judged.length - 3);
    });
  });
}
