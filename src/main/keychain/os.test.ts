import { describe, expect, it } from 'vitest';
import { ok } from '../../domain/result';
import { compose } from './compose';
import type { NativeKeychain } from './native';
import { OsStore } from './os';
import { SplittingStore } from './split';

/** The systems without D-Bus, over a native keychain of theirs whose limits and error texts are those of keytar's sources. */
class Native implements NativeKeychain {
  readonly items = new Map<string, string>();
  running = 0;
  most = 0;
  refusal: string | null = null;
  hold: Promise<void> = Promise.resolve();

  private async call<T>(work: () => T): Promise<T> {
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    await this.hold;
    await new Promise((resolve) => setImmediate(resolve));
    this.running -= 1;
    if (this.refusal !== null) throw new Error(this.refusal);
    return work();
  }
  getPassword(service: string, account: string) {
    return this.call(() => this.items.get(`${service}/${account}`) ?? null);
  }
  setPassword(service: string, account: string, password: string) {
    return this.call(() => {
      if (Buffer.byteLength(password) > 2_560) throw new Error('The stub received bad data.');
      this.items.set(`${service}/${account}`, password);
    });
  }
  deletePassword(service: string, account: string) {
    return this.call(() => this.items.delete(`${service}/${account}`));
  }
}

function openOn(platform: NodeJS.Platform, native: Native, timeoutMs = 1_000) {
  const os = new OsStore({ service: 'tessera', platform, env: () => ({}), timeoutMs, load: async () => ok(native) });
  const keychain = compose({
    backend: 'os',
    store: new SplittingStore(os),
    status: () => os.status(),
    close: async () => os.close(),
    waits: () => os.waits,
  });
  return { os, keychain };
}

describe('Windows Credential Manager', () => {
  it('holds a token of 4 KiB in items of 2,560 bytes', async () => {
    const native = new Native();
    const { os, keychain } = openOn('win32', native);
    const token = '☃'.repeat(1_366);
    expect(await os.set('t', token, 'never')).toEqual({ kind: 'tooLarge', limitBytes: 2_560 });
    expect(await keychain.set('t', token, 'never')).toEqual({ kind: 'stored' });
    expect(await keychain.get('t', 'never')).toEqual({ kind: 'found', secret: token });
    expect([...native.items.keys()].sort()).toEqual(['tessera/t', 'tessera/t-a1', 'tessera/t-a2']);
    expect(await keychain.prove(4_096)).toEqual({ kind: 'stored' });
    expect(await keychain.delete('t', 'never')).toEqual({ kind: 'deleted' });
    expect(native.items.size).toBe(0);
    expect(await keychain.status()).toEqual({ backend: 'os', name: 'Windows Credential Manager', state: 'unlocked', detail: null });
  });

  it('is called one call at a time', async () => {
    const native = new Native();
    const { keychain } = openOn('win32', native);
    await Promise.all(Array.from({ length: 12 }, (_, index) => keychain.set(`k${index}`, 'v', 'never')));
    expect(native.most).toBe(1);
    expect(native.items.size).toBe(12);
  });

  it('says why it refused', async () => {
    const native = new Native();
    native.refusal = 'A specified logon session does not exist.';
    const { keychain } = openOn('win32', native);
    expect(await keychain.set('k', 'v', 'never')).toEqual({ kind: 'unavailable', why: expect.stringContaining('logon session') });
  });
});

describe('macOS Keychain', () => {
  it.each(['User interaction is not allowed.', 'User canceled the operation.', 'The user name or passphrase you entered is not correct.'])(
    'reads "%s" as locked, never as absent',
    async (refusal) => {
      const native = new Native();
      native.refusal = refusal;
      const { keychain } = openOn('darwin', native);
      expect(await keychain.get('k', 'mayAsk')).toEqual({ kind: 'locked' });
      expect(await keychain.set('k', 'v', 'mayAsk')).toEqual({ kind: 'locked' });
      expect(await keychain.delete('k', 'mayAsk')).toEqual({ kind: 'locked' });
    },
  );

  it('waits for its dialog no longer than it was told, and works again once it is answered', async () => {
    const native = new Native();
    let answer = (): void => undefined;
    native.hold = new Promise((resolve) => {
      answer = resolve;
    });
    const { os, keychain } = openOn('darwin', native, 50);
    expect(await keychain.get('k', 'mayAsk')).toEqual({ kind: 'waiting' });
    expect(await keychain.status()).toMatchObject({ name: 'macOS Keychain', state: 'waiting' });
    expect(await Promise.all([keychain.get('k', 'never'), keychain.set('k', 'v', 'mayAsk'), keychain.prove(10)])).toEqual([
      { kind: 'waiting' },
      { kind: 'waiting' },
      { kind: 'waiting' },
    ]);
    expect(native.most).toBe(1);
    answer();
    while (os.waits) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await keychain.get('k', 'mayAsk')).toEqual({ kind: 'absent' });
    expect(await keychain.status()).toMatchObject({ state: 'unlocked' });
  });
});
