// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as netrcParser from 'netrc-parser';
import { build } from 'vite';
import { ROOT } from '../tools/paths.mjs';
import { median } from './figures.mjs';

/** What the rows measure: one host set in a file of many entries, bytes in to bytes out, with all reader models on old and new text. */
const REQUEST = { host: 'lk.test', key: '0123456789abcdef0123456789abcdef' };

/** @param {number} entries */
const fileOf = (entries) => {
  let text = '';
  for (let i = 0; i < entries; i += 1) text += `machine h${i}.test login u${i} password p${i}\n`;
  return Buffer.from(text);
};

/**
 * The domain's code, built as the app has it.
 * @param {string} folder
 * @returns {Promise<{setEntry: (bytes: Uint8Array, request: typeof REQUEST) => {ok: boolean, value: {bytes: Uint8Array}}, file: string}>}
 */
async function built(folder) {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, 'src/domain/netrc/index.ts'),
      outDir: join(folder, 'netrc'),
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'netrc.mjs' } },
    },
  });
  const file = join(folder, 'netrc', 'netrc.mjs');
  return { ...(await import(pathToFileURL(file).href)), file };
}

/**
 * Processor time of one call, milliseconds: other work on the machine does not count.
 * @param {() => void} work
 */
function cost(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The slope of the line through (ln x, ln y). @param {readonly (readonly [number, number])[]} points */
function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (/** @type {number} */ i) => logs.reduce((sum, p) => sum + (p[i] ?? 0), 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const top = logs.reduce((sum, [x = 0, y = 0]) => sum + (x - mx) * (y - my), 0);
  return top / logs.reduce((sum, [x = 0]) => sum + (x - mx) ** 2, 0);
}

/** Rows of netrc editing. */
export async function* rows() {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-'));
  try {
    const { setEntry, file } = await built(folder);
    const set = (/** @type {Buffer} */ bytes) => {
      const done = setEntry(bytes, REQUEST);
      if (!done.ok || done.value.bytes.length <= bytes.length) throw new Error('the entry was not set');
    };

    const bytes = fileOf(10_000);
    const path = join(folder, '.netrc');
    const theirs = () => {
      const netrc = new netrcParser.Netrc(path);
      netrc.loadSync();
      netrc.machines[REQUEST.host] = { login: 'apikey', password: REQUEST.key };
      netrc.saveSync();
    };
    /** @type {number[]} */
    const ours = [];
    /** @type {number[]} */
    const other = [];
    for (let round = 0; round < 12; round += 1) {
      writeFileSync(path, bytes, { mode: 0o600 });
      // The first rounds are for the compiler.
      const [a, b] = [cost(() => set(bytes)), cost(theirs)];
      if (round >= 3) {
        ours.push(a);
        other.push(b);
      }
    }
    const ratio = median(ours) / median(other);
    yield {
      name: 'netrc.set.10k',
      value: ratio,
      unit: 'x',
      goal: '<= 0.5',
      reference: `median processor time ${median(ours).toFixed(0)} ms, to netrc-parser 3.1.6 loading, setting and saving the same file, ${median(other).toFixed(0)} ms`,
      ok: ratio <= 0.5,
    };

    const sizes = [100, 1_000, 10_000, 100_000];
    /** @type {[number, number][]} */
    const points = sizes.map((entries) => {
      const content = fileOf(entries);
      const calls = Math.max(1, 5_000 / entries);
      const each = Array.from({ length: 5 }, () => {
        return cost(() => {
          for (let i = 0; i < calls; i += 1) set(content);
        });
      });
      return [entries, Math.min(...each) / calls];
    });
    const growth = exponent(points);
    yield {
      name: 'netrc.growth',
      value: growth,
      unit: '',
      goal: '<= 1.1',
      reference: `exponent of time over size, fitted: ${points.map(([n, ms]) => `${n} entries ${ms.toPrecision(3)} ms`).join(', ')}; beyond 128 KiB curl, and so its models, reject the file at once`,
      ok: growth <= 1.1,
    };

    const large = fileOf(50_000);
    writeFileSync(path, large);
    const peak = (/** @type {string} */ what) => {
      const script = `
        import { readFileSync } from 'node:fs';
        import { setEntry } from ${JSON.stringify(pathToFileURL(file).href)};
        const bytes = readFileSync(process.argv[1]);
        // A small file first, so that the code is loaded either way.
        setEntry(bytes.subarray(0, bytes.indexOf(10) + 1), ${JSON.stringify(REQUEST)});
        if (${JSON.stringify(what)} === 'set') setEntry(bytes, ${JSON.stringify(REQUEST)});
        process.stdout.write(String(process.resourceUsage().maxRSS * 1024));`;
      // A small nursery, so that rubbish is not counted for long.
      const run = spawnSync(process.execPath, ['--max-semi-space-size=1', '--input-type=module', '-e', script, path], { timeout: 60_000 });
      const said = Number(run.stdout.toString());
      if (!(said > 0)) throw new Error(`no figure of the memory: ${run.stderr.toString().slice(-300)}`);
      return said;
    };
    const base = median([1, 2, 3].map(() => peak('load')));
    const extra = (median([1, 2, 3].map(() => peak('set'))) - base) / large.length;
    yield {
      name: 'netrc.memory',
      value: extra,
      unit: 'x',
      goal: '<= 40',
      reference: `peak memory beyond a process that only loads the file, over the file's size (${(large.length / 1e6).toFixed(1)} MB, 50,000 entries)`,
      ok: extra <= 40,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
