import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice } from '../domain/notices';
import type { Result } from '../domain/result';
import type { Patch, RunInfo } from '../domain/views';
import { envFileKinds } from './exports/env-file';
import { clearLocks } from './exports/netrc/file-lock';
import { lazyNetrcKind } from './exports/netrc/lazy';
import { NetrcWatch } from './exports/netrc/watch';
import { chooseNetrc, type Surroundings } from './exports/netrc/which-file';
import { recoverPending } from './exports/pending';
import { type PlaceKind, PlaceKinds } from './exports/places';
import { tiledbKinds } from './exports/tiledb';
import type { Http } from './http/port';
import { openKeychain } from './keychain';
import { Backup } from './keys/backup';
import { type Core, turns } from './keys/core';
import type { Netrc } from './keys/netrc-file';
import { checkPlaces } from './keys/placing';
import { refresh } from './keys/refresh';
import { cancelSecondLooks } from './keys/second-look';
import { Secrets, type Stores } from './keys/secrets';
import { finishLeftovers } from './keys/startup';
import { State } from './keys/state';
import { Tickets } from './keys/tickets';
import { type Announcement, NoticeDesk } from './notices/desk';
import { endOf, isAsked, localTime, noticeProfile, withNames } from './notices/sight';
import { loadTold, saveTold } from './notices/told';
import { Refresher } from './refresh/refresher';
import { nodeTimers, type Timers } from './refresh/timers';
import { startWatchers, type Watchers } from './refresh/watchers';
import type { ServerDriver } from './servers/driver';
import { drivers } from './servers/registry';
import { Activity } from './storage/activity';
import { loadDocument, saveDocument } from './storage/document';
import { INDEX, SETTINGS } from './storage/documents';
import { openDataFolder } from './storage/folder';

export interface AppOptions {
  readonly dataFolder: string;
  readonly http: Http;
  readonly now: () => number;
  readonly run: () => Omit<RunInfo, 'readOnly' | 'damage'>;
  /** Another word than `tessera` keeps tests and demo out of the user's items. */
  readonly keychainService: string;
  readonly emit: (patch: Patch) => void;
  /** Where the person's netrc file is looked for. */
  readonly surroundings: Surroundings;
  /** The variable TILEDB_PROFILE_DIR: where TileDB's programs look for profiles. */
  readonly profileDir?: string | undefined;
  /** The demo's clock, which `now` and the demo's servers go by. */
  readonly clock?: DemoClock;
  /** What the shell does about warnings: the system's notifications, tray and badge. */
  readonly notices?: { announce(announcement: Announcement): void; changed(notices: readonly Notice[], attention: number): void };
  /** What work that nobody waits for threw: a bug, for the log. */
  readonly threw?: (what: string, error: unknown) => void;
  /** For tests: stores other than the system's. */
  readonly stores?: Stores;
  /** For tests: timers of refresh and warnings that they move themselves. */
  readonly timers?: Timers;
  /** For tests: the timer of second looks. */
  readonly later?: Core['later'];
  /** For tests: further kinds of server and of place. */
  readonly drivers?: readonly ServerDriver[];
  readonly kinds?: readonly PlaceKind[];
}

/** The app without its shell: state, stores and use cases over ports. Tests drive this as the shell does. */
export interface App {
  readonly core: Core;
  readonly kinds: PlaceKinds;
  readonly netrc: Netrc;
  readonly activity: Activity;
  /** After the window is drawn: keychain status, leftovers of a kill, places of use, a first refresh; nothing that prompts. */
  settleIn(): Promise<void>;
  /** Asks all servers, each on its own; results stream in. Never prompts. */
  refreshAll(): Promise<void>;
  /** Moves the demo's time by so much, or back to the machine's; null outside the demo. */
  readonly moveTime: ((ms: number | null) => Promise<void>) | null;
  /** The machine woke up, or the clock was set: what was known is old. */
  wake(): void;
  /** The person came back to the window: what other programs may have changed meanwhile on this machine. */
  look(): Promise<void>;
  /** Waits until everything is on the disk; for quit. */
  close(): Promise<void>;
}

/** 16 random bytes in hex: ids of ours, and accounts of keychain items, that say nothing. */
const newId = (): string => randomBytes(16).toString('hex');

/** A clock that can be moved. */
export interface DemoClock {
  shift(ms: number | null): void;
  shiftMs(): number;
}

/** How long quitting waits for what is under way, in milliseconds. */
const PATIENCE_MS = 3_000;

export function systemStores(dataFolder: string, service: string): Stores {
  const path = join(dataFolder, 'vault.tessera');
  const vault = openKeychain({ backend: 'vault', path });
  const plain = (r: Result<void>) =>
    r.ok ? ({ ok: true } as const) : ({ ok: false, code: r.error.code, message: r.error.message } as const);
  return {
    os: openKeychain({ backend: 'os', service }),
    memory: openKeychain({ backend: 'memory' }),
    vault: {
      ...vault,
      exists: () =>
        access(path).then(
          () => true,
          () => false,
        ),
      open: async (passphrase) => plain(await vault.unlock(passphrase)),
      create: async (passphrase) => plain(await vault.create(passphrase)),
    },
  };
}

/** Opens the data folder and builds the app over it. Reads no secret and asks no server. */
export async function openApp(options: AppOptions): Promise<Result<App>> {
  const { dataFolder, now, clock } = options;
  const folder = await openDataFolder(dataFolder);
  if (!folder.ok) return folder;
  const pendingFolder = join(dataFolder, 'pending');
  const lockFolder = join(dataFolder, 'locks');
  const indexPath = join(dataFolder, 'index.json');
  const settingsPath = join(dataFolder, 'settings.json');
  const toldPath = join(dataFolder, 'told.json');
  const activity = new Activity(dataFolder, now);
  // None waits for another: the window waits for all of them.
  const [index, settings, told] = await Promise.all([
    loadDocument(indexPath, INDEX),
    loadDocument(settingsPath, SETTINGS),
    loadTold(toldPath),
    recoverPending(pendingFolder),
    clearLocks(lockFolder),
    activity.open(),
  ]);
  const readOnly = index.kind === 'readOnly' ? index.why : settings.kind === 'readOnly' ? settings.why : null;
  const damage = [
    ...(index.kind === 'damaged'
      ? [`The index could not be read; it was kept as ${index.keptAs}. "Recover from keychain" brings servers and held keys back.`]
      : []),
    ...(settings.kind === 'damaged'
      ? [
          `The settings could not be read; they were kept as ${settings.keptAs}, and all are as at the first start: new secrets go to the system's keychain.`,
        ]
      : []),
    ...(folder.value.repaired.length > 0 ? ['Other users could read Tessera’s data folder; its rights were tightened.'] : []),
  ];
  const all = [...drivers, ...(options.drivers ?? [])];
  let backup: Backup | null = null;
  let desk: NoticeDesk | null = null;
  let watchers: Watchers | null = null;
  const state = new State({
    index: index.value,
    settings: settings.value,
    drivers: all.map((d) => d.description),
    run: () => {
      const run = options.run();
      return { ...run, damage, readOnly };
    },
    saveIndex: async (value) => {
      if (readOnly !== null) return;
      await saveDocument(indexPath, INDEX, value);
      backup?.later();
    },
    saveSettings: async (value) => {
      if (readOnly === null) await saveDocument(settingsPath, SETTINGS, value);
    },
    emit: (patch) => {
      if (patch.keys || patch.keysGone || patch.profiles || patch.settings) desk?.later();
      if (patch.keychain?.state === 'unlocked') watchers?.unlocked();
      options.emit(patch);
    },
    heard: (id, status) => {
      if (status.refresh !== 'running' && status.refresh !== 'never') watchers?.refresher.heard(id, endOf(status));
    },
  });
  const secrets = new Secrets(options.stores ?? systemStores(dataFolder, options.keychainService), state);
  const timers = options.timers ?? nodeTimers;
  const queue = turns();
  const core: Core = {
    state,
    secrets,
    tickets: new Tickets(now, newId),
    drivers: new Map(all.map((d) => [d.description.kind, d])),
    http: options.http,
    now,
    newId,
    record: (event) => activity.append(withNames(state, event)),
    turn: queue.turn,
    later: options.later ?? timers.after,
  };
  backup = new Backup(core);
  const copies = backup;
  const netrcOptions = { pendingFolder, lockFolder, now };
  const netrcKind = lazyNetrcKind(netrcOptions);
  const netrc: Netrc = { kind: netrcKind.load, options: netrcOptions, surroundings: options.surroundings };
  const kinds = new PlaceKinds([
    ...envFileKinds({ pendingFolder, now }),
    netrcKind.kind,
    ...tiledbKinds({ pendingFolder, now, profileDir: options.profileDir }),
    ...(options.kinds ?? []),
  ]);
  const lookAtFiles = async (): Promise<void> => {
    await (await import('./keys/netrc')).countFindings(core, netrc);
    if (readOnly === null) await checkPlaces(core, kinds, null);
  };
  desk = new NoticeDesk({
    keys: () => state.keys,
    profiles: () => state.profiles.map((profile) => noticeProfile(profile, state.status(profile.id))),
    rules: () => state.settings.warnings,
    choices: () => state.settings.warnings,
    tell: localTime,
    now,
    timers,
    told: told.told,
    saveTold: (next) => {
      if (readOnly === null && told.mayWrite) savingTold = savingTold.then(() => saveTold(toldPath, next));
    },
    changed: (notices, attention) => {
      state.setNotices(notices);
      options.notices?.changed(notices, attention);
    },
    announce: (announcement) => {
      const { notice } = announcement;
      core.record({
        what: 'notice.announce',
        outcome: 'done',
        from: 'tessera',
        ...(notice === null
          ? { code: 'several' }
          : { profileId: notice.profileId, code: notice.kind, ...(notice.keyId === null ? {} : { keyId: notice.keyId }) }),
      });
      options.notices?.announce(announcement);
    },
  });
  const notices = desk;
  let savingTold: Promise<unknown> = Promise.resolve();
  const refresher = new Refresher({
    profiles: () => state.profiles.filter((p) => isAsked(core, p)).map((p) => p.id),
    ask: async (id) => {
      await refresh(core, id, 'never');
      return endOf(state.status(id));
    },
    threw: (error) => options.threw?.('refresh', error),
    timers,
    random: Math.random,
  });
  const wake = (): void => {
    notices.look();
    if (readOnly === null) void refresher.wake();
  };
  let watch: NetrcWatch | null = null;
  let isClosed = false;
  /** Another file may be the one that counts by now: a `.netrc` made beside a `_netrc`. */
  const watchNetrc = async (): Promise<void> => {
    const { path } = await chooseNetrc(options.surroundings);
    if (isClosed || watch?.path === path) return;
    watch?.stop();
    watch = new NetrcWatch(path, () => void lookAtFiles());
    await watch.start();
  };
  const refreshAll = async (): Promise<void> => {
    // Kinds that are never asked only get their status.
    for (const p of state.profiles) if (!isAsked(core, p)) void refresh(core, p.id, 'never');
    await refresher.now();
  };
  const look = async (): Promise<void> => {
    await secrets.look();
    await watchNetrc();
    await lookAtFiles();
  };
  return {
    ok: true,
    value: {
      core,
      kinds,
      netrc,
      activity,
      look,
      wake,
      moveTime: clock
        ? async (ms) => {
            clock.shift(ms);
            state.setClockShift(clock.shiftMs());
            notices.look();
            await refresher.wake();
          }
        : null,
      refreshAll,
      settleIn: async () => {
        await look();
        notices.look();
        if (readOnly !== null || isClosed) return;
        await finishLeftovers(core);
        watchers = startWatchers({ timers, now, core, refresher, wake });
        await refreshAll();
      },
      close: async () => {
        isClosed = true;
        watch?.stop();
        watchers?.stop();
        refresher.stop();
        notices.stop();
        core.tickets.clear();
        cancelSecondLooks(core);
        // A key that is being made just now should still get its secret into the keychain.
        await Promise.race([queue.idle(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
        await state.saved();
        await copies.settle();
        await activity.settled();
        await savingTold;
        await secrets.close();
      },
    },
  };
}
