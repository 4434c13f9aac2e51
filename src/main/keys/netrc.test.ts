import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyView, NetrcLook } from '../../domain/views';
import type { TiledSandbox } from '../../sandbox/tiled';
import { signedIn, startSandbox, startTestApp, type TestApp, valueIn } from '../testing';
import { hostOf } from './known';

const NO_LOCAL = { label: '', owner: '', note: '' };
const HOST = 'data.test';
const KEY = 'AbC-0123456789';
const OTHERS = '# my machines\nmachine ftp.test login me password hunter2\n';
const line = (key: string, login = 'apikey') => `machine ${HOST} login ${login} password ${key}\n`;

let t: TestApp;
let file: string;
let keyId: string;

const addOther = async (address: string, label = '') =>
  valueIn(await t.client.call('profile.add', { kind: 'other', address, label, note: '', caFile: null, plainHttpAccepted: false }))
    .profileId;
const hold = async (profileId: string, secret: string, name: string) =>
  valueIn(
    await t.client.call('keys.hold', {
      profileId,
      keyId: null,
      secret: { typed: secret },
      fields: { name, expiry: '' },
      local: NO_LOCAL,
    }),
  ).keyId;
const keys = async () => valueIn(await t.client.call('app.snapshot', {})).keys as readonly KeyView[];
const keyOf = async (id: string) => (await keys()).find((k) => k.id === id);
const write = (text: string) => writeFileSync(file, text, { mode: 0o600 });
const text = () => readFileSync(file, 'latin1');
const secretOf = async (id: string) => valueIn(await t.client.call('keys.reveal', { keyId: id })).secret;
const preview = (more: { login?: string; replace?: boolean; keyId?: string } = {}) =>
  t.client.call('netrc.preview', { keyId, login: '', replace: false, ...more });
const put = async (more: { login?: string; replace?: boolean; keep?: boolean } = {}) => {
  const { keep = true, ...wish } = more;
  const { version } = valueIn(await preview(wish));
  return t.client.call('netrc.apply', { keyId, login: '', replace: false, ...wish, keep, version });
};
const look = async () => valueIn(await t.client.call('netrc.look', {})) as NetrcLook;
const sidebar = async () => valueIn(await t.client.call('app.snapshot', {})).netrc;

beforeEach(async () => {
  t = await startTestApp();
  file = join(t.home, '.netrc');
  keyId = await hold(await addOther(HOST), KEY, 'Data export');
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
});

describe('the host of an address', () => {
  it.each([
    ['https://Data.Test:8443/path', 'data.test'],
    ['data.test', 'data.test'],
    ['[::1]:8080', '::1'],
    ['http://bücher.test', 'xn--bcher-kva.test'],
    ['', null],
    ['default', null],
    ['https://data.test.', null],
  ])('%s', (address, host) => expect(hostOf(address)).toBe(host));
});

describe('putting a key into the file', () => {
  it('shows the change masked, then writes one line and remembers the place', async () => {
    write(OTHERS);
    const shown = valueIn(await preview());
    expect(shown).toMatchObject({ path: file, exists: true, before: [], overwrites: { known: [], unheld: 0 } });
    expect(shown.after).toEqual(['3: machine data.test login apikey password ••••••••••••']);
    expect(shown.readers.map((r) => r.sees)).toEqual(shown.readers.map(() => 'key'));
    expect(shown.warnings.join(' ')).toContain('every port of data.test');
    expect(text()).toBe(OTHERS);
    valueIn(await put());
    expect(text()).toBe(OTHERS + line(KEY));
    expect((await keyOf(keyId))?.places).toMatchObject([{ kind: 'netrc', path: file, locator: HOST, lastCheck: { state: 'present' } }]);
    expect(await sidebar()).toMatchObject({ path: file, errors: 0 });
    expect(t.crossed()).not.toContain(KEY);
  });

  it('makes the file for its owner alone where there is none', async () => {
    expect(valueIn(await preview()).exists).toBe(false);
    valueIn(await put());
    expect(text()).toBe(line(KEY));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(valueIn(await put()).notes).toEqual([]);
    expect(text()).toBe(line(KEY));
  });

  it('says which programs give up on the file, and puts the key in all the same', async () => {
    write(`machine ftp.test login me interactive password x\n`);
    const shown = valueIn(await preview());
    expect(shown.readers.filter((r) => r.sees === 'rejects').map((r) => r.title)).toHaveLength(1);
    expect(shown.warnings.join(' ')).not.toContain('rejects the file, so it finds no key');
    valueIn(await put());
    expect(text()).toContain(line(KEY));
  });

  it('refuses an unseen change, a server without a host, and keys that no reader can take', async () => {
    write(OTHERS);
    const { version } = valueIn(await preview());
    write(`${OTHERS}# more\n`);
    expect(await t.client.call('netrc.apply', { keyId, login: '', replace: false, keep: true, version })).toMatchObject({
      ok: false,
      error: { code: 'file.changed' },
    });
    expect(text()).toBe(`${OTHERS}# more\n`);
    const homeless = await hold(await addOther(''), 'k2', 'No host');
    expect(await preview({ keyId: homeless })).toMatchObject({ ok: false, error: { code: 'netrc.noHost' } });
    keyId = await hold(await addOther('odd.test'), 'with "quotes"', 'Odd');
    expect(await put()).toMatchObject({ ok: false, error: { code: 'netrc.unsafe-key' } });
    expect(text()).toBe(`${OTHERS}# more\n`);
  });

  it('refuses keys of a server that takes none from there', async () => {
    const server: TiledSandbox = await startSandbox();
    const { profileId } = await signedIn(t, server.url);
    const fields = { note: 'n', scopes: 'read:metadata', lifetime: '3600', accessTags: '' };
    const made = valueIn(await t.client.call('keys.create', { profileId, fields, local: NO_LOCAL }));
    expect(await preview({ keyId: made.keyId })).toMatchObject({ ok: false, error: { code: 'netrc.notTaken' } });
    await server.stop();
  });

  it('follows NETRC, and says so', async () => {
    await t.close();
    const elsewhere = join(t.folder, '..', `elsewhere-${process.pid}.netrc`);
    t = await startTestApp({ netrc: elsewhere });
    keyId = await hold(await addOther(HOST), KEY, 'Data export');
    expect(valueIn(await preview())).toMatchObject({ path: elsewhere, exists: false });
    expect((await look()).why).toContain('NETRC');
    valueIn(await put());
    expect(readFileSync(elsewhere, 'utf8')).toBe(line(KEY));
    expect(existsSync(join(t.home, '.netrc'))).toBe(false);
    rmSync(elsewhere);
  });
});

describe('what is overwritten', () => {
  it('is kept first where it is nowhere else', async () => {
    write(line('OLD-secret'));
    expect(valueIn(await preview()).overwrites).toEqual({ known: [], unheld: 1 });
    t.stores.os.onWrite = () => expect(text()).toBe(line('OLD-secret'));
    expect(valueIn(await put()).notes.join()).toContain('data.test, from .netrc');
    expect(text()).toBe(line(KEY));
    const kept = (await keys()).find((k) => k.id !== keyId);
    expect(await secretOf(kept?.id ?? '')).toBe('OLD-secret');
    expect(kept).toMatchObject({ local: { label: 'data.test, from .netrc' }, places: [] });
    expect(kept?.profileId).toBe((await keyOf(keyId))?.profileId);
  });

  it('stays where the keychain does not take it', async () => {
    write(line('OLD-secret'));
    t.stores.os.writeFailure = { kind: 'unavailable', why: 'The daemon died.' };
    expect(await put()).toMatchObject({ ok: false, error: { code: 'keychain.unavailable' } });
    expect(text()).toBe(line('OLD-secret'));
    expect((await keyOf(keyId))?.places).toEqual([]);
    expect(await keys()).toHaveLength(1);
  });

  it('is lost only by choice', async () => {
    write(line('OLD-secret'));
    valueIn(await put({ keep: false }));
    expect(text()).toBe(line(KEY));
    expect(await keys()).toHaveLength(1);
  });

  it('is named where it is a key that is held, and that key’s place goes', async () => {
    valueIn(await put());
    const first = keyId;
    keyId = await hold((await keyOf(keyId))?.profileId ?? '', 'NEW-key', 'Newer export');
    expect(valueIn(await preview()).overwrites).toEqual({ known: [{ keyId: first, name: 'Data export' }], unheld: 0 });
    valueIn(await put());
    expect(text()).toBe(line('NEW-key'));
    expect((await keyOf(first))?.places).toEqual([]);
    expect((await keyOf(keyId))?.places).toHaveLength(1);
    expect(await keys()).toHaveLength(2);
  });

  it('counts as unheld once the keychain has lost it', async () => {
    valueIn(await put());
    const first = keyId;
    keyId = await hold((await keyOf(keyId))?.profileId ?? '', 'NEW-key', 'Newer export');
    for (const [account, secret] of t.stores.os.items) if (secret === KEY) t.stores.os.items.delete(account);
    valueIn(await put());
    expect(text()).toBe(line('NEW-key'));
    expect(await secretOf(first)).toBe(KEY);
  });

  it('needs consent where it has another login', async () => {
    write(line('mine', 'me'));
    expect(await preview()).toMatchObject({ ok: false, error: { code: 'netrc.conflict-other-login', field: 'replace' } });
    expect(valueIn(await preview({ replace: true })).warnings.join(' ')).toContain('another login');
    valueIn(await put({ replace: true }));
    expect(text()).toBe(line(KEY));
    expect(await secretOf((await keys()).find((k) => k.id !== keyId)?.id ?? '')).toBe('mine');
  });

  it('with a login of the user’s own', async () => {
    valueIn(await put({ login: 'me' }));
    expect(text()).toBe(line(KEY, 'me'));
    expect((await keyOf(keyId))?.places[0]?.locator).toBe(`me@${HOST}`);
  });

  it('is kept where it is of no login', async () => {
    write(`machine ${HOST} password lonely\n`);
    expect(valueIn(await preview({ replace: true })).overwrites.unheld).toBe(1);
    valueIn(await put({ replace: true }));
    expect(text()).not.toContain('lonely');
    expect(await secretOf((await keys()).find((k) => k.id !== keyId)?.id ?? '')).toBe('lonely');
  });

  it('is not written over where it cannot be kept', async () => {
    write(`machine ${HOST} login apikey password " spaced "\n`);
    expect(await put()).toMatchObject({ ok: false, error: { code: 'netrc.cannotKeep' } });
    expect(text()).toContain('spaced');
  });
});

describe('a line as a place of use', () => {
  const placeId = async () => (await keyOf(keyId))?.places[0]?.id ?? '';
  const state = async () => (await keyOf(keyId))?.places[0]?.lastCheck?.state;

  it('is watched: another program’s change is seen, and looked for when the window comes back', async () => {
    write(OTHERS);
    valueIn(await put());
    await t.app.look();
    expect(await state()).toBe('present');
    write(OTHERS + line('by-somebody'));
    await expect.poll(state, { timeout: 5_000 }).toBe('changed');
    write(OTHERS);
    await t.app.look();
    expect(await state()).toBe('removed');
  });

  it('is removed with the change shown before', async () => {
    write(OTHERS);
    valueIn(await put());
    const shown = valueIn(await t.client.call('place.removePreview', { keyId, placeId: await placeId() }));
    expect(shown).toMatchObject({ before: ['3: machine data.test login apikey password ••••••••'], after: [], mustForce: false });
    valueIn(await t.client.call('place.remove', { keyId, placeId: await placeId() }));
    expect(text()).toBe(OTHERS);
    expect((await keyOf(keyId))?.places).toEqual([]);
  });

  it('is the last copy of a forgotten secret, which is kept before it goes', async () => {
    valueIn(await put());
    const args = { keyId, placeId: await placeId() };
    expect(valueIn(await t.client.call('place.removePreview', args)).unheld).toBe(false);
    valueIn(await t.client.call('keys.forget', { keyId }));
    expect(valueIn(await t.client.call('place.removePreview', args)).unheld).toBe(true);
    t.stores.os.writeFailure = { kind: 'unavailable', why: 'The daemon died.' };
    expect(await t.client.call('place.remove', { ...args, keep: true })).toMatchObject({
      ok: false,
      error: { code: 'keychain.unavailable' },
    });
    expect(text()).toBe(line(KEY));
    t.stores.os.writeFailure = null;
    valueIn(await t.client.call('place.remove', { ...args, keep: true }));
    expect(text()).toBe('');
    expect(await secretOf(keyId)).toBe(KEY);
  });

  it('is left alone where it holds another key by now', async () => {
    valueIn(await put());
    write(line('by-somebody'));
    const args = { keyId, placeId: await placeId() };
    expect(await t.client.call('place.removePreview', args)).toMatchObject({ ok: false, error: { code: 'place.changed' } });
    expect(await t.client.call('place.remove', args)).toMatchObject({ ok: false, error: { code: 'place.changed' } });
    expect(text()).toBe(line('by-somebody'));
  });
});

describe('the file as a whole', () => {
  const BAD = `machine ftp.test login me password hunter2\n\n# two words\n${line('Found-key')}`;

  it('is shown with findings, entries and known keys, and no value', async () => {
    expect(await look()).toMatchObject({ exists: false, entries: [], findings: [] });
    expect(await sidebar()).toBeNull();
    write(BAD);
    chmodSync(file, 0o644);
    const seen = await look();
    expect(seen.findings).toContainEqual(expect.objectContaining({ code: 'python-rejects', line: 3, severity: 'error' }));
    expect(seen.warnings.join(' ')).toContain('mode 0644');
    expect(seen.entries).toEqual([
      { host: 'ftp.test', login: 'me', line: 1, keyId: null, held: false },
      { host: HOST, login: 'apikey', line: 4, keyId: null, held: false },
    ]);
    expect((await sidebar())?.errors).toBe(1);
    expect(t.crossed()).not.toMatch(/hunter2|Found-key/);
  });

  it('is mended as shown', async () => {
    write(BAD);
    const { fixes } = await look();
    expect(fixes.map((f) => f.id)).toEqual(['shield-comments']);
    const shown = valueIn(await t.client.call('netrc.previewFix', { fix: 'shield-comments' }));
    expect(shown.after).toEqual(['3: #']);
    valueIn(await t.client.call('netrc.applyFix', { fix: 'shield-comments', version: shown.version }));
    expect(text()).toBe(BAD.replace('# two', '#\n# two'));
    expect((await look()).findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(await t.client.call('netrc.applyFix', { fix: 'shield-comments', version: shown.version })).toMatchObject({
      ok: false,
      error: { code: 'file.changed' },
    });
  });

  it('that others may read becomes its owner’s alone, and is otherwise as it was', async () => {
    write(OTHERS);
    chmodSync(file, 0o644);
    expect((await look()).fixes.map((f) => f.id)).toEqual(['owner-only']);
    const shown = valueIn(await t.client.call('netrc.previewFix', { fix: 'owner-only' }));
    expect(shown).toMatchObject({ path: file, before: [], after: [] });
    expect(statSync(file).mode & 0o777).toBe(0o644);
    const { notes } = valueIn(await t.client.call('netrc.applyFix', { fix: 'owner-only', version: shown.version }));
    expect(notes.join(' ')).toContain('now only you have (mode 0600)');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text()).toBe(OTHERS);
    expect(await look()).toMatchObject({ warnings: [], fixes: [] });
    expect(await sidebar()).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('gives an entry to the keychain, with its line as the place of use', async () => {
    write(BAD);
    const { version } = await look();
    const taken = valueIn(await t.client.call('netrc.take', { host: 'ftp.test', login: 'me', line: 1, version }));
    expect(text()).toBe(BAD);
    expect(await secretOf(taken.keyId)).toBe('hunter2');
    expect(await keyOf(taken.keyId)).toMatchObject({
      local: { label: 'me at ftp.test, from .netrc' },
      places: [{ kind: 'netrc', path: file, locator: 'me@ftp.test', lastCheck: { state: 'present' } }],
    });
    const profile = valueIn(await t.client.call('app.snapshot', {})).profiles.find((p) => p.label === 'ftp.test');
    expect(profile).toMatchObject({ kind: 'other', address: 'ftp.test' });
    expect((await look()).entries[0]).toMatchObject({ keyId: taken.keyId, held: true });
    valueIn(await t.client.call('netrc.take', { host: HOST, login: 'apikey', line: 4, version }));
    expect(valueIn(await t.client.call('app.snapshot', {})).profiles).toHaveLength(2);
  });

  it('gives an entry with letters beyond ASCII under its own name, and mentions an entry default', async () => {
    write('machine bücher.test login ü password s3cret\n\ndefault login anonymous password me@x\n');
    const seen = await look();
    expect(seen.defaultLine).toBe(3);
    const [entry] = seen.entries;
    // As bytes: what is shown of them is the window's matter, and what comes back must be what stands in the file.
    expect(entry).toMatchObject({ host: 'bÃ¼cher.test', login: 'Ã¼', line: 1 });
    const taken = valueIn(
      await t.client.call('netrc.take', { host: entry?.host ?? '', login: entry?.login ?? '', line: 1, version: seen.version }),
    );
    expect(await keyOf(taken.keyId)).toMatchObject({ local: { label: 'ü at bücher.test, from .netrc' } });
    expect(valueIn(await t.client.call('app.snapshot', {})).profiles.map((p) => p.label)).toContain('bücher.test');
    expect((await look()).entries).toMatchObject([{ keyId: taken.keyId, held: true }]);
  });

  it('gives nothing that is not as it was shown', async () => {
    write(BAD);
    const { version } = await look();
    write(BAD.replace('hunter2', 'hunter3'));
    expect(await t.client.call('netrc.take', { host: 'ftp.test', login: 'me', line: 1, version })).toMatchObject({
      ok: false,
      error: { code: 'file.changed' },
    });
    expect(await keys()).toHaveLength(1);
  });

  it('that nobody can read beyond doubt is counted as an error, and not written', async () => {
    write(`machine ftp.test login "me password x\n`);
    await t.app.look();
    expect((await sidebar())?.errors).toBeGreaterThan(0);
    expect(await look()).toMatchObject({ entries: [] });
    expect((await preview()).ok).toBe(false);
  });
});
