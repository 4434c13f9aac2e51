import { ok, type Result } from '../../domain/result';
import type { BusEnvironment } from './dbus';
import { loadNativeKeychain, type NativeKeychain } from './native';
import type { KeychainDelete, KeychainFailure, KeychainRead, KeychainStatus, KeychainWrite, Prompt } from './port';
import { SecretService, type UnlockAnswer } from './secret-service';
import type { SecretStore } from './store';

/** A time within which nothing came back: the system's dialog, or a call of its own, still waits for the person. */
const TIMED_OUT = Symbol('timed out');

/** Windows: CRED_MAX_CREDENTIAL_BLOB_SIZE. */
const WINDOWS_ITEM_BYTES = 2_560;

export interface OsOptions {
  /** The service under which items are kept: `tessera`, another word in tests and in the demo. */
  readonly service: string;
  readonly platform: NodeJS.Platform;
  readonly env: () => BusEnvironment & { readonly DISPLAY?: string | undefined; readonly WAYLAND_DISPLAY?: string | undefined };
  /** How long one answer of the person or the system is waited for before the answer is 'waiting'; milliseconds. */
  readonly timeoutMs: number;
  readonly load?: () => Promise<Result<NativeKeychain, string>>;
}

/** The native call may be made. `nothing`: an open keyring was searched for the account and has none, so that a read needs no call. */
type Go = { readonly kind: 'go'; readonly native: NativeKeychain; readonly nothing: boolean };

/**
 * The system's keychain through keytar, one call at a time (the caller queues). On Linux every call is preceded by looking over D-Bus,
 * which never prompts: keytar answers "nothing" for a locked keyring, or blocks one of libuv's four threads until a dialog is answered.
 * So a locked keyring is unlocked over D-Bus first, asynchronously, and keytar is called only for what is already open.
 * One gap remains: a keyring locked between the look and the call (microseconds) makes keytar itself ask; that ends in 'waiting', and the
 * process cannot end before that dialog is answered.
 */
export class OsStore implements SecretStore {
  private native: Promise<Result<NativeKeychain, string>> | null = null;
  private readonly secretService: SecretService | null;
  /** The call or dialog that did not end in time. */
  private pending: Promise<unknown> | null = null;
  /** The bus name of the daemon that keytar was first seen to work with. */
  private owner: string | null = null;
  /** A dialog is open now, though its time is not over. */
  private asking = false;

  constructor(private readonly options: OsOptions) {
    this.secretService = options.platform === 'linux' ? new SecretService(options.env) : null;
  }

  /** True while the system waits for the person: then no call can end soon, and answering 'waiting' at once is the truth. */
  get waits(): boolean {
    return this.asking || this.pending !== null;
  }

  async status(): Promise<KeychainStatus> {
    const { platform } = this.options;
    const plain = platform === 'darwin' ? 'macOS Keychain' : platform === 'win32' ? 'Windows Credential Manager' : 'Secret Service';
    const say = (state: KeychainStatus['state'], detail: string | null, name = plain): KeychainStatus => ({
      backend: 'os',
      name,
      state,
      detail,
    });
    if (this.waits) return say('waiting', 'The system waits for the password of your keychain; look for its dialog.');
    const native = await this.load();
    if (!native.ok) return say('unavailable', native.error);
    if (this.secretService === null) return say('unlocked', null);
    const state = await this.secretService.inspect(false);
    if (state.kind === 'unavailable') return say('unavailable', state.why);
    if (state.kind === 'startable') return say('locked', 'The keychain service is not running yet; it is started when you unlock.');
    if (state.collection === null)
      return say('locked', 'This login has no keyring yet; the system asks for a new password at the first use.', state.name);
    if (state.locked) return say('locked', 'Your keychain is locked.', state.name);
    return say('unlocked', null, state.name);
  }

  async get(account: string, prompt: Prompt): Promise<KeychainRead> {
    // Twice: an item may be put or unlocked by another program between the two looks.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const ready = await this.ready(account, prompt, 'read');
      if (ready.kind !== 'go') return ready;
      if (ready.nothing) return { kind: 'absent' };
      const value = await this.bounded(() => ready.native.getPassword(this.options.service, account));
      if (value === TIMED_OUT) return { kind: 'waiting' };
      if (value instanceof Error) return this.failureOf(value);
      if (value !== null) return { kind: 'found', secret: value };
      const after = await this.afterNothing(account);
      if (after !== 'held') return after;
    }
    return { kind: 'damaged', why: 'The keychain holds an item for this key that it does not hand out.' };
  }

  async set(account: string, secret: string, prompt: Prompt): Promise<KeychainWrite> {
    if (this.options.platform === 'win32' && Buffer.byteLength(secret) > WINDOWS_ITEM_BYTES) {
      return { kind: 'tooLarge', limitBytes: WINDOWS_ITEM_BYTES };
    }
    const ready = await this.ready(account, prompt, 'write');
    if (ready.kind !== 'go') return ready;
    const wrote = await this.bounded(() => ready.native.setPassword(this.options.service, account, secret));
    if (wrote === TIMED_OUT) return { kind: 'waiting' };
    if (wrote instanceof Error) return this.failureOf(wrote);
    const back = await this.get(account, 'never');
    if (back.kind === 'absent') return { kind: 'damaged', why: 'The keychain said that it stored the value, but holds nothing.' };
    if (back.kind !== 'found') return back;
    if (back.secret === secret) return { kind: 'stored' };
    return { kind: 'damaged', why: 'The keychain reads back another value than the one that was stored.' };
  }

  async delete(account: string, prompt: Prompt): Promise<KeychainDelete> {
    const ready = await this.ready(account, prompt, 'read');
    if (ready.kind !== 'go') return ready;
    if (ready.nothing) return { kind: 'absent' };
    const removed = await this.bounded(() => ready.native.deletePassword(this.options.service, account));
    if (removed === TIMED_OUT) return { kind: 'waiting' };
    if (removed instanceof Error) return this.failureOf(removed);
    const after = await this.afterNothing(account);
    if (after === 'held') return { kind: 'damaged', why: 'The keychain still holds the item after it was deleted.' };
    // The item went, and only then was the keyring locked: what was asked for has happened.
    if (removed) return { kind: 'deleted' };
    return after;
  }

  close(): void {
    this.secretService?.close();
  }

  private load(): Promise<Result<NativeKeychain, string>> {
    this.native ??= (this.options.load ?? loadNativeKeychain)();
    return this.native;
  }

  /** Makes sure that the next native call neither blocks nor lies, or says why it cannot be made. */
  private async ready(account: string, prompt: Prompt, use: 'read' | 'write'): Promise<Go | KeychainFailure> {
    if (this.waits) return { kind: 'waiting' };
    const native = await this.load();
    if (!native.ok) return { kind: 'unavailable', why: native.error };
    const go: Go = { kind: 'go', native: native.value, nothing: false };
    if (this.secretService === null) return go;
    const quick = await this.secretService.look(this.options.service, account);
    const state = quick?.state ?? (await this.secretService.inspect(prompt === 'mayAsk'));
    if (state.kind === 'unavailable') return state;
    if (state.kind === 'startable') return { kind: 'locked' };
    this.owner ??= state.owner;
    const hits = quick ? ok(quick.hits) : await this.secretService.search(this.options.service, account);
    if (!hits.ok) return { kind: 'unavailable', why: hits.error };
    const shut: readonly string[] = state.locked && state.collection !== null ? [state.collection] : [];
    if (use === 'write') {
      if (state.collection === null) return this.ask((service) => service.createDefault(), prompt, go);
      return shut.length === 0 ? go : this.unlock(shut, prompt, go);
    }
    if (hits.value.unlocked.length > 0) return go;
    if (hits.value.locked.length > 0) return this.unlock(hits.value.locked, prompt, go);
    // Only the quick look reads the lock after the search; the slow one could have met a keyring that hid its items by being locked.
    return shut.length === 0 ? { ...go, nothing: quick !== null } : this.unlock(shut, prompt, go);
  }

  private unlock(objects: readonly string[], prompt: Prompt, go: Go): Promise<Go | KeychainFailure> {
    return this.ask((service) => service.unlock(objects), prompt, go);
  }

  /** Lets the system ask the person, where it may and somebody can answer. */
  private async ask(question: (service: SecretService) => Promise<UnlockAnswer>, prompt: Prompt, go: Go): Promise<Go | KeychainFailure> {
    const service = this.secretService;
    if (service === null || prompt === 'never' || !this.canAsk()) return { kind: 'locked' };
    this.asking = true;
    try {
      const answer = await this.bounded(() => question(service));
      if (answer === TIMED_OUT) return { kind: 'waiting' };
      if (answer === 'unlocked') return go;
      const state = await service.inspect(false);
      return state.kind === 'unavailable' ? state : { kind: 'locked' };
    } finally {
      this.asking = false;
    }
  }

  /** Without a display nobody could answer a dialog. */
  private canAsk(): boolean {
    const { DISPLAY = '', WAYLAND_DISPLAY = '' } = this.options.env();
    return DISPLAY !== '' || WAYLAND_DISPLAY !== '';
  }

  /** keytar said "nothing": is the account absent, or was the keyring locked or gone meanwhile? */
  private async afterNothing(account: string): Promise<{ readonly kind: 'absent' } | KeychainFailure | 'held'> {
    if (this.secretService === null) return { kind: 'absent' };
    const quick = await this.secretService.look(this.options.service, account);
    const hits = quick ? ok(quick.hits) : await this.secretService.search(this.options.service, account);
    if (!hits.ok) return { kind: 'unavailable', why: hits.error };
    const state = quick?.state ?? (await this.secretService.inspect(false));
    if (state.kind === 'unavailable') return state;
    if (state.kind === 'startable' || hits.value.locked.length > 0) return { kind: 'locked' };
    if (hits.value.unlocked.length > 0) return 'held';
    return state.locked && state.collection !== null ? { kind: 'locked' } : { kind: 'absent' };
  }

  private async failureOf(error: Error): Promise<KeychainFailure> {
    if (this.secretService !== null) {
      const state = await this.secretService.inspect(false);
      if (state.kind === 'unavailable') return state;
      if (state.kind === 'startable' || state.locked) return { kind: 'locked' };
      // libsecret keeps talking to the daemon it met first; only a process of its own meets the new one.
      if (this.owner !== null && state.owner !== this.owner) {
        return {
          kind: 'unavailable',
          why: 'The keychain service was started anew while Tessera ran. Nothing is lost: quit Tessera and start it again.',
        };
      }
    }
    // macOS: errSecInteractionNotAllowed, errSecUserCanceled, errSecAuthFailed, as keytar words them.
    if (this.options.platform === 'darwin' && /interaction is not allowed|cancell?ed|passphrase you entered/i.test(error.message)) {
      return { kind: 'locked' };
    }
    return { kind: 'unavailable', why: `The system's keychain refused: ${error.message.slice(0, 200)}` };
  }

  /** The outcome of a call, its error as a value, or that its time is over; then it stays pending until it settles. */
  private async bounded<T>(call: () => Promise<T>): Promise<T | Error | typeof TIMED_OUT> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = call().catch((error: unknown) => (error instanceof Error ? error : new Error('unknown')));
    const late = new Promise<typeof TIMED_OUT>((resolve) => {
      timer = setTimeout(() => resolve(TIMED_OUT), this.options.timeoutMs);
    });
    const first = await Promise.race([outcome, late]);
    clearTimeout(timer);
    if (first === TIMED_OUT) {
      this.pending = outcome;
      void outcome.then(() => {
        this.pending = null;
      });
    }
    return first;
  }
}
