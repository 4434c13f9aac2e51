import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type RecordingDaemon, startRecordingDaemon } from '../test-support/notifications/recording-daemon';
import { type Bench, expect, test } from './fixture';
import { startAgain, startCommand } from './runtime';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Settings as the settings dialog sends them. */
const choose = (page: Page, settings: object): Promise<unknown> =>
  page.evaluate(
    (chosen) =>
      (window as unknown as { tessera: { invoke(m: string, a: object): Promise<unknown> } }).tessera.invoke('settings.set', chosen),
    settings,
  );

/** A desktop that records, and a machine and a server whose clocks are moved together. */
async function withDesktop(
  bench: Bench,
  work: (
    desktop: RecordingDaemon,
    clock: { now: number; env(): Record<string, string> },
    server: Awaited<ReturnType<Bench['server']>>,
  ) => Promise<void>,
): Promise<void> {
  const clock = {
    now: Date.now(),
    env: () => ({ TESSERA_NOW: String(clock.now), TESSERA_TEST_NOTIFICATIONS: 'bus' }),
  };
  const server = await bench.server({ now: () => clock.now });
  const desktop = await startRecordingDaemon({ address: bench.keyring.env.DBUS_SESSION_BUS_ADDRESS });
  try {
    await work(desktop, clock, server);
  } finally {
    await desktop.stop();
  }
}

const key = (expiresAt: number) => ({ note: 'Beamline script', scopes: ['read:metadata'], expiresAt });

test('a warning reaches the desktop once, stands in the title, and a click on it leads to the key', async ({ bench }) => {
  await withDesktop(bench, async (desktop, clock, server) => {
    server.addKey('alice', key(clock.now + 3 * DAY));
    const first = await bench.start(clock.env());
    await first.tess.connect(server.url, 'alice', 'secret1');
    await expect(first.tess.row('Beamline script')).toBeVisible();
    expect(await first.control.window()).toMatchObject({ title: 'Tessera' });
    await first.close();
    expect(desktop.told).toEqual([]);

    clock.now += 2 * DAY + HOUR;
    const later = await bench.start(clock.env());
    const [told] = await desktop.saw(1);
    expect(told).toMatchObject({ title: '“Beamline script” ends in 23 hours', urgency: 2 });
    await expect.poll(async () => (await later.control.window()).title).toBe('(1) Tessera: 1 key needs attention');
    desktop.click(told?.id ?? 0);
    await expect(later.tess.detail).toContainText('Beamline script');
    await later.close();

    const again = await bench.start(clock.env());
    await expect.poll(async () => (await again.control.window()).title).toBe('(1) Tessera: 1 key needs attention');
    await again.close();
    expect(desktop.told.length).toBe(1);
  });
});

test('in the background a closed window is only hidden, a further start brings it back, and both choices can be taken back', async ({
  bench,
}) => {
  const app = await bench.start();
  const entry = join(bench.keyring.env.XDG_CONFIG_HOME, 'autostart', 'tessera.desktop');
  await choose(app.page, { background: true, startAtLogin: true });
  await expect.poll(() => existsSync(entry)).toBe(true);
  expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=.* --hidden$/m);
  const labels = await app.control.trayLabels();
  if (labels !== null) expect(labels).toEqual(['No key is known to end', 'Open Tessera', 'Refresh now', 'Quit Tessera']);

  await app.control.closeWindow(null);
  await expect.poll(async () => (await app.control.window()).visible).toBe(false);
  expect(startAgain(bench.env(), ['--hidden']).code).toBe(0);
  expect((await app.control.window()).visible).toBe(false);
  expect(startAgain(bench.env()).code).toBe(0);
  await expect.poll(async () => (await app.control.window()).visible).toBe(true);

  await choose(app.page, { background: false, startAtLogin: false });
  await expect.poll(() => existsSync(entry)).toBe(false);
  if (labels !== null) expect(await app.control.trayLabels()).toEqual([]);
  await app.control.closeWindow(null);
  expect(await app.ended).toBe(0);
});

test('a start by login shows no window and warns all the same; a click opens the window', async ({ bench }) => {
  const children: ChildProcess[] = [];
  await withDesktop(bench, async (desktop, clock, server) => {
    server.addKey('alice', key(clock.now + 3 * DAY));
    const first = await bench.start(clock.env());
    await first.tess.connect(server.url, 'alice', 'secret1');
    await expect(first.tess.row('Beamline script')).toBeVisible();
    await choose(first.page, { background: true });
    await first.close();

    clock.now += 2 * DAY + HOUR;
    const [program, words] = startCommand(['--hidden']);
    const child = spawn(program, words, { env: bench.env({ ...clock.env() }), stdio: 'ignore' });
    children.push(child);
    const [told] = await desktop.saw(1);
    const browsers = (): string[] => readdirSync(bench.temp).filter((name) => name.startsWith('tessera-chromium-'));
    expect(browsers()).toEqual([]);
    desktop.click(told?.id ?? 0);
    if (program === process.execPath) await expect.poll(() => browsers().length).toBe(1);
    expect(child.exitCode).toBe(null);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }).finally(() => {
    for (const child of children) child.kill('SIGKILL');
  });
});
