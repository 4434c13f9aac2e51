import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import { sha256 } from '../file-place';
import { MASK } from '../places';
import { applyFix, netrcEntries, netrcHealth, netrcSecret, previewFix } from './contents';
import { locatorOf, spotOf } from './locator';
import { HOST, home, KEY, kind, LINE, OTHER, options, path, place, put, read, write } from './testing';
import { chooseNetrc } from './which-file';

describe('which file', () => {
  const choose = (netrc?: string, platform: NodeJS.Platform = 'linux') => chooseNetrc({ home, platform, netrc });

  it('13. the one that is there; with both .netrc and a warning; with none by the system', async () => {
    expect(await choose()).toEqual({ path, why: 'new', warnings: [] });
    expect(await choose(undefined, 'win32')).toMatchObject({ path: join(home, '_netrc'), why: 'new' });
    writeFileSync(join(home, '_netrc'), '');
    expect(await choose()).toMatchObject({ path: join(home, '_netrc'), why: 'only' });
    writeFileSync(path, '');
    const both = await choose();
    expect(both).toMatchObject({ path, why: 'both' });
    expect(both.warnings).toHaveLength(1);
  });

  it('13. a dangling link counts as there', async () => {
    symlinkSync('nowhere', path);
    expect(await choose(undefined, 'win32')).toMatchObject({ path, why: 'only' });
  });

  it('14. NETRC where it is set and not empty', async () => {
    expect(await choose('/elsewhere/netrc')).toMatchObject({ path: '/elsewhere/netrc', why: 'variable' });
    expect(await choose('')).toMatchObject({ path, why: 'new' });
  });

  it('encrypted files that some programs read first are named', async () => {
    writeFileSync(join(home, '.netrc.gpg'), '');
    expect((await choose()).warnings.join()).toContain('.netrc.gpg');
  });
});

describe('preview, put, check, remove', () => {
  it('the preview shows the change without values, and put does what it showed', async () => {
    write(`${OTHER}machine lk.test login apikey password OLDKEY\n`);
    const preview = await kind.preview({ path, locator: HOST, secret: SECRET, fields: {} });
    if (!preview.ok) throw new Error(preview.error.code);
    expect(preview.value).toMatchObject({
      path,
      makesFile: false,
      lines: [
        { number: 2, before: `machine lk.test login apikey password ${MASK}`, after: `machine lk.test login apikey password ${SECRET}` },
      ],
      overwrites: sha256('OLDKEY'),
      changes: true,
    });
    expect(preview.value.readers.map((r) => r.sees)).toEqual(['key', 'key', 'key', 'key', 'key']);
    expect(preview.value.remarks.map((r) => r.code)).toEqual(['every-port', 'overrides-headers']);
    expect(await put(KEY, { revision: preview.value.revision })).toMatchObject({ ok: true, value: { change: 'replaced' } });
    expect(read()).toBe(OTHER + LINE);
    expect(await put('another', { revision: preview.value.revision })).toMatchObject({ ok: false, error: { code: 'file.changed' } });
    expect(read()).toBe(OTHER + LINE);
  });

  it('another login needs consent, and is said', async () => {
    write('machine lk.test login me@x.test password pw\n');
    expect(await put()).toMatchObject({ ok: false, error: { code: 'netrc.conflict-other-login', field: 'replace' } });
    const preview = await kind.preview({ path, locator: HOST, secret: KEY, fields: { replace: 'yes' } });
    expect(preview.ok && preview.value.overwrites).toBe(sha256('pw'));
    expect(preview.ok && preview.value.leaving).toEqual([{ hash: sha256('pw'), line: 1, login: 'me@x.test' }]);
    expect(await netrcSecret(path, 'me@x.test@lk.test', sha256('pw'))).toEqual({ ok: true, value: 'pw' });
    expect(await netrcSecret(path, HOST, sha256('pw'))).toEqual({ ok: true, value: 'pw' });
    expect(preview.ok && preview.value.remarks[0]).toMatchObject({ code: 'other-login', line: 1 });
    expect(await put(KEY, { fields: { replace: 'yes' } })).toMatchObject({ ok: true });
    expect(read()).toBe(LINE);
  });

  it('a login of its own is part of the locator', async () => {
    expect(spotOf(locatorOf({ host: HOST, login: 'me@x.test' }))).toEqual({ host: HOST, login: 'me@x.test' });
    expect(locatorOf({ host: HOST, login: 'apikey' })).toBe(HOST);
    await put('K1', { locator: 'me@x.test@lk.test' });
    expect(read()).toBe('machine lk.test login me@x.test password K1\n');
    expect(await kind.check(place('K1', 'me@x.test@lk.test'))).toEqual({ state: 'present', at: 1_000 });
    expect(await kind.remove(place('K1', 'me@x.test@lk.test'))).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(read()).toBe('');
  });

  it('readers that will not see it are named with the reason', async () => {
    write('machine a.test login ua password pa protocol https\n');
    const preview = await kind.preview({ path, locator: HOST, secret: KEY, fields: {} });
    expect(preview.ok && preview.value.readers.filter((r) => r.sees !== 'key')).toMatchObject([{ id: 'python', sees: 'rejects' }]);
    expect(preview.ok && preview.value.remarks.map((r) => r.code)).toContain('not-read-by');
    const done = await put();
    expect(done.ok && done.value.notes.join()).toContain('Python');
  });

  it('the check tells present, changed, removed and unreadable apart', async () => {
    expect(await kind.check(place())).toMatchObject({ state: 'removed' });
    write(OTHER + LINE);
    expect(await kind.check(place())).toEqual({ state: 'present', at: 1_000 });
    chmodSync(path, 0o644);
    expect(await kind.check(place())).toMatchObject({ state: 'present', detail: expect.stringContaining('0644') });
    write(`${OTHER}machine lk.test login apikey password other\n`);
    expect(await kind.check(place())).toMatchObject({ state: 'changed' });
    write(`${OTHER}machine lk.test login me password ${KEY}\n`);
    expect(await kind.check(place())).toMatchObject({ state: 'changed', detail: expect.stringContaining('another login') });
    write(`${LINE}machine LK.TEST login apikey password other\n`);
    expect(await kind.check(place())).toMatchObject({ state: 'changed', detail: expect.stringContaining('Line 1') });
    write(OTHER);
    expect(await kind.check(place())).toMatchObject({ state: 'removed' });
    write(`machine a login u password "p\n`);
    expect(await kind.check(place())).toMatchObject({ state: 'unreadable', detail: expect.stringContaining('Line 1') });
    rmSync(path);
    mkdirSync(path);
    expect(await kind.check(place())).toMatchObject({ state: 'unreadable' });
  });

  it('only the key that was put there is taken out', async () => {
    write(`${OTHER}machine lk.test login apikey password other\n`);
    expect(await kind.remove(place())).toMatchObject({ ok: false, error: { code: 'place.changed' } });
    write(`${LINE}machine lk.test login apikey password other\n`);
    const preview = await kind.previewRemove(place());
    expect(preview.ok && preview.value.leaving).toEqual([{ hash: sha256(KEY), line: 1, login: 'apikey' }]);
    expect(preview.ok && preview.value.lines).toEqual([
      { number: 1, before: `machine lk.test login apikey password ${MASK}`, after: null },
    ]);
    expect(preview.ok && preview.value.remarks.map((r) => r.code)).toEqual(['still-read-by']);
    expect(await kind.remove(place())).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(read()).toBe('machine lk.test login apikey password other\n');
    rmSync(path);
    expect(await kind.remove(place())).toMatchObject({ ok: true, value: { outcome: 'wasGone' } });
    expect(existsSync(path)).toBe(false);
  });

  it('a removal that would make Python reject the file waits for consent', async () => {
    write(`${LINE}#old stuff here\n${OTHER}`);
    expect(await kind.remove(place())).toMatchObject({ ok: false, error: { code: 'netrc.would-break-python', field: 'force' } });
    const preview = await kind.previewRemove(place(), { force: true });
    expect(preview.ok && preview.value.remarks.map((r) => r.code)).toContain('rejected-by');
    expect(await kind.remove(place(), undefined, { force: true })).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(read()).toBe(`#old stuff here\n${OTHER}`);
  });
});

describe('the file as a whole', () => {
  it('its entries, with hashes; a key only by its hash', async () => {
    write(`${OTHER}machine LK.test login apikey password ${KEY}\nmachine c login u\ndefault login d password d\n`);
    expect(await netrcEntries(path)).toEqual({
      ok: true,
      value: [
        { host: 'a.test', login: 'ua', locator: 'ua@a.test', line: 1, hash: sha256('pa') },
        { host: 'LK.test', login: 'apikey', locator: HOST, line: 2, hash: sha256(KEY) },
      ],
    });
    expect(await netrcSecret(path, HOST, sha256(KEY))).toEqual({ ok: true, value: KEY });
    expect(await netrcSecret(path, HOST, sha256('older'))).toMatchObject({ ok: false, error: { code: 'netrc.gone' } });
  });

  it('its health, and a fix with its preview', async () => {
    write(`${OTHER}\n# two words\n${LINE}`, 0o644);
    const health = await netrcHealth(path);
    if (!health.ok) throw new Error(health.error.code);
    expect(health.value).toMatchObject({
      path,
      isThere: true,
      findings: [{ code: 'python-rejects', line: 3 }],
      fixes: [{ id: 'shield-comments' }, { id: 'owner-only' }],
    });
    expect(health.value.notes).toHaveLength(1);
    const preview = await previewFix(path, 'shield-comments');
    expect(preview).toMatchObject({ ok: true, value: { lines: [{ number: 3, before: null, after: '#' }] } });
    expect(await applyFix(path, 'shield-comments', options, health.value.revision)).toMatchObject({
      ok: true,
      value: { change: 'replaced' },
    });
    expect(read()).toBe(`${OTHER}\n#\n# two words\n${LINE}`);
    expect(await netrcHealth(path)).toMatchObject({ ok: true, value: { findings: [], fixes: [], notes: [] } });
    expect(await applyFix(path, 'final-newline', options, health.value.revision)).toMatchObject({
      ok: false,
      error: { code: 'file.changed' },
    });
  });
});
