// @ts-check
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { OUT, ROOT } from '../../tools/paths.mjs';

/**
 * Bundles a TypeScript file with what it imports, as the build does with the app: what is measured then is not the work of a loader.
 * @param {string} entry a file that finds others beside itself still does: it is told the place that it was bundled from
 * @returns {Promise<string>} the path of the ES module, below `out/`, from where packages are still found
 */
export async function bundleTs(entry) {
  const file = join(OUT, 'bench', `${basename(entry, '.ts')}.mjs`);
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: [/^node:/, 'keytar', 'playwright-core'],
    transform: { define: { 'import.meta.url': JSON.stringify(pathToFileURL(entry).href) } },
    logLevel: 'warn',
  });
  await bundle.write({ file, format: 'es', codeSplitting: false, sourcemap: false });
  await bundle.close();
  return file;
}

/** Bundles a TypeScript file and loads it. @param {...string} path below the repository */
export const bundled = async (...path) => import(pathToFileURL(await bundleTs(join(ROOT, ...path))).href);
