import type { KeychainDelete, KeychainRead, KeychainWrite } from './port';
import type { SecretStore } from './store';

/** Secrets for as long as Tessera runs, the user's choice where nothing else is wanted. Nothing is written anywhere. */
export class MemoryStore implements SecretStore {
  private readonly items = new Map<string, string>();

  async get(account: string): Promise<KeychainRead> {
    const secret = this.items.get(account);
    return secret === undefined ? { kind: 'absent' } : { kind: 'found', secret };
  }

  async set(account: string, secret: string): Promise<KeychainWrite> {
    this.items.set(account, secret);
    return { kind: 'stored' };
  }

  async delete(account: string): Promise<KeychainDelete> {
    return this.items.delete(account) ? { kind: 'deleted' } : { kind: 'absent' };
  }

  clear(): void {
    this.items.clear();
  }
}
