import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openKeychain, type VaultKeychain } from './index';
import { openBody, parseVault, unwrapVaultKey } from './vault-format';

// Seconds on an idle machine; a busy one must not make it fail.
vi.setConfig({ testTimeout: 60_000 });

const WORK = { n: 2 ** 14, r: 1, p: 1 };
const PASS = 'correct horse battery';
let folder: string;
let path: string;
const open = (): VaultKeychain => openKeychain({ backend: 'vault', path, work: WORK });
async function made(): Promise<VaultKeychain> {
  const vault = open();
  expect(await vault.create(PASS)).toEqual({ ok: true, value: undefined });
  return vault;
}
const codeOf = async (answer: ReturnType<VaultKeychain['unlock']>): Promise<string> => {
  const result = await answer;
  return result.ok ? 'ok' : result.error.code.replace('keychain.vault.', '');
};
/** What an attacker who knows the format would do after altering a file. */
function resum(file: Buffer): Buffer {
  const start = file.subarray(0, -32);
  return Buffer.concat([start, createHash('sha256').update(start).digest()]);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-vault-'));
  path = join(folder, 'inner', 'vault');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the passphrase vault', () => {
  it('keeps values over a restart, in a file that shows none of them', async () => {
    const vault = await made();
    expect(await vault.set('account-one', 'a very secret ☃ value', 'never')).toEqual({ kind: 'stored' });
    expect(await vault.set('account-two', '', 'never')).toEqual({ kind: 'stored' });
    expect(await vault.set('account-one', 'another secret value', 'never')).toEqual({ kind: 'stored' });
    await vault.close();
    expect(await vault.get('account-one', 'mayAsk')).toEqual({ kind: 'locked' });

    const again = open();
    expect(await again.status()).toMatchObject({ backend: 'vault', name: 'Passphrase vault', state: 'locked' });
    expect(await again.set('x', 'y', 'mayAsk')).toEqual({ kind: 'locked' });
    expect(await again.delete('x', 'mayAsk')).toEqual({ kind: 'locked' });
    expect(await codeOf(again.unlock('wrong horse battery'))).toBe('wrongPassphrase');
    expect(await codeOf(again.unlock(PASS))).toBe('ok');
    expect(await again.status()).toMatchObject({ state: 'unlocked', detail: null });
    expect(await again.get('account-one', 'never')).toEqual({ kind: 'found', secret: 'another secret value' });
    expect(await again.get('account-two', 'never')).toEqual({ kind: 'found', secret: '' });
    expect(await again.get('account-three', 'never')).toEqual({ kind: 'absent' });
    expect(await again.prove(4_096)).toEqual({ kind: 'stored' });
    expect(await again.delete('account-two', 'never')).toEqual({ kind: 'deleted' });
    expect(await again.delete('account-two', 'never')).toEqual({ kind: 'absent' });

    const bytes = readFileSync(path).toString('latin1');
    for (const hidden of ['secret', 'account', PASS, 'horse']) expect(bytes).not.toContain(hidden);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'inner')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'inner'))).toEqual(['vault']);
  });

  it('behaves like a map under any sequence of changes, restarts included', async () => {
    const account = fc.constantFrom('a', 'b', 'c', 'long-name');
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), account, value: fc.string({ unit: 'binary', maxLength: 6_000 }) }),
      fc.record({ do: fc.constant('delete' as const), account }),
      fc.record({ do: fc.constant('reopen' as const) }),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        round += 1;
        path = join(folder, String(round), 'vault');
        let vault = await made();
        const expected = new Map<string, string>();
        for (const each of steps) {
          if (each.do === 'set') {
            expected.set(each.account, each.value);
            expect(await vault.set(each.account, each.value, 'never')).toEqual({ kind: 'stored' });
          } else if (each.do === 'delete') {
            expect((await vault.delete(each.account, 'never')).kind).toBe(expected.delete(each.account) ? 'deleted' : 'absent');
          } else {
            await vault.close();
            vault = open();
            await vault.unlock(PASS);
          }
          for (const name of ['a', 'b', 'c', 'long-name']) {
            const secret = expected.get(name);
            expect(await vault.get(name, 'never')).toEqual(secret === undefined ? { kind: 'absent' } : { kind: 'found', secret });
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it('refuses what it cannot keep as it is', async () => {
    const vault = await made();
    expect(await vault.set('a', '\ud800', 'never')).toMatchObject({ kind: 'damaged' });
    expect(await vault.set('a', 'x'.repeat(1024 * 1024 + 1), 'never')).toEqual({ kind: 'tooLarge', limitBytes: 1024 * 1024 });
    expect(await vault.get('a', 'never')).toEqual({ kind: 'absent' });
  });

  it('is not made twice, nor under a short passphrase, and says where there is none', async () => {
    const missing = open();
    expect(await missing.status()).toMatchObject({ state: 'unavailable' });
    expect(await codeOf(missing.unlock(PASS))).toBe('missing');
    expect(await codeOf(missing.create('short'))).toBe('passphraseTooShort');
    await made();
    expect(await codeOf(open().create('another passphrase'))).toBe('exists');
    expect(await codeOf(open().unlock(PASS))).toBe('ok');
  });

  it('takes a passphrase in either spelling of Unicode', async () => {
    const vault = open();
    await vault.create('caf\u00e9 horse');
    expect(await codeOf(open().unlock('cafe\u0301 horse'))).toBe('ok');
  });
});

describe('a vault file that is not as Tessera left it', () => {
  it('cut short or with any bit changed: damaged, and never opened as something else', async () => {
    const vault = await made();
    await vault.set('a', 'value', 'never');
    const good = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.integer({ min: 0, max: 7 }), fc.boolean(), async (at, bit, truncate) => {
        const bad = truncate ? good.subarray(0, at) : Buffer.from(good);
        if (!truncate) bad[at] = (bad[at] ?? 0) ^ (1 << bit);
        writeFileSync(path, bad);
        // A changed digit in the first line can only read as another version.
        expect(['corrupt', 'newer']).toContain(await codeOf(open().unlock(PASS)));
        expect(['damaged', 'unavailable']).toContain((await vault.get('a', 'never')).kind);
        expect(['damaged', 'unavailable']).toContain((await vault.set('a', 'other', 'never')).kind);
        expect(readFileSync(path).equals(bad)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('altered on purpose, with its sum renewed: told as altered, or as a wrong passphrase where only that could vouch for it', async () => {
    const vault = await made();
    await vault.set('a', 'value', 'never');
    const good = readFileSync(path);
    const headerAt = good.indexOf(0x0a) + 1;
    const bodyAt = good.indexOf(0x0a, headerAt) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: headerAt, max: good.length - 33 }), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ (1 << bit);
        writeFileSync(path, resum(bad));
        const code = await codeOf(open().unlock(PASS));
        if (at >= bodyAt) expect(code).toBe('tampered');
        else expect(['tampered', 'wrongPassphrase', 'corrupt']).toContain(code);
        if (at >= bodyAt) expect(await vault.get('a', 'never')).toMatchObject({ kind: 'damaged', why: expect.stringContaining('altered') });
      }),
      { numRuns: 100 },
    );
  });

  it('that asks for all memory or for no work is not obeyed', async () => {
    await made();
    const text = readFileSync(path).toString('latin1');
    for (const n of [2 ** 30, 1024, 2 ** 14 + 1]) {
      writeFileSync(path, resum(Buffer.from(text.replace('"n":16384', `"n":${n}`), 'latin1')));
      expect(await codeOf(open().unlock(PASS))).toBe('tampered');
    }
  });

  it('written by a newer Tessera is left alone', async () => {
    const vault = await made();
    const newer = Buffer.from(readFileSync(path).toString('latin1').replace('tessera-vault 1', 'tessera-vault 2'), 'latin1');
    writeFileSync(path, newer);
    expect(await codeOf(open().unlock(PASS))).toBe('newer');
    expect(await vault.set('a', 'b', 'never')).toMatchObject({ kind: 'unavailable', why: expect.stringContaining('newer Tessera') });
    expect(readFileSync(path).equals(newer)).toBe(true);
  });

  it('that is gone or cannot be reached is said so', async () => {
    const vault = await made();
    rmSync(path);
    expect(await vault.get('a', 'never')).toMatchObject({ kind: 'unavailable', why: expect.stringContaining('gone') });
    path = join(path, 'below', 'a', 'file');
    writeFileSync(join(folder, 'inner', 'vault'), 'a file where a folder should be');
    expect(await codeOf(open().create(PASS))).toBe('file');
  });
});

describe('changing the passphrase', () => {
  it('closes the vault to the old one, and to a key that was got from an older copy', async () => {
    const vault = await made();
    await vault.set('a', 'before', 'never');
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    expect(await codeOf(vault.changePassphrase('not the passphrase', 'new passphrase'))).toBe('wrongPassphrase');
    expect(await codeOf(vault.changePassphrase(PASS, 'short'))).toBe('passphraseTooShort');
    expect(await codeOf(vault.changePassphrase(PASS, 'new passphrase'))).toBe('ok');
    expect(await vault.get('a', 'never')).toEqual({ kind: 'found', secret: 'before' });
    expect(await codeOf(open().unlock(PASS))).toBe('wrongPassphrase');
    expect(await codeOf(open().unlock('new passphrase'))).toBe('ok');
    // The data key that the old copy and the old passphrase give does not open what is written now, even past the epoch.
    const old = parseVault(readFileSync(copy));
    const now = parseVault(readFileSync(path));
    if (!old.ok || !now.ok) throw new Error('the files should be whole');
    const key = await unwrapVaultKey(old.value, PASS);
    if (!key.ok) throw new Error('the old copy should open');
    expect(openBody(old.value, key.value)).toMatchObject({ ok: true });
    expect(openBody(now.value, { ...key.value, epoch: now.value.header.epoch })).toEqual({ ok: false, fault: 'tampered' });
  });

  it('locks another window that was open with the old one', async () => {
    const other = await made();
    const vault = open();
    await vault.unlock(PASS);
    await vault.changePassphrase(PASS, 'new passphrase');
    expect(await other.set('a', 'b', 'never')).toEqual({ kind: 'locked' });
    expect(await other.status()).toMatchObject({ state: 'locked' });
  });
});

describe('two that write', () => {
  it('keep what both wrote', async () => {
    const one = await made();
    const two = open();
    await two.unlock(PASS);
    const writes = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two).set(`k${index}`, `v${index}`, 'never'));
    expect(new Set((await Promise.all(writes)).map((answer) => answer.kind))).toEqual(new Set(['stored']));
    for (let index = 0; index < 20; index += 1) expect(await one.get(`k${index}`, 'never')).toEqual({ kind: 'found', secret: `v${index}` });
  });

  it('do not wait for a lock that a dead or forgotten process left', async () => {
    const vault = await made();
    writeFileSync(`${path}.lock`, '4194305 never-a-process');
    writeFileSync(`${path}.new`, 'half a file');
    chmodSync(`${path}.new`, 0o600);
    expect(await vault.set('a', 'b', 'never')).toEqual({ kind: 'stored' });
    writeFileSync(`${path}.lock`, '');
    expect(await vault.set('a', 'b2', 'never')).toEqual({ kind: 'stored' });
    symlinkSync('4194305 never-a-process', `${path}.lock`);
    expect(await vault.set('a', 'b3', 'never')).toEqual({ kind: 'stored' });
    writeFileSync(`${path}.lock`, `${process.pid} long ago`);
    utimesSync(`${path}.lock`, new Date(0), new Date(0));
    expect(await vault.set('a', 'c', 'never')).toEqual({ kind: 'stored' });
    expect(readdirSync(join(folder, 'inner'))).toEqual(['vault']);
  });

  it('say so when the other does not let go', async () => {
    const vault = await made();
    symlinkSync(`${process.pid} someone`, `${path}.lock`);
    expect(await vault.set('a', 'b', 'never')).toMatchObject({ kind: 'unavailable', why: expect.stringContaining('Another Tessera') });
    expect(readlinkSync(`${path}.lock`)).toBe(`${process.pid} someone`);
  });
});

it('memory only: holds, forgets at close, and is called by its name', async () => {
  const memory = openKeychain({ backend: 'memory' });
  expect(await memory.set('a', 'b', 'never')).toEqual({ kind: 'stored' });
  expect(await memory.get('a', 'never')).toEqual({ kind: 'found', secret: 'b' });
  expect(await memory.prove(4_096)).toEqual({ kind: 'stored' });
  expect(await memory.get('probe', 'never')).toEqual({ kind: 'absent' });
  expect(await memory.status()).toMatchObject({ backend: 'memory', name: 'Memory only', state: 'unlocked' });
  await memory.close();
  expect(await memory.get('a', 'never')).toEqual({ kind: 'absent' });
});
