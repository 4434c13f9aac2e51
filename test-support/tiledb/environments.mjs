/**
 * Python environments with the vendor's clients for tests, made from pinned, hashed requirements and kept in a cache folder: `tiledb-cloud`
 * (the v1 API), and `tiledb-client` (v4), which also holds `tiledb` (libtiledb). Two of them, since the second pins a stub of the first.
 *
 *   node test-support/tiledb/environments.mjs          makes what is missing (about 300 MB of packages); exit code 1 where it cannot
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../netrc/python.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'requirements');

/** Answers `{ ok: true, cloud, client }` with two interpreters, or `{ ok: false, why }` with one sentence. */
export async function prepareTileDbClients({ log = () => {} } = {}) {
  try {
    const cloud = await environment('tiledb-cloud', log, REQUIREMENTS, 'tiledb');
    const client = await environment('tiledb-client', log, REQUIREMENTS, 'tiledb');
    return { ok: true, cloud, client };
  } catch (problem) {
    return { ok: false, why: problem instanceof Error ? problem.message : String(problem) };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const prepared = await prepareTileDbClients({ log: console.log });
  if (prepared.ok) console.log(`TileDB clients ready: ${prepared.cloud}, ${prepared.client}`);
  else {
    console.error(`The TileDB clients cannot be made: ${prepared.why}`);
    process.exitCode = 1;
  }
}
