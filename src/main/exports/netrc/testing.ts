import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import type { PlaceOfUse } from '../../../domain/place';
import { sha256 } from '../file-place';
import type { ReplaceStep } from '../replace-file';
import { NetrcKind } from './kind';
import type { NetrcOptions } from './store';

export const HOST = 'lk.test';
export const KEY = 'apikey|0123456789abcdef0123456789abcdef';
export const LINE = `machine ${HOST} login apikey password ${KEY}\n`;
export const OTHER = 'machine a.test login ua password pa\n';

/** The home of the running test, a fresh one each, and the kind that works in it. */
export let home = '';
/** Its `.netrc`, which is not there yet. */
export let path = '';
export let options: NetrcOptions;
export let kind: NetrcKind;

const root = mkdtempSync(join(tmpdir(), 'tessera-netrc-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
beforeEach(() => {
  count += 1;
  home = join(root, String(count));
  mkdirSync(home);
  path = join(home, '.netrc');
  make();
});

/** Makes the kind anew, with something that happens between the steps of a replacement. */
export function make(at?: (step: ReplaceStep) => void): void {
  options = {
    pendingFolder: join(home, 'data', 'pending'),
    lockFolder: join(home, 'data', 'locks'),
    now: () => 1_000,
    ...(at ? { at } : {}),
  };
  kind = new NetrcKind(options);
}

export const put = (secret = KEY, more: { locator?: string; fields?: Record<string, string>; revision?: string } = {}) =>
  kind.put({ path, locator: HOST, secret, fields: {}, ...more });

export const place = (secret = KEY, locator = HOST): PlaceOfUse => ({
  id: 'p',
  kind: 'netrc',
  path,
  locator,
  hash: sha256(secret),
  putAt: 0,
  lastCheck: null,
});

export const read = () => readFileSync(path, 'utf8');

export const write = (text: string, mode = 0o600) => {
  writeFileSync(path, text);
  chmodSync(path, mode);
};
