import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import { HandTimers } from '../refresh/testing';
import { signedIn, startSandbox, startTestApp, type TestApp, valueIn } from '../testing';

const NO_LOCAL = { label: '', owner: '', note: '' };
const START = Date.UTC(2026, 10, 21, 12);

describe('warnings of a running app', () => {
  let t: TestApp;
  let timers: HandTimers;
  let server: Awaited<ReturnType<typeof startSandbox>>;
  let profileId: string;
  const said: string[] = [];

  beforeEach(async () => {
    said.length = 0;
    timers = new HandTimers(START);
    server = await startSandbox({ now: () => timers.now });
    t = await startTestApp({
      timers,
      now: () => timers.now,
      notices: { announce: (a) => said.push(a.title), changed: () => undefined },
    });
    ({ profileId } = await signedIn(t, server.url));
  });
  afterEach(async () => {
    await t.close();
    await server.stop();
  });

  const create = async (note: string, seconds: number) =>
    valueIn(
      await t.client.call('keys.create', {
        profileId,
        fields: { note, scopes: 'read:metadata', lifetime: String(seconds), accessTags: '' },
        local: NO_LOCAL,
      }),
    ).keyId;
  const notices = () => valueInSnapshot().notices.map((n) => `${n.kind} ${n.title}`);
  const valueInSnapshot = () => t.app.core.state.snapshot();

  it('come at their moment, once, and go with what the person decides', async () => {
    const keyId = await create('laptop', 30 * 86_400);
    await timers.pass(MINUTE);
    expect(notices()).toEqual([]);
    await timers.pass(23 * DAY);
    expect(notices()).toEqual(['expiry “laptop” ends in 7 days']);
    expect(said).toEqual(['“laptop” ends in 7 days']);
    valueIn(await t.client.call('keys.warn', { keyIds: [keyId], snoozeMs: DAY }));
    await timers.pass(HOUR);
    expect(notices()).toEqual([]);
    await timers.pass(DAY);
    expect(notices()).toHaveLength(1);
    // What was put off comes back, once.
    expect(said.slice(1)).toEqual(['“laptop” ends in 5 days']);
    valueIn(await t.client.call('keys.warn', { keyIds: [keyId], mayDie: true }));
    await timers.pass(DAY);
    expect(notices()).toEqual([]);
    expect(said).toHaveLength(2);
    // What was decided about one thing stays when another is.
    valueIn(await t.client.call('keys.warn', { keyIds: [keyId], leads: [2 * DAY] }));
    expect(t.app.core.state.key(keyId)?.warn).toEqual({ leads: [2 * DAY], muted: false, mayDie: true, snoozedUntil: expect.any(Number) });
  });

  it('are not told again by the next start', async () => {
    await create('laptop', 30 * 86_400);
    await timers.pass(24 * DAY);
    expect(said).toHaveLength(1);
    await t.app.close();
    const again = await startTestApp({
      folder: t.folder,
      home: t.home,
      stores: t.stores,
      timers,
      now: () => timers.now,
      notices: { announce: (a) => said.push(a.title), changed: () => undefined },
    });
    await again.app.settleIn();
    await timers.pass(MINUTE);
    expect(again.app.core.state.snapshot().notices).toHaveLength(1);
    expect(said).toHaveLength(1);
    await again.close();
  });

  it.each<[string, (path: string) => void]>([
    ['is damaged', (path) => writeFileSync(path, '{"version":1,"da')],
    [
      'cannot be read',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('where the list of those told %s, the app starts, and says again only what is new', async (_how, spoil) => {
    await create('laptop', 30 * 86_400);
    await timers.pass(25 * DAY);
    expect(said).toHaveLength(1);
    await t.app.close();
    spoil(join(t.folder, 'told.json'));
    const again = await startTestApp({
      folder: t.folder,
      home: t.home,
      stores: t.stores,
      timers,
      now: () => timers.now,
      notices: { announce: (a) => said.push(a.title), changed: () => undefined },
    });
    await again.app.settleIn();
    await timers.pass(MINUTE);
    expect(said).toHaveLength(1);
    await timers.pass(4 * DAY);
    expect(said.slice(1)).toEqual(['“laptop” ends in 24 hours']);
    await again.close();
  });

  it('a server entry is muted as a whole, and settings decide the leads', async () => {
    await create('laptop', 30 * 86_400);
    valueIn(await t.client.call('settings.set', { warnings: { leads: [2 * DAY], unusedDays: 120, announce: true, hideDetails: false } }));
    await timers.pass(25 * DAY);
    expect(notices()).toEqual([]);
    await timers.pass(4 * DAY);
    expect(notices()).toHaveLength(1);
    valueIn(await t.client.call('profile.warn', { profileId, leads: null, muted: true }));
    await timers.pass(MINUTE);
    expect(notices()).toEqual([]);
  });

  it('a calendar file has every end ahead, and is written at once or not at all', async () => {
    await create('laptop', 30 * 86_400);
    await create('for ever', 0).catch(() => undefined);
    const folder = mkdtempSync(join(tmpdir(), 'tessera-ics-'));
    const path = join(folder, 'keys.ics');
    expect(valueIn(await t.client.call('calendar.save', { keyIds: null, path }))).toEqual({ path, events: 1 });
    // Its own file is replaced.
    expect(valueIn(await t.client.call('calendar.save', { keyIds: null, path }))).toEqual({ path, events: 1 });
    const text = readFileSync(path, 'utf8');
    const [foreign, link, nowhere] = [join(folder, '.netrc'), join(folder, 'link.ics'), join(folder, 'nowhere.ics')];
    writeFileSync(foreign, 'machine a login b password c\n');
    symlinkSync(join(t.folder, 'linked.ics'), link);
    writeFileSync(join(t.folder, 'linked.ics'), '');
    symlinkSync(join(folder, 'not', 'there.ics'), nowhere);
    expect(text).toContain('SUMMARY:Key ends: laptop (Sandbox)');
    expect(text.match(/TRIGGER/g)).toHaveLength(3);
    for (const bad of [
      '',
      'relative.ics',
      join(folder, 'no', 'such', 'folder.ics'),
      folder,
      join(t.folder, 'own.ics'),
      foreign,
      link,
      nowhere,
    ]) {
      const answer = await t.client.call('calendar.save', { keyIds: null, path: bad });
      expect(answer).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^file\./), field: 'path' } });
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readFileSync(foreign, 'utf8')).toBe('machine a login b password c\n');
    expect(readFileSync(join(t.folder, 'linked.ics'), 'utf8')).toBe('');
    expect(lstatSync(nowhere).isSymbolicLink()).toBe(true);
    for (const id of t.app.core.state.keys.map((k) => k.id)) valueIn(await t.client.call('keys.warn', { keyIds: [id], mayDie: true }));
    valueIn(await t.client.call('calendar.save', { keyIds: null, path }));
    expect(readFileSync(path, 'utf8')).toContain('SUMMARY:Key ends: laptop');
    expect(readFileSync(path, 'utf8')).not.toContain('TRIGGER');
  });

  it('servers that waited for the keychain are asked when it is unlocked, whoever unlocked it; until then they are left alone', async () => {
    await t.app.close();
    const again = await startTestApp({ folder: t.folder, home: t.home, stores: t.stores, timers, now: () => timers.now });
    t.stores.os.failure = { kind: 'locked' };
    await again.app.settleIn();
    const status = () => again.app.core.state.status(profileId);
    expect(status()).toMatchObject({ refresh: 'failed', problem: { next: { do: 'unlockKeychain' } } });
    const { at } = status();
    await timers.pass(2 * HOUR);
    expect(status().at).toBe(at);
    t.stores.os.failure = null;
    await timers.pass(MINUTE);
    await vi.waitFor(() => expect(status().refresh).toBe('ok'));
    await again.close();
  });

  it('the log names key and server as they were, also after both are gone', async () => {
    const keyId = await create('laptop', 30 * 86_400);
    valueIn(await t.client.call('keys.revoke', { keyIds: [keyId], acknowledged: true }));
    valueIn(await t.client.call('profile.remove', { profileId }));
    const page = valueIn(await t.client.call('activity.read', { search: 'revoked laptop', skip: 0, limit: 10 }));
    expect(page.entries).toMatchObject([{ what: 'key.revoke', outcome: 'done', key: 'laptop', server: 'Sandbox', from: 'window' }]);
    const path = join(mkdtempSync(join(tmpdir(), 'tessera-log-')), 'log.csv');
    const saved = valueIn(await t.client.call('activity.export', { path, format: 'csv' }));
    // Its own file is replaced, in either format; another's is not.
    for (const format of ['json', 'json', 'csv'] as const) valueIn(await t.client.call('activity.export', { path, format }));
    writeFileSync(`${path}.txt`, 'notes');
    expect(await t.client.call('activity.export', { path: `${path}.txt`, format: 'csv' })).toMatchObject({
      error: { code: 'file.notOurs', field: 'path' },
    });
    valueIn(await t.client.call('activity.export', { path, format: 'csv' }));
    const lines = readFileSync(path, 'utf8').trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(saved.entries);
    expect(lines.some((l) => l.includes('Key revoked,done,,Sandbox,laptop'))).toBe(true);
  });
});

it('the demo’s time can be moved, its servers with it; no other app’s can', async () => {
  let moved = 0;
  const now = () => START + moved;
  const clock = {
    shift: (ms: number | null) => {
      moved = ms === null ? 0 : moved + ms;
    },
    shiftMs: () => moved,
  };
  const server = await startSandbox({ now, seed: 'demo' });
  const t = await startTestApp({ now, clock });
  await signedIn(t, server.url);
  const ended = () => t.app.core.state.snapshot().notices.filter((n) => n.kind === 'expired').length;
  valueIn(await t.client.call('demo.moveTime', { ms: 7 * DAY }));
  expect(t.app.core.state.snapshot().clockShiftMs).toBe(7 * DAY);
  expect(ended()).toBe(2);
  valueIn(await t.client.call('demo.moveTime', { ms: null }));
  expect(t.app.core.state.snapshot().clockShiftMs).toBe(0);
  expect(ended()).toBe(0);
  await t.close();
  const plain = await startTestApp();
  expect(await plain.client.call('demo.moveTime', { ms: DAY })).toMatchObject({ ok: false, error: { code: 'demo.only' } });
  await plain.close();
  await server.stop();
});
