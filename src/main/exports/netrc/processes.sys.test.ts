import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoverPending } from '../pending';
import { NetrcKind } from './kind';
import { NetrcWatch } from './watch';

const root = mkdtempSync(join(tmpdir(), 'tessera-netrc-'));
const childFile = join(root, 'child', 'child.mjs');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'child.ts'),
      outDir: join(root, 'child'),
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'child.mjs' } },
    },
  });
});

interface Place {
  readonly folder: string;
  readonly path: string;
  readonly pendingFolder: string;
  readonly lockFolder: string;
}

let count = 0;
function place(): Place {
  count += 1;
  const home = join(root, `case-${count}`);
  const folder = join(home, 'files');
  mkdirSync(folder, { recursive: true });
  return { folder, path: join(folder, '.netrc'), pendingFolder: join(home, 'pending'), lockFolder: join(home, 'locks') };
}

interface Work {
  readonly hosts: readonly string[];
  readonly key?: string;
  readonly rounds?: number;
  readonly killAt?: string;
  readonly uid?: number;
}

/** Runs the child; answers what it printed, or the signal that ended it. */
function run(p: Place, { hosts, key = 'K', rounds = 1, killAt, uid }: Work): Promise<string> {
  const child = spawn(process.execPath, [childFile], {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: 120_000,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stdin.end(
    JSON.stringify({ path: p.path, pendingFolder: p.pendingFolder, lockFolder: p.lockFolder, hosts, key, rounds, killAt: killAt ?? null }),
  );
  return new Promise((done) => child.on('close', (_, signal) => done(signal ?? out)));
}

const hostsOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^machine (\S+) login apikey password \S+$/.exec(line)?.[1] ?? []);
const names = (from: string, many: number) => Array.from({ length: many }, (_, i) => `${from}${i}.test`);

it('two processes that set 50 hosts each at once: 100 entries, none lost, and the rest as it was', async () => {
  const p = place();
  const rest = '# mine\nmachine x.test login u password "p q"\n';
  writeFileSync(p.path, rest, { mode: 0o600 });
  const [one, two] = await Promise.all([run(p, { hosts: names('a', 50) }), run(p, { hosts: names('b', 50) })]);
  expect([one, two]).toEqual(['ok', 'ok']);
  const text = readFileSync(p.path, 'utf8');
  expect(text.startsWith(rest)).toBe(true);
  expect([...hostsOf(text)].sort()).toEqual([...names('a', 50), ...names('b', 50)].sort());
  expect(readdirSync(p.folder)).toEqual(['.netrc']);
  expect(readdirSync(p.lockFolder)).toEqual([]);
  expect(readdirSync(p.pendingFolder)).toEqual([]);
}, 120_000);

it('so do two on a file that neither has made yet', async () => {
  const p = place();
  await Promise.all([run(p, { hosts: names('a', 10) }), run(p, { hosts: names('b', 10) })]);
  expect(hostsOf(readFileSync(p.path, 'utf8'))).toHaveLength(20);
}, 120_000);

it('a reader beside 1,000 writes never sees a torn or empty file', async () => {
  const p = place();
  const before = Array.from({ length: 400 }, (_, i) => `machine h${i}.test login u${i} password p${i}\n`).join('');
  writeFileSync(p.path, before, { mode: 0o600 });
  const working = run(p, { hosts: ['lk.test'], rounds: 1_000 });
  let isDone = false;
  const finished = working.then((outcome) => {
    isDone = true;
    return outcome;
  });
  let reads = 0;
  const seen = new Set<string>();
  while (!isDone) {
    for (let i = 0; i < 20; i += 1) {
      const text = readFileSync(p.path, 'utf8');
      reads += 1;
      if (text === before) continue;
      const own = text.slice(before.length);
      if (!text.startsWith(before) || !/^machine lk\.test login apikey password K\d+\n$/.test(own))
        throw new Error(`torn: ${text.length} bytes`);
      seen.add(own);
    }
    await new Promise((done) => setTimeout(done, 1));
  }
  expect(await finished).toBe('ok');
  expect(readFileSync(p.path, 'utf8')).toBe(`${before}machine lk.test login apikey password K999\n`);
  expect(reads).toBeGreaterThan(2_000);
  // The reads must have met many of the writes.
  expect(seen.size).toBeGreaterThan(100);
}, 300_000);

const RENAME = ['noted', 'tempMade', 'tempWritten', 'tempSynced', 'compared', 'replaced', 'folderSynced', 'readBack', 'done'];
const KINDS = ['an existing file', 'a new file', 'a linked file', 'a file with two names'] as const;
const CASES = KINDS.flatMap((what) =>
  RENAME.filter((step) => what !== 'a file with two names' || step !== 'folderSynced').map((step) => [what, step] as const),
);
const ROUNDS = 15;

describe('killed at a step, then started again', () => {
  it(`${CASES.length * ROUNDS} kills: old or new, nothing between, nothing left behind, and the next change goes through`, async () => {
    const jobs = Array.from({ length: ROUNDS }, (_, round) => CASES.map((c) => [...c, round] as const)).flat();
    let kills = 0;
    let news = 0;
    const worker = async () => {
      for (let job = jobs.pop(); job; job = jobs.pop()) {
        const [what, step, round] = job;
        const isNew = await kill(what, step, round);
        kills += 1;
        if (isNew) news += 1;
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(kills).toBeGreaterThanOrEqual(500);
    // What a step left is what the step says: the steps are where they claim to be.
    const late = CASES.filter(([, step]) => ['replaced', 'folderSynced', 'readBack', 'done'].includes(step)).length;
    expect(news).toBe(late * ROUNDS);
  }, 600_000);
});

/** Answers whether the new content was there when the process was gone. */
async function kill(what: (typeof KINDS)[number], step: string, round: number): Promise<boolean> {
  const p = place();
  const old = what === 'a new file' ? null : `# mine\n${'machine a.test login ua password pa\n'.repeat(1 + round * 100)}`;
  const wanted = `${old ?? ''}machine lk.test login apikey password K\n`;
  const real = what === 'a linked file' ? join(p.folder, 'real') : p.path;
  if (old !== null) writeFileSync(real, old, { mode: round % 2 === 0 ? 0o600 : 0o644 });
  if (what === 'a linked file') symlinkSync('real', p.path);
  if (what === 'a file with two names') linkSync(p.path, join(p.folder, 'other'));
  expect(await run(p, { hosts: ['lk.test'], killAt: step })).toBe('SIGKILL');

  const now = () => (readdirSync(p.folder).includes('.netrc') ? readFileSync(p.path, 'utf8') : null);
  const left = now();
  if (left !== old && left !== wanted) throw new Error(`torn after ${step} of ${what}: ${left?.length} bytes`);
  for (const folder of [p.folder, p.pendingFolder])
    for (const name of readdirSync(folder))
      if (readFileSync(join(folder, name), 'utf8').includes('password K')) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);

  expect((await recoverPending(p.pendingFolder)).left).toEqual([]);
  expect(now()).toBe(left);
  expect(readdirSync(p.pendingFolder)).toEqual([]);
  expect(readdirSync(p.folder).filter((name) => !['.netrc', 'real', 'other'].includes(name))).toEqual([]);
  // The lock that the killed process left is no obstacle.
  const kind = new NetrcKind({ pendingFolder: p.pendingFolder, lockFolder: p.lockFolder, now: () => 0 });
  expect(await kind.put({ path: p.path, locator: 'lk.test', secret: 'K', fields: {} })).toMatchObject({ ok: true });
  expect(now()).toBe(wanted);
  expect(readdirSync(p.lockFolder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  rmSync(join(p.folder, '..'), { recursive: true });
  return left === wanted;
}

describe('where the file cannot be exchanged', () => {
  it.runIf(process.getuid?.() === 0)(
    '9. a folder that is read-only, with a file that is not: written in place, the same inode',
    async () => {
      const p = place();
      const nobody = 65_534;
      chmodSync(root, 0o755);
      writeFileSync(p.path, 'machine a.test login u password p\n', { mode: 0o600 });
      for (const folder of [p.pendingFolder, p.lockFolder]) {
        mkdirSync(folder, { mode: 0o700 });
        chownSync(folder, nobody, nobody);
      }
      chownSync(p.path, nobody, nobody);
      const { ino } = statSync(p.path);
      // The folder is root's, so that nobody may not write in it.
      expect(await run(p, { hosts: ['lk.test'], uid: nobody })).toBe('ok');
      expect(readFileSync(p.path, 'utf8')).toBe('machine a.test login u password p\nmachine lk.test login apikey password K\n');
      expect(statSync(p.path).ino).toBe(ino);
      expect(readdirSync(p.pendingFolder)).toEqual([]);
    },
  );
});

const canMount = spawnSync('unshare', ['-m', 'true'], { timeout: 10_000 }).status === 0;

it.runIf(canMount)('9. a file that is mounted by itself, as containers do: written in place', () => {
  const p = place();
  const real = join(p.folder, '..', 'mounted');
  const before = 'machine a.test login u password p\n';
  writeFileSync(real, before, { mode: 0o600 });
  writeFileSync(p.path, '');
  const { ino } = statSync(real);
  const input = JSON.stringify({ ...p, hosts: ['lk.test'], key: 'K', killAt: null });
  const script = 'mount --bind "$0" "$1" && exec "$2" "$3"';
  const run = spawnSync('unshare', ['-m', 'sh', '-c', script, real, p.path, process.execPath, childFile], { input, timeout: 30_000 });
  expect(run.stdout.toString()).toBe('ok');
  expect(readFileSync(real, 'utf8')).toBe(`${before}machine lk.test login apikey password K\n`);
  expect(statSync(real).ino).toBe(ino);
  expect(readdirSync(p.folder)).toEqual(['.netrc']);
  expect(readdirSync(p.pendingFolder)).toEqual([]);
});

describe('the watch', () => {
  const until = async (holds: () => boolean) => {
    for (let i = 0; i < 200 && !holds(); i += 1) await new Promise((done) => setTimeout(done, 20));
    expect(holds()).toBe(true);
  };

  it('tells of files made, exchanged, written through a link, and removed; and is silent where nothing changed', async () => {
    const p = place();
    const target = join(p.folder, '..', 'dot');
    mkdirSync(target);
    writeFileSync(join(target, 'netrc'), '');
    let times = 0;
    const seen = new NetrcWatch(p.path, () => {
      times += 1;
    });
    await seen.start();
    await seen.recheck();
    expect(times).toBe(0);
    writeFileSync(p.path, 'machine a login u password p\n');
    await until(() => times === 1);
    rmSync(p.path);
    await until(() => times === 2);
    seen.stop();
    symlinkSync(join(target, 'netrc'), p.path);
    await seen.recheck();
    expect(times).toBe(2);

    const linked = new NetrcWatch(p.path, () => {
      times += 1;
    });
    await linked.start();
    writeFileSync(join(target, 'netrc'), 'machine b login u password p\n');
    await until(() => times === 3);
    linked.stop();
  });

  it('a folder that cannot be watched leaves the look on request', async () => {
    const folder = join(place().folder, 'later');
    let times = 0;
    const seen = new NetrcWatch(join(folder, '.netrc'), () => {
      times += 1;
    });
    await seen.start();
    mkdirSync(folder);
    writeFileSync(join(folder, '.netrc'), '');
    await seen.recheck();
    expect(times).toBe(1);
    seen.stop();
  });
});
