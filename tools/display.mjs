// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './detect.mjs';

/**
 * One record of an X authority file: family, address, display number, protocol name and data, each with a 16-bit big-endian length.
 * An empty display number stands for every number. (The format is that of libXau.)
 * @param {Buffer} cookie
 */
function authority(cookie) {
  const field = (/** @type {Buffer} */ bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const FAMILY_LOCAL = Buffer.from([1, 0]);
  return Buffer.concat([
    FAMILY_LOCAL,
    field(Buffer.from(hostname())),
    field(Buffer.alloc(0)),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ]);
}

/**
 * Starts a display in memory (Xvfb) on a free number, open to nobody who cannot read its 0600 cookie, and without a TCP port.
 * @returns {Promise<{env: {DISPLAY: string, XAUTHORITY: string}, stop: () => void} | undefined>} undefined when it does not start within 15 s
 */
export async function startDisplay() {
  const program = findProgram('Xvfb');
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-display-'));
  const cookieFile = join(folder, 'authority');
  writeFileSync(cookieFile, authority(randomBytes(16)), { mode: 0o600 });
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset', '-auth', cookieFile];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const number = await new Promise((/** @type {(value: string | undefined) => void} */ resolve) => {
    const limit = setTimeout(() => resolve(undefined), 15_000);
    const done = (/** @type {string | undefined} */ value) => {
      clearTimeout(limit);
      resolve(value);
    };
    child.on('error', () => done(undefined));
    child.on('exit', () => done(undefined));
    let text = '';
    child.stdio[3]?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) done(text.trim());
    });
  });
  if (number === undefined) {
    stop();
    return undefined;
  }
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: cookieFile }, stop };
}
