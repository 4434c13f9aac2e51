import { describe, expect, it } from 'vitest';
import { mergeListing, newRecord } from '../../../domain/join';
import type { KeyRecord, Listing } from '../../../domain/key';
import type { Switches } from '../../../sandbox/tiledb';
import { byKey, must, mustFail, sessionOf } from '../common/testing';
import type { CreatedKey } from '../driver';
import { tiledb } from './index';
import { bySession, type Henry, henryAt, READ_FOR_TEN_MINUTES } from './test-tools';

const NO_MARK = { value: 'cannotTell', source: 'thisMachine', asOf: 0 } as const;

/** A key made here, as the app keeps it. */
function heldRecord(made: CreatedKey): KeyRecord {
  const hash = made.listed.marks.find((m) => m.kind === 'hash')?.value ?? '';
  const held = {
    account: 'a',
    hash,
    since: 0,
    origin: 'created',
    backend: 'os',
    lastSeen: { value: 'found', source: 'thisMachine', asOf: 0 },
  } as const;
  return { ...newRecord('held', 'profile-1', 0), marks: made.listed.marks, held, presence: NO_MARK };
}

/** What the app would say of a held key after this listing. */
function presenceIn(listing: Listing, made: CreatedKey): string {
  let count = 0;
  const merged = mergeListing([heldRecord(made)], listing, 'profile-1', () => `new-${++count}`);
  return merged.upserts.find((r) => r.id === 'held')?.presence.value ?? 'dropped';
}

/**
 * What the driver and a server of either generation owe each other, under one choice of everything that is not published about real servers. The
 * account is henry, who is in one workspace.
 */
export function defineContract(title: string, switches: Partial<Switches>): void {
  const isV4 = switches.generation === 'v4';
  const isBlind = ['empty', 'absent'].includes(switches.listedToken ?? 'full');
  const create = ({ ctx, profile, credential }: Henry, fields: Record<string, string> = {}) =>
    tiledb.create(ctx, profile, credential, { ...READ_FOR_TEN_MINUTES, ...fields });
  const list = async ({ ctx, profile, credential }: Henry) => must(await tiledb.list(ctx, profile, credential));
  const keysIn = (listing: Listing) => listing.keys.filter((k) => !k.session);
  const henry = () => henryAt(switches);

  describe(title, () => {
    it('signs in with a password, which is in nothing that stays, and lists no key', async () => {
      const at = await henry();
      expect(at.signedIn.principal.label).toBe('henry');
      expect(JSON.stringify(at.signedIn)).not.toContain('secret2');
      const listing = await list(at);
      expect(listing).toMatchObject({ principal: at.signedIn.principal, complete: { yes: true }, usage: { keys: null } });
      expect(keysIn(listing)).toEqual([]);
      expect(listing.grantableScopes).toContain('array:read');
      expect(listing.grantableScopes).not.toContain('password_reset');
      if (isV4) expect(listing.keys.filter((k) => k.warnings.some((w) => w.includes('Tessera itself')))).toHaveLength(1);
    });

    it('says that a wrong password is wrong, and does not repeat it', async () => {
      const at = await henry();
      const problem = mustFail(await tiledb.signIn(at.ctx, at.profile, 'password', { username: 'henry' }, { password: 'wrong-horse' }));
      expect(['tiledb.badPassword', 'tiledb.notAccepted']).toContain(problem.code);
      expect(JSON.stringify(problem)).not.toContain('wrong-horse');
    });

    it('makes a token that ends when it was asked to, and never takes the list for proof that it is gone', async () => {
      const at = await henry();
      const before = Date.now();
      const made = must(await create(at));
      expect(made.listed).toMatchObject({ name: 'ingest', scopes: ['array:read'], fullAccess: false, session: false });
      expect(made.listed.expiry.kind === 'at' && Math.abs(made.listed.expiry.at - before - 600_000)).toBeLessThan(5_000);
      const listing = await list(at);
      expect(keysIn(listing)).toMatchObject([{ name: 'ingest', scopes: ['array:read'], lastUsed: 'notTold' }]);
      expect(JSON.stringify(listing)).not.toContain(made.secret);
      const dates = switches.zeroDates ?? 'none';
      expect(presenceIn(listing, made)).toBe(!isV4 && isBlind && dates !== 'none' ? 'cannotTell' : 'listed');
    });

    it('shows the name that the server made of a taken one, and makes one where there is none', async () => {
      const at = await henry();
      must(await create(at));
      expect(must(await create(at)).listed.name).toBe('ingest-1');
      const unnamed = must(await create(at, { name: '' }));
      if (isV4) expect(unnamed.listed.name).toMatch(/^tessera-\d{4}-\d{2}-\d{2}$/);
      else if (switches.unnamed === 'nameless') expect(unnamed.listed.name).toBeNull();
      else expect(unnamed.listed.name).toMatch(/^token-/);
    });

    it('revokes a row of its list, and only that', async () => {
      const at = await henry();
      const [first, second] = [must(await create(at)), must(await create(at))];
      const row = keysIn(await list(at)).find((k) => k.name === first.listed.name);
      const target = { marks: row?.marks ?? [], secret: null };
      expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, target))).toEqual({ already: false });
      expect(keysIn(await list(at)).map((k) => k.name)).toEqual([second.listed.name]);
      expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, target))).toEqual({ already: true });
    });

    it('revokes by what is known of a token from its making, and does not take a new one of that name for it', async () => {
      const at = await henry();
      const made = must(await create(at));
      const target = { marks: made.listed.marks, secret: null };
      expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, target))).toEqual({ already: false });
      const again = must(await create(at, { lifetime: '900' }));
      expect(again.listed.name).toBe('ingest');
      const dates = switches.zeroDates ?? 'none';
      // With neither part nor date in the list there is nothing that tells the two apart.
      if (isV4 || !isBlind || dates === 'none') {
        expect(must(await tiledb.revoke(at.ctx, at.profile, at.credential, target))).toEqual({ already: true });
        expect(keysIn(await list(at)).map((k) => k.name)).toEqual(['ingest']);
      }
    });

    it('knows a living token, and never calls a token refused that is only narrow', async () => {
      const at = await henry();
      const full = must(await create(at, { scopes: '*', name: 'full' }));
      expect(full.listed).toMatchObject({ fullAccess: true });
      const live = must(await tiledb.check(at.ctx, at.profile, full.secret));
      expect(live.outcome).toEqual({ kind: 'live', principal: at.signedIn.principal });
      const narrow = must(await create(at));
      for (const manager of [null, at.credential]) {
        const seen = must(await tiledb.check(at.ctx, at.profile, narrow.secret, { manager, before: null }));
        expect(seen.outcome.kind).toBe(switches.scopedReach === 'open' ? 'live' : 'inconclusive');
      }
    });

    it('takes 401 for a refusal of a token that was accepted before', async () => {
      const at = await henry();
      const full = must(await create(at, { scopes: '*' }));
      must(await tiledb.revoke(at.ctx, at.profile, at.credential, { marks: full.listed.marks, secret: null }));
      const before = { value: { kind: 'live', principal: null }, source: 'ownCheck', asOf: 0 } as const;
      const seen = must(await tiledb.check(at.ctx, at.profile, full.secret, { manager: null, before }));
      expect(seen.outcome.kind).toBe(switches.badCredentialStatus === 403 || switches.capabilitiesNeedAuth ? seen.outcome.kind : 'refused');
      expect(seen.outcome.kind).not.toBe('live');
    });

    it('after a change of password says of a token only what is so', async () => {
      const at = await henry();
      const full = must(await create(at, { scopes: '*' }));
      const before = must(await tiledb.check(at.ctx, at.profile, full.secret)).outcome;
      at.sandbox.changePassword('henry', 'secret3');
      const known = { manager: at.credential, before: { value: before, source: 'ownCheck', asOf: 0 } as const };
      const { outcome } = must(await tiledb.check(at.ctx, at.profile, full.secret, known));
      expect(outcome.kind).not.toBe(at.sandbox.state.live(full.secret) === null ? 'live' : 'refused');
      const listing = await tiledb.list(at.ctx, at.profile, at.credential);
      if (listing.ok) expect(presenceIn(listing.value, full)).not.toBe('notListed');
      else expect(listing.error.next).toEqual({ do: 'signIn' });
    });

    it('is managed by a pasted token of full access, which may even end itself', async () => {
      const at = await henry();
      const full = must(await create(at, { scopes: '*' }));
      const pasted = must(await tiledb.signIn(at.ctx, at.profile, 'key', {}, { key: ` "${full.secret}"\n` }));
      expect(pasted).toMatchObject({ principal: { label: 'henry' }, credential: { kind: 'key' } });
      const manager = byKey(full.secret);
      const made = must(await tiledb.create(at.ctx, at.profile, manager, { ...READ_FOR_TEN_MINUTES, name: 'second' }));
      expect(must(await tiledb.revoke(at.ctx, at.profile, manager, { marks: made.listed.marks, secret: null }))).toEqual({
        already: false,
      });
      expect(must(await tiledb.revoke(at.ctx, at.profile, manager, { marks: full.listed.marks, secret: full.secret }))).toEqual({
        already: false,
      });
      expect(mustFail(await tiledb.list(at.ctx, at.profile, manager)).next).toEqual({ do: 'signIn' });
    });

    it('signs out by revoking its own login, and nothing else', async () => {
      const at = await henry();
      const made = must(await create(at));
      expect(at.sandbox.state.tokens).toHaveLength(2);
      expect(await tiledb.signOut(at.ctx, at.profile, sessionOf(at.signedIn))).toEqual({ confirmed: true });
      expect(at.sandbox.state.tokens.map((t) => t.name)).toEqual([made.listed.name]);
      expect(mustFail(await tiledb.list(at.ctx, at.profile, bySession(at.signedIn))).next).toEqual({ do: 'signIn' });
      expect(await tiledb.signOut(at.ctx, at.profile, sessionOf(at.signedIn))).toEqual({ confirmed: false });
    });

    it('sends one credential with each request, no secret in an address, and dates with their zone', async () => {
      const at = await henry();
      const made = must(await create(at));
      await list(at);
      must(await tiledb.revoke(at.ctx, at.profile, at.credential, { marks: made.listed.marks, secret: null }));
      for (const { url, headers, body } of at.ctx.sent) {
        const names = Object.keys(headers).map((h) => h.toLowerCase());
        expect(names.filter((n) => n === 'authorization' || n === 'x-tiledb-rest-api-key').length).toBeLessThan(2);
        expect(names).not.toContain('cookie');
        for (const token of [made.secret, at.sandbox.state.tokens[0]?.secret ?? 'none']) expect(url).not.toContain(token);
        if (body?.includes('expires')) expect(body).toMatch(/"expires(_at)?":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/);
      }
    });
  });
}
