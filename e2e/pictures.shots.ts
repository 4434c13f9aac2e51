import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixture';
import { type Visit, walk } from './pages/walk';
import { walkKinds } from './pages/walk-kinds';
import { walkOverTime } from './pages/walk-over-time';
import { withPalette } from './png';
import { ROOT } from './runtime';

/** A morning in November: the demo's dates fall on the same days at every run. */
const NOW = Date.UTC(2026, 10, 18, 8, 30);
const FOLDER = process.env.TESSERA_PICTURES ?? join(ROOT, 'docs', 'screenshots');
const LIMIT_BYTES = 120_000;

test.use({ tiledOptions: { seed: 'demo', now: () => NOW, port: 8000 }, folderName: 'beamline7' });

for (const [name, steps, env] of [
  ['what is there with one server', walk, {}],
  ['what LabKey and TileDB bring along', walkKinds, {}],
  ['what is there over time', walkOverTime, { TESSERA_DEMO: '1' }],
] as const)
  test(`pictures of ${name}, light and dark`, async ({ bench }) => {
    test.setTimeout(240_000);
    mkdirSync(FOLDER, { recursive: true });
    const app = await bench.start({ TESSERA_NOW: String(NOW), TZ: 'Europe/Berlin', LANG: 'en_GB.UTF-8', ...env });
    await app.page.setViewportSize({ width: 1280, height: 820 });
    const heavy: string[] = [];
    const visit: Visit = async (screen) => {
      for (const scheme of ['light', 'dark'] as const) {
        await app.page.emulateMedia({ colorScheme: scheme });
        const small = withPalette(await app.page.screenshot({ animations: 'disabled', caret: 'hide' }));
        writeFileSync(join(FOLDER, `${screen}-${scheme}.png`), small);
        if (small.length > LIMIT_BYTES) heavy.push(`${screen}-${scheme}: ${small.length}`);
      }
    };
    await steps(app, bench, visit, () => NOW);
    expect(heavy).toEqual([]);
  });
