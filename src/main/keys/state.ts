import type { DriverDescription } from '../../domain/driver';
import type { KeyId, KeyRecord, ListedKey } from '../../domain/key';
import type { Notice } from '../../domain/notices';
import type { Profile, ProfileId } from '../../domain/profile';
import type {
  ClipboardView,
  KeychainView,
  KeyView,
  NetrcView,
  Patch,
  ProfileStatus,
  ProfileView,
  Rescue,
  RunInfo,
  Settings,
  Snapshot,
  VisibleMark,
} from '../../domain/views';
import type { Index, PendingSecret, SessionEntry, StoredSettings } from '../storage/documents';

/** What a status is before the server was asked. */
export const NOT_ASKED: ProfileStatus = {
  refresh: 'never',
  at: null,
  listedAt: null,
  problem: null,
  usage: null,
  grantableScopes: null,
  incomplete: null,
  skewMs: null,
  signedIn: false,
  sessions: [],
  administers: false,
};

/** A record as the window may see it: no hash, no keychain account. */
export function viewOf(record: KeyRecord): KeyView {
  const open = (marks: KeyRecord['marks']) => marks.filter((m): m is VisibleMark => m.kind !== 'hash');
  return {
    ...record,
    marks: open(record.marks),
    listed: record.listed && { ...record.listed, value: { ...record.listed.value, marks: open(record.listed.value.marks) } },
    held: record.held && {
      since: record.held.since,
      origin: record.held.origin,
      ...(record.held.secretKind === undefined ? {} : { secretKind: record.held.secretKind }),
      backend: record.held.backend,
      lastSeen: record.held.lastSeen,
    },
    places: record.places.map(({ hash: _hash, ...place }) => place),
  };
}

interface Parts {
  profiles: boolean;
  keys: Set<KeyId>;
  keychain: boolean;
  settings: boolean;
  rescue: boolean;
  clipboard: boolean;
  unsaved: boolean;
  netrc: boolean;
  notices: boolean;
  clock: boolean;
}

const untouched = (): Parts => ({
  profiles: false,
  keys: new Set(),
  keychain: false,
  settings: false,
  rescue: false,
  clipboard: false,
  unsaved: false,
  netrc: false,
  notices: false,
  clock: false,
});

export interface StateOptions {
  readonly index: Index;
  readonly settings: StoredSettings;
  readonly drivers: readonly DriverDescription[];
  /** Asked anew each time: a runtime may learn its own version after it has started us. */
  readonly run: () => RunInfo;
  /** Writes the index; resolves when it is on the disk. */
  readonly saveIndex: (index: Index) => Promise<void>;
  readonly saveSettings: (settings: StoredSettings) => Promise<void>;
  readonly emit: (patch: Patch) => void;
  /** A profile's status changed. */
  readonly heard?: (id: ProfileId, status: ProfileStatus) => void;
}

/**
 * The one state of the app, in main. Use cases change it here; what changed goes to the window as a patch once per turn of the event loop,
 * and to the disk. Holds no secret.
 */
export class State {
  #profiles: Profile[];
  readonly #keys: Map<KeyId, KeyRecord>;
  readonly #statuses = new Map<ProfileId, ProfileStatus>();
  #sessions: SessionEntry[];
  #pending: PendingSecret[];
  #toDelete: Index['toDelete'];
  #settings: StoredSettings;
  #keychain: KeychainView = { backend: 'os', name: 'Keychain', state: 'unavailable', detail: null, vaultExists: false };
  #rescue: Rescue | null = null;
  #clipboard: ClipboardView = { kind: 'idle' };
  #seq = 0;
  #touched: Parts = untouched();
  #flushing = false;
  #saving: Promise<void> = Promise.resolve();
  /** A write that waits for its turn: changes made until then are in it. */
  #next: Promise<void> | null = null;
  #savingSettings: Promise<void> = Promise.resolve();
  #unsaved: string | null = null;
  #netrc: NetrcView | null = null;
  #notices: readonly Notice[] = [];
  #clockShiftMs = 0;
  /** The listed sessions behind the ids of {@link ProfileStatus.sessions}. */
  readonly #sessionRows = new Map<ProfileId, ReadonlyMap<string, ListedKey>>();
  readonly #options: StateOptions;

  constructor(options: StateOptions) {
    this.#options = options;
    this.#profiles = [...options.index.profiles];
    this.#keys = new Map(options.index.keys.map((k) => [k.id, k]));
    this.#sessions = [...options.index.sessions];
    this.#pending = [...options.index.pending];
    this.#toDelete = options.index.toDelete;
    this.#settings = options.settings;
  }

  // Reading

  get profiles(): readonly Profile[] {
    return this.#profiles;
  }
  profile(id: ProfileId): Profile | undefined {
    return this.#profiles.find((p) => p.id === id);
  }
  get keys(): readonly KeyRecord[] {
    return [...this.#keys.values()];
  }
  key(id: KeyId): KeyRecord | undefined {
    return this.#keys.get(id);
  }
  keysOf(profileId: ProfileId): readonly KeyRecord[] {
    return [...this.#keys.values()].filter((k) => k.profileId === profileId);
  }
  status(id: ProfileId): ProfileStatus {
    return this.#statuses.get(id) ?? { ...NOT_ASKED, signedIn: this.session(id) !== undefined };
  }
  session(profileId: ProfileId): SessionEntry | undefined {
    return this.#sessions.find((s) => s.profileId === profileId);
  }
  get sessions(): readonly SessionEntry[] {
    return this.#sessions;
  }
  get pending(): readonly PendingSecret[] {
    return this.#pending;
  }
  get toDelete(): Index['toDelete'] {
    return this.#toDelete;
  }
  get settings(): StoredSettings {
    return this.#settings;
  }
  get keychain(): KeychainView {
    return this.#keychain;
  }
  get rescue(): Rescue | null {
    return this.#rescue;
  }
  /** Why the last change is not on the disk; null where it is. */
  get unsaved(): string | null {
    return this.#unsaved;
  }
  get run(): RunInfo {
    return this.#options.run();
  }
  get index(): Index {
    return {
      profiles: this.#profiles,
      keys: [...this.#keys.values()]
        .filter((k) => k.held?.backend !== 'memory' || k.presence.value === 'listed' || k.places.length > 0)
        .map(withoutMemory),
      sessions: this.#sessions.filter((s) => s.backend !== 'memory'),
      pending: this.#pending,
      toDelete: this.#toDelete.filter((d) => d.backend !== 'memory'),
    };
  }

  snapshot(): Snapshot {
    return {
      seq: this.#seq,
      drivers: this.#options.drivers,
      profiles: this.#profiles.map((p) => this.#view(p)),
      keys: [...this.#keys.values()].map(viewOf),
      keychain: this.#keychain,
      settings: this.#shownSettings(),
      rescue: this.#rescue,
      clipboard: this.#clipboard,
      unsaved: this.#unsaved,
      netrc: this.#netrc,
      notices: this.#notices,
      clockShiftMs: this.#clockShiftMs,
      run: this.#options.run(),
    };
  }

  // Changing; each change is saved and announced.

  putProfile(profile: Profile): Promise<void> {
    const at = this.#profiles.findIndex((p) => p.id === profile.id);
    if (at < 0) this.#profiles = [...this.#profiles, profile];
    else this.#profiles = this.#profiles.with(at, profile);
    this.#touch({ profiles: true });
    return this.#save();
  }

  /** {@link changeKey} for profiles. */
  async changeProfile(id: ProfileId, change: (profile: Profile) => Profile): Promise<void> {
    const profile = this.profile(id);
    if (profile) await this.putProfile(change(profile));
  }

  orderProfiles(order: readonly ProfileId[]): Promise<void> {
    const rank = new Map(order.map((id, i) => [id, i]));
    this.#profiles = [...this.#profiles].sort((a, b) => (rank.get(a.id) ?? order.length) - (rank.get(b.id) ?? order.length));
    this.#touch({ profiles: true });
    return this.#save();
  }

  dropProfile(id: ProfileId): Promise<void> {
    this.#profiles = this.#profiles.filter((p) => p.id !== id);
    this.#statuses.delete(id);
    this.#sessionRows.delete(id);
    for (const key of this.keysOf(id)) this.#dropKey(key.id);
    this.#sessions = this.#sessions.filter((s) => s.profileId !== id);
    this.#touch({ profiles: true });
    return this.#save();
  }

  setStatus(id: ProfileId, change: Partial<ProfileStatus>): void {
    this.#statuses.set(id, { ...this.status(id), ...change });
    this.#touch({ profiles: true });
    this.#options.heard?.(id, this.status(id));
  }

  putKeys(records: readonly KeyRecord[], gone: readonly KeyId[] = []): Promise<void> {
    for (const record of records) {
      this.#keys.set(record.id, record);
      this.#touched.keys.add(record.id);
    }
    for (const id of gone) this.#dropKey(id);
    this.#touch({});
    return this.#save();
  }

  /**
   * Changes a key as it is now; nothing happens where it is gone. For whatever waited (a server, the keychain, a file) since it looked at the
   * record: writing that record back would undo what happened meanwhile.
   */
  async changeKey(id: KeyId, change: (record: KeyRecord) => KeyRecord): Promise<void> {
    const record = this.#keys.get(id);
    if (record) await this.putKeys([change(record)]);
  }

  #dropKey(id: KeyId): void {
    this.#keys.delete(id);
    this.#touched.keys.add(id);
  }

  putSession(entry: SessionEntry): Promise<void> {
    this.#sessions = [...this.#sessions.filter((s) => s.profileId !== entry.profileId), entry];
    this.setStatus(entry.profileId, { signedIn: true });
    return this.#save();
  }

  dropSession(profileId: ProfileId): Promise<void> {
    this.#sessions = this.#sessions.filter((s) => s.profileId !== profileId);
    this.setStatus(profileId, { signedIn: false });
    return this.#save();
  }

  /** Answers false where the disk did not take it: then no secret may be asked for, since a kill would lose it. */
  async addPending(entry: PendingSecret): Promise<boolean> {
    this.#pending = [...this.#pending, entry];
    await this.#save();
    if (this.#unsaved === null) return true;
    this.#pending = this.#pending.filter((p) => p.account !== entry.account);
    return false;
  }

  dropPending(account: string): Promise<void> {
    this.#pending = this.#pending.filter((p) => p.account !== account);
    return this.#save();
  }

  setToDelete(entries: Index['toDelete']): Promise<void> {
    this.#toDelete = entries;
    return this.#save();
  }

  setKeychain(view: KeychainView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#keychain)) return;
    this.#keychain = view;
    this.#touch({ keychain: true });
  }

  setRescue(rescue: Rescue | null): void {
    this.#rescue = rescue;
    this.#touch({ rescue: true });
  }

  setClipboard(view: ClipboardView): void {
    this.#clipboard = view;
    this.#touch({ clipboard: true });
  }

  setNetrc(view: NetrcView | null): void {
    if (JSON.stringify(view) === JSON.stringify(this.#netrc)) return;
    this.#netrc = view;
    this.#touch({ netrc: true });
  }

  setNotices(notices: readonly Notice[]): void {
    this.#notices = notices;
    this.#touch({ notices: true });
  }

  setClockShift(ms: number): void {
    this.#clockShiftMs = ms;
    this.#touch({ clock: true });
  }

  /** The sessions of a profile's last listing, each under an id. */
  setSessionRows(id: ProfileId, rows: ReadonlyMap<string, ListedKey>): void {
    this.#sessionRows.set(id, rows);
    this.setStatus(id, {
      sessions: [...rows].map(([rowId, { name, fragment, createdAt, expiry, warnings }]) => ({
        id: rowId,
        name,
        fragment,
        createdAt,
        expiry,
        warnings,
      })),
    });
  }
  sessionRows(id: ProfileId): ReadonlyMap<string, ListedKey> {
    return this.#sessionRows.get(id) ?? new Map();
  }
  sessionRow(id: ProfileId, rowId: string): ListedKey | undefined {
    return this.#sessionRows.get(id)?.get(rowId);
  }

  async setSettings(change: Partial<StoredSettings>): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    this.#touch({ settings: true });
    // One after another: of two writings at once the older could be the last to land.
    this.#savingSettings = this.#savingSettings.then(() =>
      this.#options.saveSettings(this.#settings).catch((error: unknown) => this.#setUnsaved(unsavedSentence(error))),
    );
    await this.#savingSettings;
  }

  /** Everything at once; for "forget everything on this machine". */
  replaceIndex(index: Index): Promise<void> {
    for (const id of this.#keys.keys()) this.#touched.keys.add(id);
    this.#keys.clear();
    for (const key of index.keys) {
      this.#keys.set(key.id, key);
      this.#touched.keys.add(key.id);
    }
    this.#profiles = [...index.profiles];
    this.#statuses.clear();
    this.#sessions = [...index.sessions];
    this.#pending = [...index.pending];
    this.#toDelete = index.toDelete;
    this.#touch({ profiles: true });
    return this.#save();
  }

  /** Resolves when all that was changed is on the disk, or the disk has refused it once more. */
  async saved(): Promise<void> {
    await this.#saving;
    if (this.#unsaved !== null) await this.#save();
    await this.#savingSettings;
  }

  #view(p: Profile): ProfileView {
    return { ...p, status: this.status(p.id) };
  }

  #shownSettings(): Settings {
    const { backend: _backend, window: _window, ...shown } = this.#settings;
    return shown;
  }

  #touch(parts: Partial<Parts>): void {
    Object.assign(this.#touched, parts);
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      const t = this.#touched;
      this.#touched = untouched();
      const ids = [...t.keys];
      const changed = ids.flatMap((id) => this.#keys.get(id) ?? []);
      const gone = ids.filter((id) => !this.#keys.has(id));
      this.#seq++;
      this.#options.emit({
        seq: this.#seq,
        ...(t.profiles ? { profiles: this.#profiles.map((p) => this.#view(p)) } : {}),
        ...(changed.length > 0 ? { keys: changed.map(viewOf) } : {}),
        ...(gone.length > 0 ? { keysGone: gone } : {}),
        ...(t.keychain ? { keychain: this.#keychain } : {}),
        ...(t.settings ? { settings: this.#shownSettings() } : {}),
        ...(t.rescue ? { rescue: this.#rescue } : {}),
        ...(t.clipboard ? { clipboard: this.#clipboard } : {}),
        ...(t.unsaved ? { unsaved: this.#unsaved } : {}),
        ...(t.netrc ? { netrc: this.#netrc } : {}),
        ...(t.notices ? { notices: this.#notices } : {}),
        ...(t.clock ? { clockShiftMs: this.#clockShiftMs } : {}),
      });
    });
  }

  /**
   * Writes the index; several changes at once are one write. Resolves also where the disk did not take it: the change holds in this run,
   * the window says so, and the next change tries again. {@link addPending} is the one caller that must know.
   */
  #save(): Promise<void> {
    this.#next ??= this.#saving.then(async () => {
      this.#next = null;
      try {
        await this.#options.saveIndex(this.index);
        this.#setUnsaved(null);
      } catch (error) {
        this.#setUnsaved(unsavedSentence(error));
      }
    });
    this.#saving = this.#next;
    return this.#next;
  }

  #setUnsaved(why: string | null): void {
    if (this.#unsaved === why) return;
    this.#unsaved = why;
    this.#touch({ unsaved: true });
  }
}

function unsavedSentence(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EROFS'
        ? 'the folder cannot be written'
        : 'the disk refused it';
  return `What was changed is not on the disk: ${why}. Secrets are safe in the keychain; make room, and the next change is written with all before.`;
}

/** A secret held in memory only is not held any more after a restart. */
function withoutMemory(record: KeyRecord): KeyRecord {
  return record.held?.backend === 'memory' ? { ...record, held: null } : record;
}
