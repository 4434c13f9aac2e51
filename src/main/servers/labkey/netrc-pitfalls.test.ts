import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEntry, setEntry, toText, verdicts } from '../../../domain/netrc';
import { record } from '../../../domain/testing';
import { chooseNetrc } from '../../exports/netrc';
import { labkey } from './index';
import { profileOf } from './test-tools';

/**
 * LabKey's pitfalls with `.netrc`, one by one, over the engine that writes it. That LabKey's own clients read what is written is judged by
 * these clients, in `src/sandbox/labkey/judges.real.test.ts`.
 */
const HOST = 'labkey.example.org';
const KEY = '0123456789abcdef'.repeat(4);
const OLD = 'fedcba9876543210'.repeat(4);

const set = (text: string, more: { readonly key?: string; readonly login?: string } = {}): string => {
  const done = setEntry(Buffer.from(text), { host: HOST, key: KEY, ...more });
  if (!done.ok) throw new Error(done.error.code);
  return Buffer.from(done.value.bytes).toString();
};
const seen = (text: string, host = HOST, key = KEY) =>
  Object.fromEntries(verdicts(toText(Buffer.from(text)), host, 'apikey', key).map((v) => [v.id, v.sees]));
const everybody = (text: string) => new Set(Object.values(seen(text)));
const entry = (key: string, host = HOST) => `machine ${host}\nlogin apikey\npassword ${key}\n`;
const exportsOf = (address: string) => labkey.exports(profileOf(address), record('k'), {});

describe('pitfalls of .netrc with LabKey', () => {
  it('1. a stale entry beats an explicit key: said with each export, and put right by writing the new key over it', () => {
    expect(exportsOf(`https://${HOST}`).warnings.join(' ')).toContain('beats a key that a Python program gives in a header');
    expect(everybody(set(entry(OLD)))).toEqual(new Set(['key']));
  });

  it('2. one entry for each host, whatever port or path: said, and nothing of them is written', () => {
    const spec = exportsOf(`https://${HOST}:8443/labkey`);
    expect(spec.warnings.join(' ')).toContain('two LabKey servers on one host cannot have different keys there');
    expect(set('')).not.toMatch(/8443|https|\/labkey/);
  });

  it('3. replaced in place: never appended, never commented out; of two entries for the host none keeps the old key', () => {
    const text = `machine other.test login u password p\n${entry(OLD)}# mine\n`;
    expect(set(text)).toBe(text.replace(OLD, KEY));
    expect(set(`${entry(OLD)}\n${entry('x'.repeat(64))}`)).not.toMatch(new RegExp(`${OLD}|x{64}`));
    expect(everybody(set(`${entry(OLD)}\n${entry('x'.repeat(64))}`))).toEqual(new Set(['key']));
    // A default before the entry would win with curl and R.
    expect(everybody(set('default login d password p\n'))).toEqual(new Set(['key']));
  });

  it('4. other entries, comments and macros stay to the letter, and come back when the key is taken out', () => {
    const text =
      '# my file\nmachine other.test login u password "p q"\nmacdef init\ncd /pub\n\nmachine third.test\n\tlogin v\n\tpassword w\n';
    const written = set(text);
    expect(written.split('\n').filter((line) => !line.includes(HOST))).toEqual(text.split('\n'));
    const removed = removeEntry(Buffer.from(written), { host: HOST });
    expect(removed.ok && Buffer.from(removed.value.bytes).toString()).toBe(text);
  });

  describe('5. on Windows', () => {
    let home = '';
    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), 'tessera-pitfalls-'));
    });
    afterEach(() => rmSync(home, { recursive: true }));
    const choose = (netrc?: string) => chooseNetrc({ home, platform: 'win32', netrc });

    it('_netrc is made where there is none, and no second file beside an existing one', async () => {
      expect((await choose()).path).toBe(join(home, '_netrc'));
      writeFileSync(join(home, '.netrc'), '');
      expect((await choose()).path).toBe(join(home, '.netrc'));
    });

    it('where both exist it is said which one is read; _netrc.txt is read by nobody', async () => {
      for (const name of ['.netrc', '_netrc', '_netrc.txt']) writeFileSync(join(home, name), '');
      const { warnings } = await choose();
      expect(warnings.join(' ')).toMatch(/are both there.*No program reads .*_netrc\.txt/s);
    });

    it('NETRC alone is followed by Python, and its file is the one that is written', async () => {
      expect(await choose(join(home, 'named'))).toMatchObject({ path: join(home, 'named'), why: 'variable' });
    });

    it('HOME is mentioned for R', () => {
      expect(exportsOf(`https://${HOST}`).snippets.find((s) => s.id === 'r-netrc')?.warning).toContain('set HOME');
    });
  });

  it('6. the login is exactly “apikey”, in lower case; the bar of a key from before 23.3 needs no quotes', () => {
    expect(set('')).toContain('login apikey ');
    const legacy = `apikey|${'07b302aa'.repeat(4)}`;
    const text = set('', { key: legacy });
    expect(text).toContain(`password ${legacy}\n`);
    expect(new Set(Object.values(seen(text, HOST, legacy)))).toEqual(new Set(['key']));
    expect(setEntry(Buffer.from(`machine ${HOST} login APIKEY password ${OLD}\n`), { host: HOST, key: KEY })).toMatchObject({
      ok: false,
      error: { code: 'conflict-other-login' },
    });
  });

  it('7. an entry for localhost is none for 127.0.0.1', () => {
    expect(new Set(Object.values(seen(entry(KEY, 'localhost'), '127.0.0.1')))).toEqual(new Set(['nothing']));
    expect(new Set(Object.values(seen(entry(KEY, 'localhost'), 'localhost')))).toEqual(new Set(['key']));
  });

  it('8. a running R session may keep an old login: said', () => {
    expect(exportsOf(`https://${HOST}`).snippets.find((s) => s.id === 'r-netrc')?.warning).toContain(
      'start a new one after a change of key',
    );
  });
});
