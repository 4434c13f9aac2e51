import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUSES, type FuseTable } from '../resources/packaging/fuses';

const ROOT = join(import.meta.dirname, '..');

/** The app's own code, tests left out. */
const code = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
  .join('\n');

describe("Electron's fuses", () => {
  it('are all decided, for the fuses that the installed package declares', () => {
    const declared = readFileSync(join(ROOT, 'node_modules/@electron/fuses/dist/config.d.ts'), 'utf8');
    const body = /enum FuseV1Options \{([^}]*)\}/.exec(declared)?.[1] ?? '';
    const names = [...body.matchAll(/(\w+) = \d+/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(Object.keys(FUSES)).toEqual(names);
  });

  it('cannot be left undecided: the type check refuses a table without one', () => {
    const { WasmTrapHandlers: _left, ...rest } = FUSES;
    // @ts-expect-error One fuse is missing; if this passed the type check, a new fuse would pass it too.
    const table: FuseTable = rest;
    expect(Object.keys(table)).not.toContain('WasmTrapHandlers');
  });

  it('let nothing in from environment, command line or files beside the app', () => {
    const on = Object.entries(FUSES).flatMap(([name, { on }]) => (on ? [name] : []));
    expect(on).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers']);
  });

  it.each([
    ['RunAsNode', /\bfork\(|utilityProcess|ELECTRON_RUN_AS_NODE/],
    ['GrantFileProtocolExtraPrivileges', /\.loadFile\(|['"`]file:\/\//],
    ['WasmTrapHandlers', /WebAssembly|wasm-unsafe-eval/],
    ['LoadBrowserProcessSpecificV8Snapshot', /v8_context_snapshot|startupSnapshot/],
  ])('%s: the app does nothing that needs it otherwise', (_name, needs) => {
    expect(code).toContain('requestSingleInstanceLock');
    expect(code).not.toMatch(needs);
  });
});
