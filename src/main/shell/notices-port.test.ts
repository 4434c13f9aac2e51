import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What the system was told. */
const system = vi.hoisted(() => ({ badge: [] as number[], trays: [] as { removed: boolean; tooltip: string; menu: Item[] }[] }));
interface Item {
  readonly label?: string;
  readonly click?: () => void;
}
class FakeTray extends EventEmitter {
  readonly record = { removed: false, tooltip: '', menu: [] as Item[] };
  constructor() {
    super();
    system.trays.push(this.record);
  }
  setImage(): void {}
  setToolTip(text: string): void {
    this.record.tooltip = text;
  }
  setContextMenu(menu: Item[]): void {
    this.record.menu = menu;
  }
  destroy(): void {
    this.record.removed = true;
  }
}
class FakeNotification extends EventEmitter {
  static isSupported = () => true;
  show(): void {
    notifications.push(this);
  }
  close(): void {}
}
const notifications: FakeNotification[] = [];
const theme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' });
vi.mock('electron', () => ({
  app: { isPackaged: false, setBadgeCount: (n: number) => void system.badge.push(n) },
  Menu: { buildFromTemplate: (items: Item[]) => items },
  get nativeTheme() {
    return theme;
  },
  nativeImage: { createFromPath: () => ({}) },
  get Notification() {
    return FakeNotification;
  },
  get Tray() {
    return FakeTray;
  },
}));
vi.mock('./tray-pictures', () => ({ trayPicture: () => ({}) }));
vi.mock('../../../resources/icons/overlay-attention.png?asset', () => ({ default: '' }));

import type { KeyRecord } from '../../domain/key';
import type { Notice } from '../../domain/notices';
import { at, listedKey, record, T0 } from '../../domain/testing';
import { DAY, MINUTE } from '../../domain/time';
import { HandTimers } from '../refresh/testing';
import { createNoticesPort, type ShellChoices } from './notices-port';

const OFF: ShellChoices = { background: false, hideDetails: false, startAtLogin: false };
const key = (id: string, end: number): KeyRecord =>
  record(id, {
    listed: { value: listedKey('573928c6', { name: id, expiry: at(end) }), source: 'listing', asOf: T0 },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
  });
const notice = (change: Partial<Notice> = {}): Notice => ({
  id: 'n1',
  kind: 'expiry',
  urgency: 'urgent',
  profileId: 'profile',
  keyId: 'laptop',
  since: T0,
  title: 'ends',
  body: '',
  discreet: '',
  offers: [],
  ...change,
});

let folder = '';
const entryPath = () => join(folder, 'autostart', 'tessera.desktop');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-port-'));
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  system.badge.length = 0;
  system.trays.length = 0;
  notifications.length = 0;
  theme.removeAllListeners();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function port(keys: KeyRecord[] = [key('laptop', T0 + 3 * DAY)], command: readonly string[] | null = [process.execPath]) {
  const timers = new HandTimers(T0);
  const asked: (string | null)[] = [];
  const titles: string[] = [];
  const window = { isDestroyed: () => false, setTitle: (t: string) => void titles.push(t), setOverlayIcon: () => undefined };
  const made = createNoticesPort({
    now: () => timers.now,
    timers,
    keys: () => keys,
    profiles: () => [{ id: 'profile', label: 'Tiled at BMM' }],
    window: () => window as never,
    open: (c) => asked.push(c),
    refresh: () => asked.push('refreshed'),
    quit: () => asked.push('quit'),
    command,
  });
  return { port: made, timers, asked, titles, keys };
}
const labels = () => system.trays.at(-1)?.menu.map((i) => i.label ?? '-');
const click = (label: string) =>
  system.trays
    .at(-1)
    ?.menu.find((i) => i.label === label)
    ?.click?.();

describe('a click', () => {
  it.each<[string, Notice | null, string]>([
    ['on a key’s warning shows the key', notice(), 'showKey:laptop'],
    ['on a server’s warning shows the server', notice({ keyId: null }), 'showProfile:profile'],
    ['on a summary shows what needs attention', null, 'showAttention'],
  ])('%s', (_case, about, expected) => {
    const p = port();
    p.port.announce({ notice: about, title: 't', body: 'b', urgent: false });
    notifications[0]?.emit('click');
    expect(p.asked).toEqual([expected]);
  });
});

describe('badge and title', () => {
  it('say how many keys need attention, also in a window that is opened later', () => {
    const p = port();
    p.port.changed([notice(), notice({ id: 'n2', keyId: 'other', urgency: 'warn' })], 2);
    p.port.windowOpened();
    p.port.changed([], 0);
    expect(p.titles).toEqual(['(2) Tessera: 2 keys need attention', '(2) Tessera: 2 keys need attention', 'Tessera']);
    expect(system.badge.at(0)).toBe(2);
    expect(system.badge.at(-1)).toBe(0);
  });
});

describe('the tray', () => {
  it('is there only while Tessera runs in the background', async () => {
    const p = port();
    await p.port.setChoices(OFF);
    expect(system.trays).toEqual([]);
    await p.port.setChoices({ ...OFF, background: true });
    expect(labels()).toEqual(['laptop · Tiled at BMM · in 3 days', '-', 'Open Tessera', 'Refresh now', '-', 'Quit Tessera']);
    await p.port.setChoices({ ...OFF, background: true });
    expect(system.trays.length).toBe(1);
    await p.port.setChoices(OFF);
    expect(system.trays[0]?.removed).toBe(true);
    expect(p.timers.next).toBe(null);
  });

  it('is not made after all where the choice was taken back meanwhile', async () => {
    const p = port();
    await Promise.all([p.port.setChoices({ ...OFF, background: true }), p.port.setChoices(OFF)]);
    expect(system.trays.filter((t) => !t.removed)).toEqual([]);
  });

  it('does what it says', async () => {
    const p = port();
    await p.port.setChoices({ ...OFF, background: true });
    for (const label of ['laptop · Tiled at BMM · in 3 days', 'Open Tessera', 'Refresh now', 'Quit Tessera']) click(label);
    expect(p.asked).toEqual(['showKey:laptop', null, 'refreshed', 'quit']);
  });

  it('hides details, and shows them again', async () => {
    const p = port();
    await p.port.setChoices({ ...OFF, background: true, hideDetails: true });
    expect(labels()?.[0]).toBe('A key · in 3 days');
    await p.port.setChoices({ ...OFF, background: true });
    expect(labels()?.[0]).toBe('laptop · Tiled at BMM · in 3 days');
  });

  it('follows time, and keys that come', async () => {
    const p = port();
    await p.port.setChoices({ ...OFF, background: true });
    await p.timers.pass(2 * DAY);
    expect(labels()?.[0]).toBe('laptop · Tiled at BMM · in 24 hours');
    p.keys.push(key('R&D', p.timers.now + 10 * MINUTE));
    p.port.later();
    p.port.later();
    await p.timers.pass(1_000);
    expect(labels()?.[0]).toBe('R&&D · Tiled at BMM · in 9 minutes');
  });
});

describe.runIf(process.platform === 'linux')('start at login', () => {
  const on = { ...OFF, startAtLogin: true };

  it('is written when it is switched on, and gone when it is switched off', async () => {
    const p = port();
    expect(await p.port.setChoices(OFF)).toEqual({ on: false, note: null, stale: false });
    expect((await p.port.setChoices(on)).on).toBe(true);
    expect(readFileSync(entryPath(), 'utf8')).toContain(`Exec=${process.execPath} --hidden`);
    expect((await p.port.setChoices(OFF)).on).toBe(false);
    expect(existsSync(entryPath())).toBe(false);
    expect(p.port.notes()).toEqual([]);
  });

  it('ends as the last wish had it', async () => {
    const p = port();
    await p.port.setChoices(OFF);
    const answers = await Promise.all([p.port.setChoices(on), p.port.setChoices(OFF), p.port.setChoices(on)]);
    expect(answers.map((a) => a.on)).toEqual([true, false, true]);
    expect(existsSync(entryPath())).toBe(true);
  });

  it('is not put back at start where the person took it out elsewhere', async () => {
    const p = port();
    expect((await p.port.setChoices(on)).on).toBe(false);
    expect(existsSync(entryPath())).toBe(false);
    // Another setting changes; the wish is the same.
    expect((await p.port.setChoices({ ...on, background: true })).on).toBe(false);
    expect(existsSync(entryPath())).toBe(false);
  });

  it('is put right at start where the program has moved', async () => {
    const old = port(undefined, ['/opt/gone/tessera']);
    await old.port.setChoices(OFF);
    await old.port.setChoices(on);
    const p = port();
    expect((await p.port.setChoices(on)).on).toBe(true);
    expect(readFileSync(entryPath(), 'utf8')).toContain(`Exec=${process.execPath} --hidden`);
  });

  it('is refused in the demo, with the reason, which stays when the setting is put back to what is true', async () => {
    const p = port(undefined, null);
    await p.port.setChoices(OFF);
    expect((await p.port.setChoices(on)).on).toBe(false);
    expect(p.port.notes()).toEqual(['The demo does not start at login.']);
    await p.port.setChoices(OFF);
    expect(p.port.notes()).toEqual(['The demo does not start at login.']);
    expect(existsSync(entryPath())).toBe(false);
  });
});
