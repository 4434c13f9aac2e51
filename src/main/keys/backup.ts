import type { KeyRecord } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import { DAY } from '../../domain/time';
import { IndexBackup, readIndexPages } from '../keychain';
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
  return JSON.stringify({ version: INDEX.version, data: kept });
}

function steady(record: KeyRecord): KeyRecord {
  const { held, listed } = record;
  return {
    ...record,
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
      this.#running = this.#running.then(() => this.#write());
    }, DELAY_MS);
  }

  /** Writes what waits, for quit. */
  async settle(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#running = this.#running.then(() => this.#write());
    }
    await this.#running;
  }

  async #write(): Promise<void> {
    const { secrets, state } = this.#core;
    if (secrets.backend === 'memory' || state.keychain.state !== 'unlocked' || state.run.readOnly !== null) return;
    const index = state.index;
    // Nothing was ever kept: leave no item behind in a keychain that is only looked at.
    if (index.profiles.length === 0 && !this.#writers.has(secrets.backend)) return;
    const writer = this.#writers.get(secrets.backend) ?? new IndexBackup(secrets.stores[secrets.backend]);
    this.#writers.set(secrets.backend, writer);
    await writer.write(backupText(index));
  }
}

/** "Recover from keychain": brings back profiles and held keys that the data folder has lost. Adds, never overwrites. */
export async function recover(core: Core): Promise<Result<{ profiles: number; keys: number }>> {
  const read = await readIndexPages(core.secrets.stores[core.secrets.backend], 'mayAsk');
  if (read.kind === 'absent') return fail('recover.nothing', 'The keychain holds no copy of an index. Nothing was changed.');
  if (read.kind !== 'found') return keychainProblem(read);
  const parsed = parse(read.secret);
  if (!parsed)
    return fail('recover.unreadable', 'The copy in the keychain cannot be read by this version of Tessera. Nothing was changed.');
  const { state } = core;
  const profiles = parsed.profiles.filter((p) => !state.profile(p.id));
  const keys = parsed.keys.filter((k) => !state.key(k.id));
  const now = state.index;
  await state.replaceIndex({
    ...now,
    profiles: [...now.profiles, ...profiles],
    keys: [...now.keys, ...keys],
    sessions: [...now.sessions, ...parsed.sessions.filter((s) => !state.session(s.profileId))],
  });
  core.record({ what: 'index.recover', outcome: 'done' });
  return ok({ profiles: profiles.length, keys: keys.length });
}

function parse(text: string): Index | null {
  try {
    const { version, data } = JSON.parse(text) as { version?: unknown; data?: unknown };
    if (version !== INDEX.version) return null;
    const checked = INDEX.shape.safeParse(data);
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
