import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type RecordingDaemon, startRecordingDaemon } from '../test-support/notifications/recording-daemon';
import { type Bench, expect, type Running, test } from './fixture';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR_S = 31_536_000;

const ask = <T>(page: Page, method: string, args: object): Promise<T> =>
  page.evaluate(
    async ([name, values]) => {
      const { tessera } = window as unknown as { tessera: { invoke(m: string, a: object): Promise<{ ok: boolean; value: unknown }> } };
      return (await tessera.invoke(name as string, values as object)).value;
    },
    [method, args] as const,
  ) as Promise<T>;

interface Scene {
  readonly desktop: RecordingDaemon;
  /** Starts the app at a moment, in a zone, looks at it, and ends it. */
  at(moment: number, zone: string, look: (app: Running) => Promise<void>): Promise<void>;
}

/** One key that ends at `end`, on a server and a machine whose clocks are moved together. */
async function withKey(bench: Bench, made: number, end: number, work: (scene: Scene) => Promise<void>): Promise<void> {
  let now = made;
  const server = await bench.server({ now: () => now, refreshSeconds: YEAR_S });
  server.addKey('alice', { note: 'Night job', scopes: ['read:metadata'], expiresAt: end });
  const desktop = await startRecordingDaemon({ address: bench.keyring.env.DBUS_SESSION_BUS_ADDRESS });
  const at: Scene['at'] = async (moment, zone, look) => {
    now = moment;
    const app = await bench.start({ TESSERA_NOW: String(moment), TESSERA_TEST_NOTIFICATIONS: 'bus', TZ: zone });
    await look(app);
    await app.close();
  };
  try {
    await at(made, 'UTC', async ({ tess }) => {
      await tess.connect(server.url, 'alice', 'secret1');
      await expect(tess.row('Night job')).toBeVisible();
    });
    await work({ desktop, at });
  } finally {
    await desktop.stop();
  }
}

/** Waits until the app has settled in: its first refresh has ended. */
const settled = ({ tess }: Running) => expect(tess.row('Night job')).toContainText(/live|expired/);

for (const [zone, end, words] of [
  // Between the first warning and the end the clocks go forward on 28 March.
  ['Europe/Berlin', Date.UTC(2027, 3, 1, 6), 'Thu 1 Apr 2027, 08:00'],
  // A leap day, in a zone behind UTC.
  ['America/New_York', Date.UTC(2028, 1, 29, 12), 'Tue 29 Feb 2028, 07:00'],
] as const)
  test(`each lead is told once at its moment, in the time of ${zone}`, async ({ bench }) => {
    await withKey(bench, end - 62 * DAY, end, async ({ desktop, at }) => {
      const steps: readonly (readonly [number, string])[] = [
        [30 * DAY, 'ends in 30 days'],
        [7 * DAY, 'ends in 7 days'],
        [DAY, 'ends in 24 hours'],
        [HOUR, 'ends in 1 hour'],
        [0, 'has ended'],
      ];
      await at(end - 30 * DAY - MINUTE, zone, settled);
      expect(desktop.told).toEqual([]);
      for (const [i, [lead, title]] of steps.entries()) {
        await at(end - lead, zone, async () => {
          const told = await desktop.saw(i + 1);
          expect(told.at(-1)?.title).toBe(`“Night job” ${title}`);
          expect(told.at(-1)?.body).toContain(words);
        });
      }
      expect(desktop.told).toHaveLength(steps.length);
    });
  });

test('a journey to another zone and a night asleep tell nothing twice', async ({ bench }) => {
  const end = Date.UTC(2026, 11, 24, 17);
  await withKey(bench, end - 90 * DAY, end, async ({ desktop, at }) => {
    await at(end - 6 * DAY, 'Europe/Berlin', async () => {
      expect((await desktop.saw(1))[0]?.body).toContain('Thu 24 Dec 2026, 18:00');
    });
    await at(end - 5 * DAY, 'Asia/Tokyo', async (app) => {
      await settled(app);
      await app.tess.open('Night job');
      await expect(app.tess.detail).toContainText('25 Dec, 02:00');
      const path = join(bench.home, 'keys.ics');
      await ask(app.page, 'calendar.save', { keyIds: null, path });
      expect(readFileSync(path, 'utf8')).toContain('DTSTART:20261224T170000Z');
    });
    // Asleep over "a day before": what is told is the shortest lead that has come.
    await at(end - 40 * MINUTE, 'Asia/Tokyo', async () => {
      expect((await desktop.saw(2)).at(-1)?.title).toBe('“Night job” ends in 40 minutes');
    });
    expect(desktop.told).toHaveLength(2);
  });
});

test('time that jumps while the app runs: one message for all that came due, and a word for each state', async ({ bench }) => {
  const desktop = await startRecordingDaemon({ address: bench.keyring.env.DBUS_SESSION_BUS_ADDRESS });
  const app = await bench.start({ TESSERA_DEMO: '1', TESSERA_TEST_NOTIFICATIONS: 'bus' });
  const { page, tess } = app;
  const { run } = await ask<{ run: { demoServers: { kind: string; address: string; user: string; password: string }[] } }>(
    page,
    'app.snapshot',
    {},
  );
  const tiled = run.demoServers.find((s) => s.kind === 'tiled');
  await tess.connect(tiled?.address ?? '', tiled?.user ?? '', tiled?.password ?? '');
  await expect(tess.row('HPC reduction jobs')).toBeVisible();
  const before = desktop.told.length;
  await ask(page, 'demo.moveTime', { ms: 24 * DAY + HOUR });
  const told = await desktop.saw(before + 1);
  expect(told.at(-1)?.title).toMatch(/^\d+ warnings about your keys$|has ended$/);
  await expect(tess.row('HPC reduction jobs')).toContainText('expired');
  await expect(tess.row('Data validation pipeline')).toContainText('in 36 days');
  await app.close();
  await desktop.stop();
});
