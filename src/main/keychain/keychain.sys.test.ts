import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useKeyring } from '../../../test-support/keyring/os-keyring';
import { IndexBackup, openKeychain, readIndexPages } from './index';
import type { Keychain } from './port';

/** The keychain as the app opens it, over a real gnome-keyring: splitting, the queue, the proof and the index in pages. */
let keyring: Awaited<ReturnType<typeof useKeyring>>;
let keychain: Keychain;

beforeAll(async () => {
  keyring = await useKeyring();
  keychain = openKeychain({ backend: 'os', service: 'tessera-whole' });
});
afterAll(async () => {
  await keychain.close();
  await keyring.end();
});

/** The accounts that another program sees under our service. */
function accounts(): string[] {
  const env = { PATH: '/usr/bin:/bin', ...keyring.env };
  const found = spawnSync('secret-tool', ['search', '--all', 'service', 'tessera-whole'], { env, encoding: 'utf8' });
  return [...`${found.stdout}\n${found.stderr}`.matchAll(/^attribute\.account = (.*)$/gm)].map((match) => match[1] ?? '').sort();
}

describe('the keychain as a whole', () => {
  it('splits a TileDB-sized token, reads it back, and leaves no part behind', async () => {
    const token = Array.from({ length: 4_096 }, (_, index) => String.fromCharCode(33 + (index % 90))).join('');
    expect(await keychain.set('t', token, 'never')).toEqual({ kind: 'stored' });
    expect(accounts()).toEqual(['t', 't-a1', 't-a2']);
    expect(await keychain.get('t', 'never')).toEqual({ kind: 'found', secret: token });
    expect(await keychain.set('t', `${token}!`, 'never')).toEqual({ kind: 'stored' });
    expect(accounts()).toEqual(['t', 't-b1', 't-b2']);
    spawnSync('secret-tool', ['clear', 'service', 'tessera-whole', 'account', 't-b2'], { env: { PATH: '/usr/bin:/bin', ...keyring.env } });
    expect(await keychain.get('t', 'never')).toEqual({ kind: 'damaged', why: 'Part 2 of 2 is missing in the keychain.' });
    expect(await keychain.set('t', 'short', 'never')).toEqual({ kind: 'stored' });
    expect(await keychain.delete('t', 'never')).toEqual({ kind: 'deleted' });
    expect(accounts()).toEqual([]);
  });

  it('proves that a secret of 4 KiB can be kept, and leaves no sentinel', async () => {
    expect(await keychain.prove(4_096)).toEqual({ kind: 'stored' });
    expect(accounts()).toEqual([]);
    await keyring.lock();
    expect(await keychain.prove(4_096)).toEqual({ kind: 'locked' });
    await keyring.unlock();
    expect(accounts()).toEqual([]);
  });

  it('carries out many calls one at a time', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => keychain.set('same', `value ${index}`, 'never')),
      keychain.get('same', 'never'),
      keychain.delete('same', 'never'),
      keychain.get('same', 'never'),
    ]);
    expect(answers.slice(0, 20).every((answer) => answer.kind === 'stored')).toBe(true);
    expect(answers.slice(20)).toEqual([{ kind: 'found', secret: 'value 19' }, { kind: 'deleted' }, { kind: 'absent' }]);
  });

  it('brings the index back, tells a locked keychain from a lost index, and says when a page is missing', async () => {
    const text = JSON.stringify(Array.from({ length: 120 }, (_, id) => ({ id, note: `détecteur ${id}`, hash: 'f'.repeat(64) })));
    expect(await readIndexPages(keychain, 'never')).toEqual({ kind: 'absent' });
    const backup = new IndexBackup(keychain);
    expect(await backup.write(text)).toEqual({ kind: 'stored' });
    expect(await backup.write(text)).toEqual({ kind: 'unchanged' });
    expect(await readIndexPages(openKeychain({ backend: 'os', service: 'tessera-whole' }), 'mayAsk')).toEqual({
      kind: 'found',
      secret: text,
    });
    expect(accounts().every((account) => /^index(-[ab]\d+)?$/.test(account))).toBe(true);
    await keyring.lock();
    expect(await readIndexPages(keychain, 'mayAsk')).toEqual({ kind: 'locked' });
    expect(await backup.write(`${text} `)).toEqual({ kind: 'locked' });
    await keyring.unlock();
    spawnSync('secret-tool', ['clear', 'service', 'tessera-whole', 'account', 'index-a3'], {
      env: { PATH: '/usr/bin:/bin', ...keyring.env },
    });
    expect(await readIndexPages(keychain, 'never')).toMatchObject({ kind: 'damaged', why: expect.stringContaining('Part 3') });
  });
});
