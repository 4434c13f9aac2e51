// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateKeyring } from '../../test-support/keyring/private-keyring.mjs';
import { bundled } from './bundle-ts.mjs';

/** @typedef {import('../../src/sandbox/tiled').TiledSandbox} Server */
/**
 * @typedef {object} Ground what a measurement of the app stands on
 * @property {string} folder of its own
 * @property {import('../../test-support/keyring/private-keyring.mjs').PrivateKeyring} keyring
 * @property {() => Promise<Server>} startServer a Tiled server of memory, stopped at the end
 * @property {(end: () => unknown) => void} atEnd what else is to be ended; last comes first
 */

/**
 * Measures with a folder and a keyring of its own, and leaves nothing of it behind.
 * @template Row
 * @param {string} name goes into the folder's name
 * @param {(ground: Ground) => Promise<Row>} measure
 * @returns {Promise<Row>}
 */
export async function onGround(name, measure) {
  const folder = mkdtempSync(join(tmpdir(), `tessera-bench-${name}-`));
  // The app's children may still be writing for a moment.
  /** @type {(() => unknown)[]} */
  const ends = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })];
  const atEnd = (/** @type {() => unknown} */ end) => void ends.push(end);
  try {
    const keyring = await startPrivateKeyring({ dir: join(folder, 'keyring'), password: 'bench keyring' });
    atEnd(() => keyring.stop());
    const { startTiledSandbox } = /** @type {typeof import('../../src/sandbox/tiled')} */ (
      await bundled('src', 'sandbox', 'tiled', 'index.ts')
    );
    const startServer = async () => {
      const server = await startTiledSandbox();
      atEnd(() => server.stop());
      return server;
    };
    return await measure({ folder, keyring, startServer, atEnd });
  } finally {
    await endAll(ends);
  }
}

/** One that fails keeps none of the others from ending. @param {(() => unknown)[]} ends */
async function endAll(ends) {
  const end = ends.pop();
  if (!end) return;
  try {
    await end();
  } finally {
    await endAll(ends);
  }
}
