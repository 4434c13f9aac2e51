import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok } from '../../domain/result';
import type { PlaceKind, PutRequest } from '../exports/places';
import { startTestApp, type TestApp, valueIn } from '../testing';
import { holdIn, inLab, Lab } from './testing-lab';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A file of `name=secret` lines and one password, as plain as a kind of place can be. */
const kind: PlaceKind = {
  kind: 'labFile',
  title: 'lab.conf',
  preview: async ({ path, locator, secret }) => {
    const { text, values } = read(path);
    return ok({
      path,
      makesFile: text === null,
      lines: [{ number: 1, before: values.has(locator) ? `${locator}=••••••••` : null, after: `${locator}=${secret}` }],
      warnings: [],
      overwrites: null,
      revision: hash(text ?? ''),
    });
  },
  put: async (request) => {
    const { text, values } = read(request.path);
    if (request.revision !== hash(text ?? '')) return fail('file.changed', 'Changed.', { do: 'retry' });
    values.delete('password');
    values.set(request.locator, request.secret);
    await mkdir(dirname(request.path), { recursive: true });
    writeFileSync(request.path, [...values, ...Object.entries(request.fields)].map(([k, v]) => `${k}=${v}\n`).join(''));
    return ok({ place: placeOf(request), change: 'replaced', notes: ['Written.'] });
  },
  check: async () => ({ state: 'present', at: 1 }),
  secretsAt: async (path, locator) => {
    const { values } = read(path);
    return ok(
      [locator, 'password'].flatMap((name) => {
        const secret = values.get(name);
        return secret === undefined ? [] : [{ secret, what: name === 'password' ? 'the password in lab.conf' : `${name} in lab.conf` }];
      }),
    );
  },
  previewRemove: async ({ path, locator }) =>
    ok({ path, makesFile: false, lines: [{ number: 1, before: locator, after: null }], warnings: [], overwrites: null, revision: '' }),
  remove: async (place) => {
    const { values } = read(place.path);
    values.delete(place.locator);
    writeFileSync(place.path, [...values].map(([k, v]) => `${k}=${v}\n`).join(''));
    return ok({ outcome: 'removed', notes: [] });
  },
};

const placeOf = ({ path, locator, secret }: PutRequest): Omit<PlaceOfUse, 'id'> => ({
  kind: 'labFile',
  path,
  locator,
  hash: hash(secret),
  putAt: 1,
  lastCheck: null,
});

function read(path: string): { text: string | null; values: Map<string, string> } {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const pairs = (text ?? '').split('\n').flatMap((line): [string, string][] => {
    const [name, value] = line.split('=');
    return name && value !== undefined ? [[name, value]] : [];
  });
  return { text, values: new Map(pairs) };
}

let lab: Lab;
let t: TestApp;
let profileId: string;
let keyId: string;
let secret: string;
let path: string;

beforeEach(async () => {
  lab = new Lab();
  lab.files.push({
    kind: 'labFile',
    title: 'lab.conf',
    help: '',
    path: '~/.lab/lab.conf',
    locator: 'default',
    locatorLabel: 'Profile',
    fields: { host: 'lab.test' },
  });
  t = await startTestApp({ drivers: [lab.driver], kinds: [kind] });
  path = join(t.home, '.lab', 'lab.conf');
  ({ profileId } = await inLab(t));
  secret = lab.add('alice', 'nightly').secret;
  ({ keyId } = await holdIn(t, profileId, secret));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
});

const target = (locator = '') => ({ keyId, kind: 'labFile', path: '', locator });
const preview = async (locator = '') => valueIn(await t.client.call('export.previewConfig', target(locator)));
const apply = async (keep: boolean, locator = '') =>
  t.client.call('export.applyConfig', { ...target(locator), keep, version: (await preview(locator)).version });
const fileWith = async (text: string) => {
  await mkdir(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const held = () => [...t.stores.os.items.values()];

describe('a key in a vendor’s file', () => {
  it('is offered by the export, previewed masked, written with what stands beside it, and a place of use', async () => {
    const offered = valueIn(await t.client.call('export.preview', { keyId, variable: '', withAddress: false }));
    expect(offered.files.map((f) => f.path)).toEqual(['~/.lab/lab.conf']);
    expect(await preview()).toMatchObject({
      path,
      exists: false,
      after: ['1: default=••••••••••••'],
      overwrites: { known: [], unheld: 0 },
    });
    expect(valueIn(await apply(true)).notes).toEqual(['Written.']);
    expect(readFileSync(path, 'utf8')).toBe(`default=${secret}\nhost=lab.test\n`);
    expect(t.app.core.state.key(keyId)?.places).toMatchObject([{ kind: 'labFile', path, locator: 'default' }]);
    valueIn(await apply(true));
    valueIn(await apply(true, 'second'));
    expect(t.app.core.state.key(keyId)?.places.map((p) => p.locator)).toEqual(['default', 'second']);
  });

  it('overwrites what is held nowhere else only after it is kept', async () => {
    await fileWith('default=an old token\npassword=hunter2\nother=stays\n');
    expect((await preview()).overwrites).toEqual({ known: [], unheld: 2 });
    const { notes } = valueIn(await apply(true));
    expect(notes.slice(0, 2)).toEqual([
      'The secret that was overwritten is in the keychain, as “default in lab.conf”.',
      'The secret that was overwritten is in the keychain, as “the password in lab.conf”.',
    ]);
    expect(held()).toEqual(expect.arrayContaining(['an old token', 'hunter2']));
    expect(readFileSync(path, 'utf8')).toContain('other=stays');
    expect(t.crossed()).not.toContain('hunter2');
    const kept = t.app.core.state.keys.find((k) => k.local.label === 'the password in lab.conf');
    expect(t.app.core.state.profile(kept?.profileId ?? '')).toMatchObject({ kind: 'other', address: 'lab.test' });
  });

  it('is not written where that cannot be kept, and is written unkept where the person wants that', async () => {
    await fileWith('default= odd token \n');
    expect(await apply(true)).toMatchObject({ ok: false, error: { code: 'place.cannotKeep' } });
    expect(readFileSync(path, 'utf8')).toBe('default= odd token \n');
    expect(t.app.core.state.key(keyId)?.places).toEqual([]);
    valueIn(await apply(false));
    expect(held()).not.toContain(' odd token ');
  });

  it('names the held keys that it overwrites, and proves that they are still in the keychain', async () => {
    const other = await holdIn(t, profileId, lab.add('alice', 'other').secret);
    const otherSecret = lab.rows[1]?.secret ?? '';
    await fileWith(`default=${otherSecret}\n`);
    expect((await preview()).overwrites).toEqual({ known: [{ keyId: other.keyId, name: 'other' }], unheld: 0 });
    const item = [...t.stores.os.items].find(([, v]) => v === otherSecret)?.[0] ?? '';
    t.stores.os.items.delete(item);
    valueIn(await apply(true));
    expect(held()).toContain(otherSecret);
  });

  it('is not written after the file was changed', async () => {
    const { version } = await preview();
    await fileWith('default=new\n');
    const answer = await t.client.call('export.applyConfig', { ...target(), keep: true, version });
    expect(answer).toMatchObject({ ok: false, error: { code: 'file.changed' } });
    expect(held()).not.toContain('new');
    expect(readFileSync(path, 'utf8')).toBe('default=new\n');
  });

  it('is refused for a file that the export does not name, and for a key that ends with a browser session', async () => {
    expect(await t.client.call('export.previewConfig', { ...target(), kind: 'envFile' })).toMatchObject({
      ok: false,
      error: { code: 'export.noConfig' },
    });
    lab.sessionKeys.add('sess-1');
    ({ keyId } = await holdIn(t, profileId, 'sess-1'));
    expect(await t.client.call('export.previewConfig', target())).toMatchObject({ ok: false, error: { code: 'key.memoryOnly' } });
  });

  it('is taken out again; the last copy is kept first where that is wanted', async () => {
    valueIn(await apply(true));
    valueIn(await t.client.call('keys.forget', { keyId }));
    const placeId = t.app.core.state.key(keyId)?.places[0]?.id ?? '';
    expect(valueIn(await t.client.call('place.removePreview', { keyId, placeId })).unheld).toBe(true);
    valueIn(await t.client.call('place.remove', { keyId, placeId, keep: true }));
    expect(held()).toContain(secret);
    expect(readFileSync(path, 'utf8')).not.toContain(secret);
  });
});
