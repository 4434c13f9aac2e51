import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import type { PlaceOfUse } from '../../../domain/place';
import type { Result } from '../../../domain/result';
import { sha256 } from '../file-place';
import { MASK } from '../places';
import { cloudJson } from './cloud-json';
import { tiledbKinds } from './index';
import { ConfigKind } from './kind';
import { profilesJson } from './profiles';

const root = mkdtempSync(join(tmpdir(), 'tessera-tiledb-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TOKEN = 'tiledb_0123456789abcdefghij';
const OLD = 'tiledb_the-one-before-this-one';
const HOST = 'https://api.example.org';
const HEADER = 'X-TILEDB-REST-API-KEY';

let home = '';
let count = 0;
let cloud: ConfigKind;
let profiles: ConfigKind;

beforeEach(() => {
  count += 1;
  home = join(root, String(count));
  mkdirSync(home);
  const options = { pendingFolder: join(home, 'data', 'pending'), now: () => 1_000 };
  cloud = new ConfigKind(cloudJson, options);
  profiles = new ConfigKind(profilesJson, options);
});

const must = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
};
const file = (name: string) => join(home, '.tiledb', name);
function write(name: string, content: unknown, mode = 0o600): string {
  mkdirSync(join(home, '.tiledb'), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 4);
  writeFileSync(file(name), text);
  chmodSync(file(name), mode);
  return text;
}
const read = (name: string): string => readFileSync(file(name), 'utf8');
const parsed = (name: string): unknown => JSON.parse(read(name));
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const forCloud = (more: object = {}) => ({ path: file('cloud.json'), locator: 'api_key', secret: TOKEN, fields: { host: HOST }, ...more });
const forProfile = (more: object = {}) => ({
  path: file('profiles.json'),
  locator: 'default',
  secret: TOKEN,
  fields: { host: HOST, workspace: 'ws_1' },
  ...more,
});
const place = (kind: string, name: string, locator: string, secret = TOKEN): PlaceOfUse => ({
  id: 'p',
  kind,
  path: file(name),
  locator,
  hash: sha256(secret),
  putAt: 0,
  lastCheck: null,
});
const inCloud = place('tiledbCloudJson', 'cloud.json', 'api_key');
const cloudPlace = () => ({ ...inCloud, path: file('cloud.json') });
const profilePlace = (locator = 'default') => ({ ...place('tiledbProfiles', 'profiles.json', locator), path: file('profiles.json') });

describe('cloud.json', () => {
  it('is made as the vendor’s own client writes it, though for its owner alone', async () => {
    const preview = must(await cloud.preview(forCloud({ secret: SECRET })));
    expect(preview).toMatchObject({ makesFile: true, overwrites: null, revision: 'none' });
    expect(preview.lines.map((l) => l.after)).toEqual([`"${HEADER}": "${SECRET}"`, `"host": "${HOST}"`, '"verify_ssl": true']);
    expect(existsSync(join(home, '.tiledb'))).toBe(false);
    expect(must(await cloud.put(forCloud({ revision: preview.revision })))).toMatchObject({ change: 'created', notes: [] });
    const wanted = { api_key: { [HEADER]: TOKEN }, host: HOST, verify_ssl: true };
    expect(read('cloud.json')).toBe(`${JSON.stringify(wanted, null, 4)}\n`);
    expect([modeOf(file('cloud.json')), modeOf(join(home, '.tiledb'))]).toEqual([0o600, 0o700]);
    expect(await cloud.check(cloudPlace())).toEqual({ state: 'present', at: 1_000 });
  });

  it('keeps what it does not know, and says what the token replaces', async () => {
    const before = write(
      'cloud.json',
      `{"zebra": 1e400, "api_key": {"other": "o", "${HEADER}": "${OLD}"},\n "host":"https://h/v1", "ca_file": null}`,
    );
    const preview = must(await cloud.preview(forCloud()));
    expect(preview.overwrites).toBe(sha256(OLD));
    expect(JSON.stringify(preview)).not.toContain(OLD);
    expect(JSON.stringify(preview)).not.toContain(TOKEN);
    expect(preview.lines[0]).toEqual({ number: 1, before: `"${HEADER}": "${MASK}"`, after: `"${HEADER}": "${SECRET}"` });
    expect(preview.warnings.join(' ')).toContain('names another server now');
    must(await cloud.put(forCloud()));
    expect(read('cloud.json')).toBe(before.replace(OLD, TOKEN).replace('https://h/v1', HOST));
    expect(must(await cloud.put(forCloud()))).toMatchObject({ change: 'unchanged' });
  });

  it('keeps indent, line ends, numbers as they are written, and odd texts', async () => {
    const before =
      '{\r\n\t"api_key": {},\r\n\t"host": "HOST",\r\n\t"n": [0.10, 1E400, -0, 12345678901234567890],\r\n\t"t": "\\u00e9\\ud800"\r\n}\r\n';
    write('cloud.json', before.replace('HOST', HOST));
    must(await cloud.put(forCloud()));
    expect(read('cloud.json')).toBe(before.replace('HOST', HOST).replace('{}', `{\r\n\t\t"${HEADER}": "${TOKEN}"\r\n\t}`));
    const deep = `{"host":"${HOST}","d":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    write('cloud.json', deep);
    must(await cloud.put(forCloud()));
    expect(read('cloud.json')).toBe(deep.replace(/}$/, `,"api_key":{"${HEADER}": "${TOKEN}"}}`));
  });

  it('takes user name and password out, which would count before the token, and tells them first', async () => {
    write('cloud.json', { api_key: {}, host: HOST, password: 'horse', username: 'grace', verify_ssl: false }, 0o644);
    const preview = must(await cloud.preview(forCloud()));
    expect(preview.overwrites).toBe(sha256('horse'));
    expect(preview.warnings.join(' ')).toMatch(/count before a token.*verify_ssl/);
    expect(preview.lines.filter((l) => l.after === null).map((l) => l.before)).toEqual([`"username": "${MASK}"`, `"password": "${MASK}"`]);
    expect(must(await cloud.secretsAt(file('cloud.json'), 'api_key'))).toEqual([
      { secret: 'horse', what: 'the password of grace in cloud.json' },
    ]);
    expect(must(await cloud.put(forCloud())).notes.join()).toContain('0644');
    expect(parsed('cloud.json')).toEqual({ api_key: { [HEADER]: TOKEN }, host: HOST, verify_ssl: false });
    expect(modeOf(file('cloud.json'))).toBe(0o600);
  });

  it('names all secrets that leave, when there are several', async () => {
    write('cloud.json', { api_key: { [HEADER]: OLD }, host: HOST, password: 'horse', username: 'grace' });
    expect(must(await cloud.preview(forCloud())).overwrites).toBe('unknown');
    expect(must(await cloud.secretsAt(file('cloud.json'), 'api_key')).map((s) => s.secret)).toEqual([OLD, 'horse']);
    expect(must(await cloud.secretsAt(join(home, 'nowhere', 'cloud.json'), 'api_key'))).toEqual([]);
  });

  it('makes the object form out of a bare text, which breaks the vendor’s programs', async () => {
    write('cloud.json', { api_key: OLD, host: HOST });
    expect(must(await cloud.preview(forCloud())).overwrites).toBe(sha256(OLD));
    expect(await cloud.check({ ...cloudPlace(), hash: sha256(OLD) })).toMatchObject({
      state: 'present',
      detail: expect.stringContaining('cannot use'),
    });
    must(await cloud.put(forCloud()));
    expect(parsed('cloud.json')).toEqual({ api_key: { [HEADER]: TOKEN }, host: HOST });
  });

  it.each([
    ['a list for the token', '{"api_key": ["secret"], "host": "h"}'],
    ['a number for the token', `{"api_key": {"${HEADER}": 12345678}, "host": "h"}`],
    ['a number for the password', '{"username": "u", "password": 1234, "host": "h"}'],
    ['no JSON', '{"host": '],
    ['a list', '[]'],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')],
    ['a byte order mark', '\uFEFF{}'],
    ['a key that stands twice', `{"api_key": {"${HEADER}": "a"}, "host": "h", "api_key": {}}`],
  ])('is refused and left as it is with %s', async (_what, content) => {
    write('cloud.json', '');
    writeFileSync(file('cloud.json'), content, 'latin1');
    if (content.startsWith('\uFEFF')) writeFileSync(file('cloud.json'), content, 'utf8');
    const before = readFileSync(file('cloud.json'));
    for (const done of [await cloud.preview(forCloud()), await cloud.put(forCloud())])
      expect(done).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^tiledbCloudJson\.(notJson|notUnderstood|twice)$/) } });
    expect(readFileSync(file('cloud.json'))).toEqual(before);
  });

  it('sees another program’s doings: mode, password, token, file', async () => {
    must(await cloud.put(forCloud()));
    write('cloud.json', { api_key: { [HEADER]: TOKEN }, host: HOST, username: 'grace', password: 'horse' }, 0o644);
    const seen = await cloud.check(cloudPlace());
    expect(seen).toMatchObject({ state: 'present', detail: expect.stringMatching(/mode 0644.*count before the token/) });
    expect(must(await cloud.tighten(cloudPlace()))).toHaveLength(1);
    expect(modeOf(file('cloud.json'))).toBe(0o600);
    write('cloud.json', { api_key: { [HEADER]: OLD }, host: HOST });
    expect(await cloud.check(cloudPlace())).toMatchObject({ state: 'changed' });
    expect(await cloud.remove(cloudPlace())).toMatchObject({ ok: false, error: { code: 'place.changed' } });
    write('cloud.json', { host: HOST });
    expect(await cloud.check(cloudPlace())).toMatchObject({ state: 'removed' });
    write('cloud.json', 'oops');
    expect(await cloud.check(cloudPlace())).toMatchObject({ state: 'unreadable' });
    rmSync(file('cloud.json'));
    expect(await cloud.check(cloudPlace())).toMatchObject({ state: 'removed' });
    expect(await cloud.tighten(cloudPlace())).toMatchObject({ ok: false });
  });

  it('is written through a symbolic link, which stays', async () => {
    mkdirSync(join(home, 'dotfiles'));
    writeFileSync(join(home, 'dotfiles', 'cloud.json'), '{}');
    mkdirSync(join(home, '.tiledb'));
    symlinkSync(join(home, 'dotfiles', 'cloud.json'), file('cloud.json'));
    expect(must(await cloud.put(forCloud())).notes.join()).toContain('symbolic link');
    expect(readFileSync(join(home, 'dotfiles', 'cloud.json'), 'utf8')).toContain(TOKEN);
    expect(modeOf(join(home, 'dotfiles', 'cloud.json'))).toBe(0o600);
  });

  it('does not overwrite what was changed after the preview', async () => {
    write('cloud.json', { host: HOST });
    const { revision } = must(await cloud.preview(forCloud()));
    write('cloud.json', { host: HOST, new: 1 });
    expect(await cloud.put(forCloud({ revision }))).toMatchObject({ ok: false, error: { code: 'file.changed' } });
    expect(parsed('cloud.json')).toEqual({ host: HOST, new: 1 });
  });

  it('loses only the token when that is taken out again', async () => {
    const before = write('cloud.json', { api_key: {}, host: HOST, verify_ssl: true });
    must(await cloud.put(forCloud()));
    const preview = must(await cloud.previewRemove(cloudPlace()));
    expect(preview.lines).toMatchObject([{ before: `"${HEADER}": "${MASK}"`, after: null }]);
    expect(must(await cloud.remove(cloudPlace(), preview.revision))).toMatchObject({ outcome: 'removed' });
    expect(read('cloud.json')).toBe(before);
    expect(must(await cloud.remove(cloudPlace()))).toMatchObject({ outcome: 'wasGone' });
    expect(must(await cloud.previewRemove(cloudPlace())).lines).toEqual([]);
  });
});

describe('profiles.json', () => {
  it('is made with its version and texts only', async () => {
    must(await profiles.put(forProfile()));
    expect(read('profiles.json')).toBe(
      `${JSON.stringify({ version: 1, default: { 'rest.token': TOKEN, 'rest.server_address': HOST, 'rest.workspace': 'ws_1' } }, null, 2)}\n`,
    );
    expect(await profiles.check(profilePlace())).toEqual({ state: 'present', at: 1_000 });
  });

  it('changes one profile and keeps all others and all other settings', async () => {
    write('profiles.json', {
      version: 1,
      default: { 'rest.username': 'grace', 'rest.password': 'horse', 'rest.payer_namespace': 'lab', 'rest.verify_ssl': 'false' },
      other: { 'rest.token': OLD, odd: ['kept'] },
    });
    const preview = must(await profiles.preview(forProfile()));
    expect(preview.overwrites).toBe(sha256('horse'));
    expect(preview.warnings.join(' ')).toMatch(/instead of a token.*rest\.verify_ssl/);
    must(await profiles.put(forProfile()));
    expect(parsed('profiles.json')).toEqual({
      version: 1,
      default: {
        'rest.payer_namespace': 'lab',
        'rest.verify_ssl': 'false',
        'rest.token': TOKEN,
        'rest.server_address': HOST,
        'rest.workspace': 'ws_1',
      },
      other: { 'rest.token': OLD, odd: ['kept'] },
    });
    const named = must(await profiles.preview(forProfile({ locator: 'lab' })));
    expect(named.warnings.join(' ')).toContain('TILEDB_PROFILE_NAME');
    must(await profiles.remove(profilePlace()));
    expect(read('profiles.json')).not.toContain(TOKEN);
  });

  it.each([
    ['a newer version', { version: 2 }],
    ['an older version', { version: 0, default: {} }],
    ['no version', { default: {} }],
    ['a version that is a text', { version: '1' }],
    ['a profile that is none', { version: 1, default: 'x' }],
    ['a value that is no text', { version: 1, default: { 'rest.token': 7 } }],
  ])('is refused and left as it is with %s', async (_what, content) => {
    const before = write('profiles.json', content);
    expect(await profiles.put(forProfile())).toMatchObject({ ok: false, error: { code: 'tiledbProfiles.notUnderstood' } });
    expect(await profiles.check(profilePlace())).toMatchObject({ state: 'unreadable' });
    expect(read('profiles.json')).toBe(before);
  });

  it.each(['version', '', ' default', 'a\nb'])('takes no profile named %j', async (locator) => {
    expect(await profiles.put(forProfile({ locator }))).toMatchObject({
      ok: false,
      error: { code: 'tiledbProfiles.name', field: 'locator' },
    });
  });

  it('an empty file counts as none', async () => {
    write('profiles.json', '\n');
    must(await profiles.put(forProfile()));
    expect(parsed('profiles.json')).toMatchObject({ version: 1, default: { 'rest.token': TOKEN } });
  });
});

describe('any document', () => {
  const value = fc.jsonValue();
  const key = fc.oneof(fc.string(), fc.constantFrom('username', 'host', 'verify_ssl', '__proto__', 'api_key'));

  it('keeps everything else through put and remove', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { noNullPrototype: true }), fc.constantFrom(0, 2, '\t'), async (content, space) => {
        const text = JSON.stringify(content, null, space);
        fc.pre(cloudJson.look(content, 'api_key').ok);
        write('cloud.json', text);
        must(await cloud.put(forCloud()));
        const after = JSON.parse(read('cloud.json')) as Record<string, unknown>;
        expect(after).toMatchObject({ host: HOST, api_key: { [HEADER]: TOKEN } });
        const others = (o: Record<string, unknown>) =>
          Object.entries(o).filter(
            ([k]) => !['api_key', 'host', 'password', 'username', ...('verify_ssl' in content ? [] : ['verify_ssl'])].includes(k),
          );
        expect(others(after)).toEqual(others(JSON.parse(text)));
        must(await cloud.remove(cloudPlace()));
        expect(read('cloud.json')).not.toContain(TOKEN);
        expect(others(JSON.parse(read('cloud.json')))).toEqual(others(JSON.parse(text)));
      }),
      { numRuns: 100 },
    );
  });
});

it('both are there by their ids, and load with their first use', async () => {
  const options = { pendingFolder: join(home, 'data', 'pending'), now: () => 1_000 };
  const kinds = tiledbKinds({ ...options, profileDir: undefined });
  const paths = (profileDir?: string) => tiledbKinds({ ...options, profileDir }).map((k) => k.usualPath);
  expect([paths(), paths(''), paths('/lab')]).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [undefined, join('/lab', 'profiles.json')],
  ]);
  expect(kinds.map((k) => [k.kind, k.title])).toEqual([
    [cloud.kind, cloud.title],
    [profiles.kind, profiles.title],
  ]);
  for (const kind of kinds) {
    const request = kind.kind === 'tiledbProfiles' ? forProfile() : forCloud();
    must(await kind.preview(request));
    const { place: put } = must(await kind.put(request));
    expect(must((await kind.secretsAt?.(put.path, put.locator)) ?? { ok: true, value: [] })).toHaveLength(1);
    expect(await kind.check({ ...put, id: 'p' })).toMatchObject({ state: 'present' });
    must(await kind.previewRemove({ ...put, id: 'p' }));
    must(await kind.remove({ ...put, id: 'p' }));
  }
});
