import { MemoryStore } from '../../src/main/keychain/memory';
import type { KeychainDelete, KeychainRead, KeychainWrite } from '../../src/main/keychain/port';
import type { SecretStore } from '../../src/main/keychain/store';

/** The process died here: nothing after it ran. */
export class Killed extends Error {}

/**
 * A store of Windows' size, 2,560 bytes an item (more throws: the layers above must never try), which can die at a chosen write, and
 * which shows what another program would find in it.
 */
export class KillableStore implements SecretStore {
  private readonly memory = new MemoryStore();
  readonly names = new Set<string>();
  reads = 0;
  writes = 0;
  private left = Number.POSITIVE_INFINITY;
  private applyLast = false;

  constructor(private readonly limit = 2_560) {}

  /** Lets `writes` more changes through; the next one kills, after having been done (`applied`) or not. */
  dieAfter(writes: number, applied: boolean): void {
    this.left = writes;
    this.applyLast = applied;
  }

  /** The next start: everything works again, what was stored is there. */
  revive(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  async get(account: string): Promise<KeychainRead> {
    this.reads += 1;
    if (this.left < 0) throw new Killed();
    return this.memory.get(account);
  }

  async set(account: string, secret: string): Promise<KeychainWrite> {
    const bytes = Buffer.byteLength(secret);
    if (bytes > this.limit || bytes === 0) throw new Error(`the store was given ${bytes} bytes`);
    return this.change(async () => {
      this.names.add(account);
      return this.memory.set(account, secret);
    });
  }

  async delete(account: string): Promise<KeychainDelete> {
    return this.change(async () => {
      this.names.delete(account);
      return this.memory.delete(account);
    });
  }

  private async change<T>(act: () => Promise<T>): Promise<T> {
    if (this.left < 0) throw new Killed();
    this.left -= 1;
    if (this.left >= 0) {
      this.writes += 1;
      return act();
    }
    if (this.applyLast) await act();
    throw new Killed();
  }
}
