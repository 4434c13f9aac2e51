import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startRecordingDaemon } from '../test-support/notifications/recording-daemon';
import { Search } from './canary';
import { CanaryRun, onTheDesktop } from './canary-run';
import { type Bench, expect, type Running, test } from './fixture';
import { itemPaths, itemWords } from './keyring-items';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FORMATS = ['csv', 'json'] as const;

const ask = <T>({ page }: Running, method: string, args: object): Promise<T> =>
  page.evaluate(
    async ([name, values]) => {
      const { tessera } = window as unknown as { tessera: { invoke(m: string, a: object): Promise<{ ok: boolean; value: unknown }> } };
      const answer = await tessera.invoke(name as string, values as object);
      if (!answer.ok) throw new Error(`${String(name)} was refused`);
      return answer.value;
    },
    [method, args] as const,
  ) as Promise<T>;

/** The files in which Tessera tells of keys, by the name of their place. */
const filesOf = (bench: Bench) => ({
  'the calendar': join(bench.home, 'ends.ics'),
  'the log': join(bench.data, 'activity.jsonl'),
  'the log as csv': join(bench.home, 'activity.csv'),
  'the log as json': join(bench.home, 'activity.json'),
  'the list of what was announced': join(bench.data, 'told.json'),
  'the start at login': join(bench.keyring.env.XDG_CONFIG_HOME, 'autostart', 'tessera.desktop'),
});

/** Writes and copies all that tells of keys; answers what the copied tables say, by format. */
async function tellAll(app: Running, bench: Bench): Promise<Record<string, string>> {
  const files = filesOf(bench);
  await ask(app, 'settings.set', { background: true, startAtLogin: true });
  await ask(app, 'calendar.save', { keyIds: null, path: files['the calendar'] });
  const { keys } = await ask<{ keys: readonly { id: string }[] }>(app, 'app.snapshot', {});
  const tables: Record<string, string> = {};
  for (const format of FORMATS) {
    await ask(app, 'activity.export', { path: files[`the log as ${format}`], format });
    await ask(app, 'keys.copyTable', { keyIds: keys.map((key) => key.id), format });
    const copied = format === 'csv' ? /^"?Key"?,|\r?\n/ : /^\[/;
    await expect.poll(() => app.control.readClipboard()).toMatch(copied);
    tables[`the table as ${format}`] = await app.control.readClipboard();
  }
  for (const [where, path] of Object.entries(files)) await expect.poll(() => existsSync(path), where).toBe(true);
  return tables;
}

/** A server whose clock goes with the app's, and a key of it that is warned of after two days. */
async function keyThatEnds(bench: Bench, note: string, password: string) {
  const clock = { now: Date.now(), env: () => ({ TESSERA_NOW: String(clock.now), TESSERA_TEST_NOTIFICATIONS: 'bus' }) };
  const server = await bench.server({
    now: () => clock.now,
    providers: [{ name: 'toy', mode: 'internal', users: { alice: password }, confirmationMessage: null }],
  });
  const key = server.addKey('alice', { note, scopes: ['read:metadata'], expiresAt: clock.now + 3 * DAY });
  return { clock, server, key };
}

/** From the empty window to the key's secret kept here. */
async function holdIt({ tess }: Running, address: string, password: string, note: string, key: string): Promise<void> {
  const add = await tess.addServer();
  await add.ask(address);
  await add.confirm();
  await tess.signInDialog.withPassword('alice', password);
  await expect(tess.anyDialog).toHaveCount(0);
  await tess.open(note);
  await tess.act(/^Hold this key/);
  await tess.holdDialog.type(key);
  await tess.holdDialog.submit();
  await tess.holdDialog.done();
  await expect(tess.row(note)).toContainText('held and live');
}

test('what tells of keys names no secret: calendar, log, table, notifications, tray, start at login', async ({ bench }) => {
  test.setTimeout(120_000);
  const password = `Kanarie ${randomBytes(9).toString('hex')}+/é`;
  const { clock, server, key } = await keyThatEnds(bench, 'Night job', password);
  const run = new CanaryRun(bench, { allowed: [] });
  const { search } = run;
  search.watch({ name: 'password', secret: password }, { name: 'held key', secret: key });
  try {
    const first = await run.open(clock.env());
    await run.step('a key is held', () => holdIt(first, server.url, password, 'Night job', key));
    await run.step('what every program reads of the keychain', async () => {
      const items = itemPaths(bench.keyring);
      expect(items.length).toBeGreaterThanOrEqual(2);
      for (const item of items) {
        const words = itemWords(bench.keyring, item);
        expect(search.text('a label of the keychain', words)).toEqual([]);
        // Names are random: no host, no user, nothing of the key, of which servers show the first eight.
        expect(words).toContain('tessera-e2e');
        for (const telling of ['127.0.0.1', 'alice', 'Night', key.slice(0, 8)]) expect(words).not.toContain(telling);
      }
    });
    await run.step('after the quit', () => run.close());
    clock.now += 2 * DAY + HOUR;
    const later = await run.open(clock.env());
    await run.step('it is warned of', () => run.desktop.saw(1));
    expect(run.desktop.told[0]?.title).toBe('“Night job” ends in 23 hours');
    await run.step('all is written and copied', async () => {
      for (const [where, text] of Object.entries(await tellAll(later, bench))) {
        expect(text).toContain('Night job');
        expect(search.text(where, text)).toEqual([]);
      }
    });
    await run.step('at the end', () => run.close());
  } finally {
    await run.stop();
  }
});

test('the search would find one there: a canary as a key’s note, or put into the file', async ({ bench }) => {
  test.setTimeout(120_000);
  // At the beginning of the name, and short enough to be told in full also in the tray.
  const planted = randomBytes(18).toString('hex');
  const search = new Search();
  search.watch({ name: 'planted', secret: planted });
  const desktop = await startRecordingDaemon({ address: bench.keyring.env.DBUS_SESSION_BUS_ADDRESS });
  try {
    const { clock, server, key } = await keyThatEnds(bench, `${planted}, the night job`, 'secret one two');
    const first = await bench.start(clock.env());
    await holdIt(first, server.url, 'secret one two', planted, key);
    await first.close();
    clock.now += 2 * DAY + HOUR;
    const later = await bench.start(clock.env());
    await desktop.saw(1);
    const tables = await tellAll(later, bench);
    expect(
      itemPaths(bench.keyring)
        .map((item) => itemWords(bench.keyring, item))
        .join('\n'),
    ).toMatch(/account\s+\S*[0-9a-f]{32}/);
    const { tray = '', ...shown } = await onTheDesktop(desktop, later);
    // The title says how many keys need a look, and never names one.
    expect(search.text('the window’s title', shown['the window’s title'] ?? '')).toEqual([]);
    for (const [where, text] of Object.entries({ ...tables, notifications: shown.notifications ?? '' }))
      expect(search.text(where, text), where).not.toEqual([]);
    if ((await later.control.trayLabels()) !== null) expect(search.text('tray', tray)).not.toEqual([]);
    await later.close();

    const files = filesOf(bench);
    const found = search.folder(bench.folder).join('\n');
    for (const where of ['the calendar', 'the log', 'the log as csv', 'the log as json'] as const)
      expect(found, where).toContain(` in ${files[where]}`);
    for (const where of ['the list of what was announced', 'the start at login'] as const) {
      expect(found, where).not.toContain(` in ${files[where]}`);
      appendFileSync(files[where], planted);
      expect(search.folder(bench.folder).join('\n'), where).toContain(` in ${files[where]}`);
    }
    // A vendor's file may hold it where it was asked for, and nowhere beside it.
    for (const name of ['cloud.json', 'profiles.json']) {
      const chosen = join(bench.home, '.tiledb', name);
      mkdirSync(dirname(chosen), { recursive: true });
      writeFileSync(chosen, JSON.stringify({ api_key: { 'X-TILEDB-REST-API-KEY': planted } }));
      expect(search.folder(dirname(chosen), [chosen]), name).toEqual([]);
      writeFileSync(`${chosen}.bak`, readFileSync(chosen));
      expect(search.folder(dirname(chosen), [chosen]).join('\n'), name).toContain(` in ${chosen}.bak`);
      writeFileSync(`${chosen}.bak`, '');
      writeFileSync(chosen, '');
    }
  } finally {
    await desktop.stop();
  }
});
