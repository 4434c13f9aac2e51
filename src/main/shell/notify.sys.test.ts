import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { context } from '../../../runtime/chromium/src/context';
import { type PrivateKeyring, startPrivateKeyring } from '../../../test-support/keyring/private-keyring.mjs';
import { type RecordingDaemon, startRecordingDaemon } from '../../../test-support/notifications/recording-daemon';
import type { KeyRecord } from '../../domain/key';
import { DEFAULT_RULES, type Notice, type NoticeProfile } from '../../domain/notices';
import { at, listedKey, record, T0 } from '../../domain/testing';
import { DAY, HOUR, SECOND } from '../../domain/time';
import { NoticeDesk } from '../notices/desk';
import type { Told } from '../notices/told';
import { HandTimers } from '../refresh/testing';

// The very notifications of the second runtime, over a bus of the test's own, to a desktop that records.
vi.mock('electron', async () => ({ Notification: (await import('../../../runtime/chromium/src/electron/notification')).Notification }));

import { createAnnouncer } from './notify';

const folder = mkdtempSync(join(tmpdir(), 'tessera-notify-'));
let bus: PrivateKeyring;

beforeAll(async () => {
  bus = await startPrivateKeyring({ dir: folder, password: 'unused', service: false });
  for (const [name, value] of Object.entries(bus.env)) vi.stubEnv(name, value);
  context.init(
    { appDir: '/', command: [], headless: true, args: [], test: false, testBus: false, testPort: false },
    { name: 'Chromium', version: '', sandbox: true, headless: true, clipboardHelper: null, command: [], notes: [] },
    { name: 'tessera', version: '1.0.0', productName: 'Tessera' },
    () => {
      throw new Error('no Chromium here');
    },
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bus.stop();
  rmSync(folder, { recursive: true, force: true });
});

const PROFILE: NoticeProfile = { profile: { id: 'profile', label: 'Tiled at BMM' }, usage: null, skewMs: null, at: T0 };

const key = (id: string, end: number): KeyRecord =>
  record(id, {
    firstSeen: T0 - 365 * DAY,
    listed: { value: listedKey('573928c6', { name: id, expiry: at(end), createdAt: T0 - 365 * DAY }), source: 'listing', asOf: T0 },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    lastRealUse: T0,
  });

/** The app's own desk in front of the system's notifications, with time moved by hand. */
function warn(keys: readonly KeyRecord[], hideDetails = false, told: Told = {}) {
  const timers = new HandTimers(T0);
  const opened: (Notice | null)[] = [];
  let clicked = (): void => undefined;
  const nextClick = (): Promise<void> =>
    new Promise((resolve) => {
      clicked = resolve;
    });
  const announcer = createAnnouncer({
    timers,
    onOpen: (notice) => {
      opened.push(notice);
      clicked();
    },
  });
  let remembered = told;
  const desk = new NoticeDesk({
    keys: () => keys,
    profiles: () => [PROFILE],
    rules: () => DEFAULT_RULES,
    choices: () => ({ announce: true, hideDetails }),
    tell: () => (t) => new Date(t).toISOString(),
    now: () => timers.now,
    timers,
    told,
    saveTold: (next) => {
      remembered = next;
    },
    changed: announcer.keep,
    announce: announcer.announce,
  });
  desk.look();
  return { desk, timers, opened, announcer, nextClick, told: () => remembered };
}

async function withDesktop(work: (desktop: RecordingDaemon) => Promise<void>): Promise<void> {
  const desktop = await startRecordingDaemon({ address: bus.env.DBUS_SESSION_BUS_ADDRESS });
  try {
    await work(desktop);
  } finally {
    await desktop.stop();
  }
}

describe('a warning on the desktop', () => {
  it('comes once for each lead with its words and urgency, takes the place of the one before, and a click leads to the key', () =>
    withDesktop(async (desktop) => {
      const w = warn([key('laptop', T0 + 7 * DAY + HOUR)]);
      await desktop.saw(1);
      await w.timers.pass(HOUR);
      await desktop.saw(2);
      await w.timers.pass(6 * DAY);
      const told = await desktop.saw(3);
      expect(told.map(({ title, urgency, app }) => [app, title, urgency])).toEqual([
        ['Tessera', '“laptop” ends in 7 days', 1],
        ['Tessera', '“laptop” ends in 7 days', 1],
        ['Tessera', '“laptop” ends in 24 hours', 2],
      ]);
      expect(told[2]?.body).toContain('A key of Tiled at BMM');
      await desktop.sawOpen(1);
      w.desk.look();
      const again = warn([key('laptop', T0 + 7 * DAY + HOUR)], false, w.told());
      again.desk.look();
      const click = w.nextClick();
      desktop.click(3);
      await click;
      expect(w.opened.map((n) => n?.keyId)).toEqual(['laptop']);
      expect(desktop.told.length).toBe(3);
      w.desk.stop();
      again.desk.stop();
    }));

  it('is told once after a night of sleep through several leads', () =>
    withDesktop(async (desktop) => {
      const w = warn([key('laptop', T0 + 8 * DAY)]);
      await desktop.saw(1);
      w.timers.sleep(7 * DAY + HOUR);
      w.desk.look();
      w.desk.look();
      await desktop.saw(2);
      await desktop.sawOpen(1);
      expect(desktop.told.map((t) => t.title)).toEqual(['“laptop” ends in 8 days', '“laptop” ends in 23 hours']);
      w.desk.stop();
    }));

  it('reveals no name, server, place or part of the key where details are hidden', () =>
    withDesktop(async (desktop) => {
      const w = warn(
        ['laptop', 'beamline', 'ci', 'home'].map((id, i) => key(id, T0 + (i + 1) * HOUR)),
        true,
      );
      await desktop.saw(1);
      const one = warn([key('laptop', T0 + HOUR)], true);
      const told = await desktop.saw(2);
      expect(JSON.stringify(told)).not.toMatch(/laptop|beamline|BMM|Tiled|573928c6/);
      expect(told.map((t) => t.title)).toEqual(['4 warnings about your keys', 'A key ends in 1 hour']);
      const click = w.nextClick();
      desktop.click(1);
      await click;
      expect(w.opened).toEqual([null]);
      w.desk.stop();
      one.desk.stop();
    }));

  it('goes away when its key was replaced', () =>
    withDesktop(async (desktop) => {
      const keys = [key('laptop', T0 + HOUR)];
      const w = warn(keys);
      await desktop.sawOpen(1);
      keys.length = 0;
      w.desk.look();
      await desktop.sawOpen(0);
      w.desk.stop();
    }));
});

describe('a desktop without notifications', () => {
  it('is no crash but a sentence; one that comes up later is still told', async () => {
    const w = warn([key('laptop', T0 + DAY - HOUR)]);
    await vi.waitFor(() =>
      expect(w.announcer.silent).toBe('No program on this desktop takes notifications: warnings stand in the window only.'),
    );
    await withDesktop(async (desktop) => {
      await w.timers.pass(15 * SECOND);
      const told = await desktop.saw(1);
      expect(told[0]?.title).toBe('“laptop” ends in 23 hours');
      await vi.waitFor(() => expect(w.announcer.silent).toBe(null));
    });
    w.desk.stop();
  });
});
