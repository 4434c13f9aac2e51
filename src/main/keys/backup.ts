import type { KeyRecord } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import { DAY } from '../../domain/time';
import { IndexBackup, readIndexPages, removeIndexPages } from '../keychain';
import type { Keychain, Prompt } from '../keychain/port';
import { migrated } from '../storage/document';
import { INDEX, type Index } from '../storage/documents';
import type { Core } from './core';
import { keychainProblem } from './problems';

/** How long after a change the copy is written; several changes make one copy. */
const DELAY_MS = 1_500;

/**
 * What brings profiles and held keys back: nothing that a refresh would bring anyway, and nothing that changes with every refresh, since each
 * change costs writes to the keychain. A description keeps its day only, the older one: it must not look fresher than it is.
 */
export function backupText(index: Index): string {
  const kept: Index = {
    profiles: index.profiles,
    keys: index.keys.filter((k) => k.held !== null && k.held.backend !== 'memory').map(steady),
    sessions: index.sessions,
    pending: [],
    toDelete: [],
  };
  return textOf(kept);
}

const textOf = (index: Index): string => JSON.stringify({ version: INDEX.version, data: index });

function steady(record: KeyRecord): KeyRecord {
  const { lastRealUse: _changes, proven: _checked, ...rest } = record;
  const { held, listed } = record;
  return {
    ...rest,
    held: held && { ...held, lastSeen: { value: 'found', source: 'thisMachine', asOf: held.since } },
    listed: listed && {
      value: {
        ...listed.value,
        marks: listed.value.marks.filter((m) => m.kind !== 'hash'),
        lastUsed: listed.value.lastUsed === 'notTold' ? 'notTold' : null,
      },
      source: 'thisMachine',
      asOf: Math.floor(listed.asOf / DAY) * DAY,
    },
    presence: { value: 'cannotTell', source: 'thisMachine', asOf: record.firstSeen },
    check: null,
    places: record.places.map((p) => ({ ...p, lastCheck: null })),
    ownCalls: [],
  };
}

/**
 * Keeps a copy of profiles and held keys' index as items of the keychain in use, so that a lost data folder does not mean lost keys. Never
 * prompts; with a locked keychain the copy waits for the next change or start.
 */
export class Backup {
  readonly #core: Core;
  readonly #writers = new Map<string, IndexBackup>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(core: Core) {
    this.#core = core;
  }

  /** The index changed: write the copy soon. */
  later(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#go();
    }, DELAY_MS);
  }

  /** Writes what waits, for quit. */
  async settle(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#go();
    }
    await this.#running;
  }

  /** One after another; one that fails for a reason that nobody foresaw must not end all later ones, nor the quitting. */
  #go(): void {
    this.#running = this.#running.then(() => this.#write()).catch(() => this.#core.record({ what: 'index.copy', outcome: 'failed' }));
  }

  async #write(): Promise<void> {
    const { secrets, state } = this.#core;
    if (secrets.backend === 'memory' || state.keychain.state !== 'unlocked' || state.run.readOnly !== null) return;
    const { backend } = secrets;
    const store = secrets.stores[backend];
    const known = this.#writers.get(backend);
    // Nothing is kept: leave no item behind, in a keychain that is only looked at as in one that was in use.
    if (state.profiles.length === 0) {
      if (known) await removeIndexPages(store, 'never');
      return;
    }
    if (!known && !(await this.#spared(store))) return;
    const writer = known ?? new IndexBackup(store);
    this.#writers.set(backend, writer);
    await writer.write(backupText(state.index));
  }

  /**
   * A copy that shares no server with ours was left by a data folder that was lost: it is set aside for "Recover from keychain" before ours
   * takes its place, or else adding the first server would cost all that could be brought back. False: ours must wait.
   */
  async #spared(store: Keychain): Promise<boolean> {
    const read = await readIndexPages(store, 'never');
    if (read.kind !== 'found') return read.kind === 'absent' || read.kind === 'damaged';
    const found = parse(read.secret);
    if (found === 'newer') return false;
    if (found === null || found.profiles.length === 0 || found.profiles.some((p) => this.#core.state.profile(p.id))) return true;
    const aside = await readIndexPages(store, 'never', 'index-lost');
    if (aside.kind !== 'found' && aside.kind !== 'absent' && aside.kind !== 'damaged') return false;
    const older = aside.kind === 'found' ? parse(aside.secret) : null;
    const all = older === null || older === 'newer' ? found : added(found, older);
    const wrote = await new IndexBackup(store, 'index-lost').write(textOf(all));
    return wrote.kind === 'stored' || wrote.kind === 'unchanged';
  }
}

/** `to`, and what only `from` has. */
function added(to: Index, from: Index): Index {
  return {
    ...to,
    profiles: [...to.profiles, ...from.profiles.filter((p) => !to.profiles.some((q) => q.id === p.id))],
    keys: [...to.keys, ...from.keys.filter((k) => !to.keys.some((l) => l.id === k.id))],
    sessions: [...to.sessions, ...from.sessions.filter((s) => !to.sessions.some((t) => t.profileId === s.profileId))],
  };
}

/** "Recover from keychain": brings back profiles and held keys that the data folder has lost. Adds, never overwrites. */
export async function recover(core: Core): Promise<Result<{ profiles: number; keys: number }>> {
  const store = core.secrets.stores[core.secrets.backend];
  const reads = [await readIndexPages(store, 'mayAsk'), await readIndexPages(store, 'mayAsk', 'index-lost')];
  const copies = reads.flatMap((read) => (read.kind === 'found' ? [parse(read.secret)] : []));
  const whole = copies.filter((copy) => copy !== null && copy !== 'newer');
  const [first, second] = whole;
  if (!first) {
    for (const read of reads) if (read.kind !== 'found' && read.kind !== 'absent') return keychainProblem(read);
    return copies.length === 0
      ? fail('recover.nothing', 'The keychain holds no copy of an index. Nothing was changed.')
      : fail('recover.unreadable', 'The copy in the keychain cannot be read by this version of Tessera. Nothing was changed.');
  }
  const found = second ? added(first, second) : first;
  const { state } = core;
  const profiles = found.profiles.filter((p) => !state.profile(p.id));
  const keys = found.keys.filter((k) => !state.key(k.id) && found.profiles.some((p) => p.id === k.profileId));
  const sessions = found.sessions.filter((s) => !state.session(s.profileId) && found.profiles.some((p) => p.id === s.profileId));
  await Promise.all([...profiles.map((p) => state.putProfile(p)), state.putKeys(keys), ...sessions.map((s) => state.putSession(s))]);
  if (second && state.unsaved === null) await removeIndexPages(store, 'never', 'index-lost');
  core.record({ what: 'index.recover', outcome: 'done' });
  return ok({ profiles: profiles.length, keys: keys.length });
}

/** The items that the copies in a store name: also those of a lost data folder, which nothing else knows any more. */
export async function itemsInCopies(store: Keychain, prompt: Prompt): Promise<Index['toDelete']> {
  const items: { account: string; backend: Index['toDelete'][number]['backend'] }[] = [];
  for (const account of ['index', 'index-lost'] as const) {
    const read = await readIndexPages(store, prompt, account);
    const copy = read.kind === 'found' ? parse(read.secret) : null;
    if (copy === null || copy === 'newer') continue;
    for (const { held } of copy.keys) if (held) items.push({ account: held.account, backend: held.backend });
    for (const session of copy.sessions) items.push({ account: session.account, backend: session.backend });
  }
  return items;
}

/** Null where the text is no index; `newer` where a newer version wrote it. */
function parse(text: string): Index | 'newer' | null {
  try {
    const { version, data } = JSON.parse(text) as { version?: unknown; data?: unknown };
    if (typeof version === 'number' && version > INDEX.version) return 'newer';
    if (typeof version !== 'number') return null;
    const checked = INDEX.shape.safeParse(migrated(INDEX, version, data));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
