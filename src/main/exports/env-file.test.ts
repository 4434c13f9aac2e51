import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECRET } from '../../domain/exports';
import type { PlaceOfUse } from '../../domain/place';
import { envFileKinds } from './env-file';
import { gitSentence, syncedBy } from './place-warnings';
import { MASK, type PlaceKind, PlaceKinds, type PutRequest } from './places';

const KEY = '573928c6d1f64b2a9e0c7d35b8a4f1e2';
const NOW = 1_700_000_000_000;
const sha256 = (s: string) => createHash('sha256').update(s).digest('hex');

let root: string;
let path: string;
let kinds: PlaceKinds;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-places-'));
  mkdirSync(join(root, 'home'));
  path = join(root, 'home', 'tiled.env');
  kinds = new PlaceKinds(envFileKinds({ pendingFolder: join(root, 'data', 'pending'), now: () => NOW }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function kind(id: string): PlaceKind {
  const found = kinds.of(id);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}
const request = (more: Partial<PutRequest> = {}): PutRequest => ({ path, locator: 'TILED_API_KEY', secret: KEY, fields: {}, ...more });
async function put(id: string, more: Partial<PutRequest> = {}): Promise<PlaceOfUse> {
  const done = await kind(id).put(request(more));
  if (!done.ok) throw new Error(`${done.error.code}: ${done.error.message}`);
  return { id: 'p1', ...done.value.place };
}
const text = () => readFileSync(path, 'utf8');

describe.each([
  ['envFile', `export TILED_API_KEY='${KEY}'\n`, 'export OTHER=1\n'],
  ['dotenvFile', `TILED_API_KEY='${KEY}'\n`, 'OTHER=1\n'],
])('%s', (id, line, other) => {
  it('puts, checks, and takes out again byte for byte', async () => {
    writeFileSync(path, other);
    chmodSync(path, 0o644);
    const place = await put(id);
    expect(text()).toBe(other + line);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(place).toEqual({
      id: 'p1',
      kind: id,
      path,
      locator: 'TILED_API_KEY',
      hash: sha256(KEY),
      putAt: NOW,
      lastCheck: { state: 'present', at: NOW },
    });
    expect(await kinds.check(place, NOW)).toEqual({ state: 'present', at: NOW });
    expect(await kind(id).remove(place)).toEqual({ ok: true, value: { outcome: 'removed', notes: [] } });
    expect(text()).toBe(other);
    expect(await kinds.check(place, NOW)).toEqual({ state: 'removed', at: NOW });
    expect(await kind(id).remove(place)).toEqual({ ok: true, value: { outcome: 'wasGone', notes: [] } });
    expect(readdirSync(join(root, 'home'))).toEqual(['tiled.env']);
  });

  it('sees another value, and does not take that out', async () => {
    const place = await put(id);
    writeFileSync(path, line.replace(KEY, 'somebodyelse'));
    expect(await kinds.check(place, NOW)).toMatchObject({ state: 'changed' });
    const removed = await kind(id).remove(place);
    expect(removed).toMatchObject({ ok: false, error: { code: 'place.changed' } });
    expect(JSON.stringify(removed)).not.toContain('somebodyelse');
    expect(text()).toContain('somebodyelse');
  });

  it('sees a key that a later line hides', async () => {
    const place = await put(id);
    writeFileSync(path, line + line.replace(KEY, 'later'));
    expect(await kinds.check(place, NOW)).toMatchObject({
      state: 'changed',
      detail: expect.stringContaining('Line 1 still holds this key'),
    });
    await kind(id).remove(place);
    expect(text()).toBe(line.replace(KEY, 'later'));
  });

  it('sees loose permissions', async () => {
    const place = await put(id);
    chmodSync(path, 0o640);
    expect(await kinds.check(place, NOW)).toMatchObject({ state: 'present', detail: expect.stringContaining('0640') });
  });

  it('takes the rights of others away, and nothing else', async () => {
    const place = await put(id);
    const before = text();
    chmodSync(path, 0o644);
    expect(await kind(id).tighten?.(place)).toMatchObject({ ok: true, value: [expect.stringContaining('0644')] });
    expect([statSync(path).mode & 0o777, text()]).toEqual([0o600, before]);
    rmSync(path);
    expect(await kind(id).tighten?.(place)).toMatchObject({ ok: false, error: { code: 'file.gone' } });
    expect(existsSync(path)).toBe(false);
  });

  it('knows a missing file from what cannot be read', async () => {
    const place = await put(id);
    rmSync(path);
    expect(await kinds.check(place, NOW)).toMatchObject({ state: 'removed' });
    expect(await kind(id).remove(place)).toMatchObject({ ok: true, value: { outcome: 'wasGone' } });
    expect(existsSync(path)).toBe(false);
    mkdirSync(path);
    expect(await kinds.check(place, NOW)).toMatchObject({ state: 'unreadable' });
    expect(await kinds.check({ ...place, path: join(root, 'not mounted', 'x') }, NOW)).toMatchObject({ state: 'unreadable' });
  });

  it('writes further variables beside the key', async () => {
    writeFileSync(path, line.replace(KEY, 'old') + other);
    await put(id, { fields: { TILED_URI: 'https://tiled.example.org/api', OTHER: '2' } });
    const q = id === 'envFile' ? 'export ' : '';
    expect(text()).toBe(`${line}${q}OTHER='2'\n${q}TILED_URI='https://tiled.example.org/api'\n`);
  });
});

describe('the preview', () => {
  it('needs no secret, writes nothing, and shows the changed lines only, masked', async () => {
    const before = `export AWS_SECRET='neighbour'\nexport TILED_API_KEY='formersecret' # mine\nexport TILED_URI=old\n`;
    writeFileSync(path, before, { mode: 0o600 });
    const seen = await kind('envFile').preview(request({ secret: SECRET, fields: { TILED_URI: 'https://h' } }));
    expect(seen).toMatchObject({
      ok: true,
      value: {
        path,
        makesFile: false,
        lines: [
          { number: 2, before: `export TILED_API_KEY='${MASK}'`, after: `export TILED_API_KEY='${SECRET}'` },
          { number: 3, before: `export TILED_URI='${MASK}'`, after: "export TILED_URI='https://h'" },
        ],
        overwrites: sha256('formersecret'),
      },
    });
    expect(JSON.stringify(seen)).not.toMatch(/neighbour|formersecret|mine/);
    expect(text()).toBe(before);
  });

  it('never shows the secret, even when it was given', async () => {
    expect(JSON.stringify(await kind('dotenvFile').preview(request()))).not.toContain(KEY);
  });

  it('of a new file', async () => {
    expect(await kind('envFile').preview(request())).toMatchObject({
      ok: true,
      value: { makesFile: true, overwrites: null, warnings: [] },
    });
    expect(existsSync(path)).toBe(false);
  });

  it('binds: a file changed after it is not touched', async () => {
    writeFileSync(path, 'A=1\n');
    const seen = await kind('dotenvFile').preview(request());
    if (!seen.ok) throw new Error(seen.error.message);
    const { revision } = seen.value;
    writeFileSync(path, 'A=2\n');
    expect(await kind('dotenvFile').put(request({ revision }))).toMatchObject({ ok: false, error: { code: 'file.changed' } });
    expect(text()).toBe('A=2\n');
    writeFileSync(path, 'A=1\n');
    expect(await kind('dotenvFile').put(request({ revision }))).toMatchObject({ ok: true });
  });

  it('warns of links, permissions, open folders, Git, synced folders and lost values, and lets the user go on', async () => {
    const tree = join(root, 'Dropbox', 'tree');
    mkdirSync(join(tree, '.git'), { recursive: true });
    chmodSync(tree, 0o777);
    const real = join(tree, 'x.env');
    writeFileSync(real, 'TILED_API_KEY=$OTHER\n');
    chmodSync(real, 0o644);
    symlinkSync(real, path);
    const seen = await kind('envFile').preview(request());
    if (!seen.ok) throw new Error(seen.error.message);
    const all = seen.value.warnings.join('\n');
    for (const part of ['symbolic link', 'mode 0644', 'Every user', 'Git work tree', 'Dropbox', 'will be lost'])
      expect(all).toContain(part);
    expect(seen.value.overwrites).toBe('unknown');
    await put('envFile');
    expect(readFileSync(real, 'utf8')).toBe(`export TILED_API_KEY='${KEY}'\n`);
  });

  it('of a removal', async () => {
    writeFileSync(path, 'A=1\n', { mode: 0o600 });
    const place = await put('dotenvFile');
    expect(await kind('dotenvFile').previewRemove(place)).toMatchObject({
      ok: true,
      value: { lines: [{ number: 2, before: `TILED_API_KEY='${MASK}'`, after: null }], warnings: [] },
    });
    writeFileSync(path, 'A=1\n');
    expect(await kind('dotenvFile').previewRemove(place)).toMatchObject({ ok: true, value: { lines: [] } });
  });
});

describe('refusals', () => {
  it('a name that is none, one that is taken, the key twice', async () => {
    for (const [more, code] of [
      [{ locator: 'A B' }, 'export.name'],
      [{ locator: 'PATH' }, 'export.nameTaken'],
      [{ fields: { TILED_API_KEY: 'x' } }, 'export.name'],
      [{ fields: { LD_PRELOAD: 'x' } }, 'export.nameTaken'],
      [{ secret: 'a\nb' }, 'export.cannotQuote'],
    ] as const) {
      expect(await kind('envFile').put(request(more))).toMatchObject({ ok: false, error: { code } });
      expect(existsSync(path)).toBe(false);
    }
  });

  it('says nothing of the secret or the file in any message', async () => {
    writeFileSync(path, 'export TILED_API_KEY=neighbour A=2\n');
    const done = await kind('envFile').put(request());
    expect(done).toMatchObject({ ok: false, error: { code: 'env.unclear' } });
    expect(JSON.stringify(done)).not.toMatch(new RegExp(`${KEY}|neighbour`));
  });
});

describe('the registry', () => {
  it('answers unreadable for a kind of a later version', async () => {
    const place: PlaceOfUse = { id: 'x', kind: 'later', path, locator: 'x', hash: '', putAt: NOW, lastCheck: null };
    expect(await kinds.check(place, NOW)).toMatchObject({ state: 'unreadable', at: NOW });
    expect(kinds.of('later')).toMatchObject({ ok: false, error: { code: 'place.kind' } });
  });
  it('refuses two kinds of one id', () => {
    const [one] = kinds.all;
    expect(() => new PlaceKinds(one ? [one, one] : [])).toThrow();
  });
});

it.each([
  ['/home/u/Dropbox/x', 'Dropbox'],
  ['/home/u/Dropbox (Lab)/a/x', 'Dropbox'],
  ['C:\\Users\\u\\OneDrive - Institute\\x', 'OneDrive'],
  ['/Users/u/Library/Mobile Documents/com~apple~CloudDocs/x', 'iCloud Drive'],
  ['/home/u/Nextcloud', null],
  ['/home/u/project/x', null],
])('%s is synced by %s', (p, name) => expect(syncedBy(p)).toBe(name));

it('says of Git what is known', () => {
  expect(gitSentence({ inside: false })).toBe(null);
  expect(gitSentence({ inside: true, root: '/r', ignored: true })).toBe(null);
  expect(gitSentence({ inside: true, root: '/r', ignored: false })).toContain('does not ignore it');
  expect(gitSentence({ inside: true, root: '/r', ignored: null })).toContain('could not be found out');
});
