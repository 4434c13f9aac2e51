import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 1024 * 1024;

/** The technical log: our own words, error classes and stack frames. Never a message, a URL, a header or a body. */
export function createLog(folder: string, now: () => number): (line: string) => void {
  const path = join(folder, 'tessera.log');
  return (line) => {
    try {
      if (existsSync(path) && statSync(path).size > LIMIT_BYTES) renameSync(path, `${path}.1`);
      appendFileSync(path, `${new Date(now()).toISOString()} ${line.slice(0, 2_000)}\n`, { mode: 0o600 });
    } catch {
      // A log that cannot be written must not stop anything.
    }
  };
}
