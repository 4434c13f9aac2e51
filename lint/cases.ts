/** A lint rule's bad example and its good twin. */
export interface LintCase {
  /** The words before the colon in the rule's message, or the name of a Biome rule. */
  rule: string;
  what: string;
  /** Where the bad example is put; with `=` in front, exactly there. */
  path: string;
  bad: string;
  good: string;
  /** Where the good twin is put, if the place makes the difference. */
  goodPath?: string;
}

const layer = (rule: string, path: string, bad: string[], good: string[]): LintCase[] =>
  bad.map((source, index) => ({ rule, what: source, path, bad: source, good: good[index % good.length] ?? '' }));

/** Files that the examples need beside them. */
export const COMPANIONS: Record<string, string> = {
  'src/main/keys/circle-back.ts': "import { a } from './circle';\nexport const b = (): unknown => a;",
};

export const CASES: LintCase[] = [
  ...layer(
    'layer/domain',
    'src/domain/x.ts',
    [
      "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
      "import fs from 'fs';\nexport const a = fs;",
      "import { app } from 'electron';\nexport const a = app;",
      "import type { ReactNode } from 'react';\nexport type A = ReactNode;",
      "import { z } from 'zod';\nexport const a = z;",
      "import { a } from '../main/keys/a';\nexport const b = a;",
      "export * from '../renderer/x';",
      "export { a } from '../ipc/contract';",
      "import type { A } from '../ipc';\nexport type B = A;",
      "export const a = import('../sandbox/tiled');",
      "export type A = import('../preload/x').A;",
      "import def, { a } from 'zustand';\nexport const b = [def, a];",
    ],
    ["import { ok } from './result';\nexport const a = ok;", "export type { A } from './main-table';\nexport type B = import('./x').B;"],
  ),
  ...layer(
    'layer/domain-clock',
    'src/domain/clock.ts',
    [
      'export const a = (): number => Date.now();',
      'export const a = (): Date => new Date();',
      'export const a = (): number => Math.random();',
      'export const a = (): string => Date();',
      'export const a = Date.now;',
      'export const a = import.meta.url;',
    ],
    ['export const a = (at: number): Date => new Date(at);', "export const a = Date.parse('2026-01-01T00:00:00Z') + Math.floor(1.5);"],
  ),
  ...[
    'console.log(1)',
    'process.exit(1)',
    'setTimeout(() => undefined, 1)',
    'performance.now()',
    "fetch('x')",
    'crypto.randomUUID()',
    'globalThis.x',
  ].map((use) => ({
    rule: 'noRestrictedGlobals',
    what: use,
    path: 'src/domain/io.ts',
    bad: `export const a = (): unknown => ${use};`,
    good: 'export const a = (process: { exit(code: number): void }): void => process.exit(1);',
  })),
  ...layer(
    'layer/ipc',
    'src/ipc/x.ts',
    [
      "import { a } from '../main/keys/a';\nexport const b = a;",
      "import type { A } from '../renderer/a';\nexport type B = A;",
      "import { ipcMain } from 'electron';\nexport const a = ipcMain;",
      "import { randomUUID } from 'node:crypto';\nexport const a = randomUUID;",
      "export const a = import('../sandbox/tiled');",
    ],
    [
      "import { z } from 'zod';\nimport type { Key } from '../domain/key';\nexport const a: Key | undefined = z as never;",
      "export * from './contract';",
    ],
  ),
  ...layer(
    'layer/renderer',
    'src/renderer/features/x.ts',
    [
      "import { a } from '../../main/keys/a';\nexport const b = a;",
      "import type { A } from '../../main/keys/a';\nexport type B = A;",
      "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
      "import path from 'path';\nexport const a = path;",
      "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
      "import { z } from 'zod';\nexport const a = z;",
      "import { a } from '../../sandbox/tiled';\nexport const b = a;",
      "import '../../preload/index';",
      "export const a = import('../../main/index');",
      "import keytar from 'keytar';\nexport const a = keytar;",
    ],
    [
      "import { useState } from 'react';\nimport type { Key } from '../../domain/key';\nimport { client } from '../../ipc/client';\nexport const a: [Key?] | unknown[] = [useState, client];",
    ],
  ),
  ...layer(
    'layer/renderer-contract',
    'src/renderer/features/contract.ts',
    [
      "import { contract } from '../../ipc/contract';\nexport const a = contract;",
      "import contract, { type Args } from '../../ipc/contract';\nexport const a: Args = contract;",
      "import * as shapes from '../../ipc/shapes';\nexport const a = shapes;",
      "import '../../ipc/serve';",
      "export * from '../../ipc/contract';",
      "export { contract } from '../../ipc/contract';",
      "export const a = import('../../ipc/contract');",
    ],
    [
      "import type { Args } from '../../ipc/contract';\nimport { createClient } from '../../ipc/client';\nexport const a: Args = createClient;",
      "export type { Args } from '../../ipc/contract';",
    ],
  ),
  ...layer(
    'layer/main',
    'src/main/keys/x.ts',
    [
      "import { a } from '../../renderer/a';\nexport const b = a;",
      "import type { A } from '../../preload/a';\nexport type B = A;",
      "import { useState } from 'react';\nexport const a = useState;",
      "export * from '../../renderer';",
    ],
    [
      "import { readFile } from 'node:fs/promises';\nimport type { Key } from '../../domain/key';\nexport const a: [Key?] | unknown[] = [readFile];",
    ],
  ),
  ...layer(
    'layer/sandbox',
    'src/sandbox/tiled/x.ts',
    [
      "import { a } from '../../main/servers/tiled/a';\nexport const b = a;",
      "import { a } from '../../renderer/a';\nexport const b = a;",
      "import { app } from 'electron';\nexport const a = app;",
      "import type { A } from '../../ipc/contract';\nexport type B = A;",
    ],
    ["import { createServer } from 'node:http';\nimport { a } from './state';\nexport const b = [createServer, a];"],
  ),
  ...layer(
    'layer/src',
    'src/main/keys/outside.ts',
    [
      "import { a } from '../../../e2e/fixture';\nexport const b = a;",
      "import { a } from '../../../tools/paths.mjs';\nexport const b = a;",
    ],
    ["import { a } from './tools/a';\nexport const b = a;"],
  ),
  ...[
    "import { app } from 'electron';\nexport const a = app;",
    "import type { App } from 'electron';\nexport type A = App;",
    "import { net } from 'electron/main';\nexport const a = net;",
    "export const a = import('electron');",
    "export const a = require('electron');",
  ].map((bad) => ({
    rule: 'place/electron',
    what: bad,
    path: 'src/main/keys/electron.ts',
    bad,
    good: bad,
    goodPath: 'src/main/shell/electron.ts',
  })),
  {
    rule: 'place/electron',
    what: 'the preload may',
    path: 'src/renderer/electron.ts',
    bad: "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
    good: "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
    goodPath: 'src/preload/electron.ts',
  },
  ...[
    "import keytar from 'keytar';\nexport const a = keytar;",
    "export const a = import('@github/keytar');",
    "export const a = require('keytar');",
  ].map((bad) => ({
    rule: 'place/keytar',
    what: bad,
    path: 'src/main/shell/keytar.ts',
    bad,
    good: bad,
    goodPath: 'src/main/keychain/keytar.ts',
  })),
  ...layer(
    'place/runtime',
    'src/main/shell/runtime.ts',
    [
      "import { a } from '../../../runtime/chromium/index';\nexport const b = a;",
      "import { chromium } from 'playwright-core';\nexport const a = chromium;",
      "export const a = 'runtime/chromium/run.mjs';",
      'export const a = `runtime/chromium/run.mjs`;',
    ],
    ["export const a = 'the runtime in use: Chromium';"],
  ),
  ...layer(
    'network/client',
    'src/main/servers/http.ts',
    [
      "import { request } from 'node:https';\nexport const a = request;",
      "import http from 'http';\nexport const a = http;",
      "import { request } from 'undici';\nexport const a = request;",
      "export const a = import('node:http2');",
    ],
    ["import type { Http } from '../http/port';\nexport type A = Http;"],
  ),
  ...layer(
    'network/global',
    'src/main/servers/global.ts',
    [
      "export const a = fetch('https://x.example');",
      "export const a = globalThis.fetch('https://x.example');",
      "export const a = (net: { fetch(at: string): void }): void => net.fetch('https://x.example');",
      "export const a = (net: Record<string, () => void>): unknown => net['fetch'];",
      'export const a = new XMLHttpRequest();',
      "export const a = new WebSocket('wss://x.example');",
      "export const a = new EventSource('https://x.example');",
      "export const a = navigator.sendBeacon('https://x.example');",
    ],
    [
      "export const a = (net: { request(at: string): void }): void => net.request('https://x.example');",
      "export const fetched = 'fetching';",
    ],
  ),
  {
    rule: 'network/global',
    what: 'in the renderer too',
    path: 'src/renderer/features/net.tsx',
    bad: "export const A = (): unknown => window.fetch('x');",
    good: 'export const A = (): unknown => <p>fetch</p>;',
  },
  ...[
    "import { ipcMain } from 'electron';\nexport const a = ipcMain;",
    "import { ipcMain as quiet } from 'electron';\nexport const a = quiet;",
    "import * as electron from 'electron';\nexport const a = electron.ipcMain;",
    "import * as electron from 'electron';\nexport const a = electron['ipcMain'];",
    "import * as electron from 'electron';\nexport const { ipcMain: a } = electron;",
  ].map((bad) => ({
    rule: 'ipc/main',
    what: bad,
    path: 'src/main/shell/window.ts',
    bad,
    good: bad,
    goodPath: '=src/main/shell/ipc-main.ts',
  })),
  {
    rule: 'ipc/main',
    what: 'the per-window ipc object',
    path: 'src/main/shell/contents.ts',
    bad: "import type { WebContents } from 'electron';\nexport const a = (web: WebContents): void => {\n  web.ipc.handle('x', () => 1);\n};",
    good: "import type { WebContents } from 'electron';\nexport const a = (web: WebContents): void => {\n  web.send('x');\n};",
  },
  ...[
    "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
    "import * as electron from 'electron';\nexport const a = electron.contextBridge;",
    "import { ipcRenderer as quiet } from 'electron';\nexport const a = quiet;",
  ].map((bad) => ({ rule: 'ipc/preload', what: bad, path: 'src/main/shell/bridge.ts', bad, good: bad, goodPath: 'src/preload/bridge.ts' })),
  ...layer(
    'keychain/find',
    'src/main/keychain/find.ts',
    [
      "import keytar from 'keytar';\nexport const a = keytar.findCredentials('tessera');",
      "import { findPassword } from 'keytar';\nexport const a = findPassword;",
      "import { findCredentials as all } from 'keytar';\nexport const a = all;",
      "import keytar from 'keytar';\nexport const a = keytar['findPassword'];",
      "import keytar from 'keytar';\nexport const { findCredentials: a } = keytar;",
    ],
    ["import keytar from 'keytar';\nexport const a = keytar.getPassword('tessera', 'id');"],
  ),
  ...layer(
    'html/string',
    'src/renderer/features/html.tsx',
    [
      "export const a = (element: HTMLElement): void => {\n  element.innerHTML = 'x';\n};",
      "export const a = (element: HTMLElement): void => element.insertAdjacentHTML('beforeend', 'x');",
      "export const a = (element: Record<string, string>): void => {\n  element['outerHTML'] = 'x';\n};",
      'export const A = (): unknown => <iframe title="x" srcDoc="x" />;',
    ],
    ["export const a = (element: HTMLElement): void => {\n  element.textContent = 'x';\n};"],
  ),
  {
    rule: 'noDangerouslySetInnerHtml',
    what: 'dangerouslySetInnerHTML',
    path: 'src/renderer/features/danger.tsx',
    bad: "export const A = (): unknown => <p dangerouslySetInnerHTML={{ __html: 'x' }} />;",
    good: 'export const A = (): unknown => <p>x</p>;',
  },
  ...layer(
    'code/string',
    'src/renderer/features/code.ts',
    [
      "export const a = new Function('return 1');",
      "export const a = Function('return 1');",
      "export const a = (): void => document.write('x');",
      "export const a = window.eval('1');",
      "export const a = setTimeout('alert(1)', 10);",
    ],
    ['export const a = setTimeout(() => undefined, 10);'],
  ),
  {
    rule: 'noGlobalEval',
    what: 'eval',
    path: 'src/main/keys/eval.ts',
    bad: "export const a = eval('1');",
    good: "export const a = Number('1');",
  },
  {
    rule: 'noExplicitAny',
    what: 'as any',
    path: 'src/main/keys/any.ts',
    bad: 'export const a = 1 as any;',
    good: 'export const a = 1 as unknown;',
  },
  {
    rule: 'noExplicitAny',
    what: ': any',
    path: 'src/main/keys/any.ts',
    bad: 'export const a: any = 1;',
    good: 'export const a: unknown = 1;',
  },
  {
    rule: 'noFloatingPromises',
    what: 'a promise that nobody waits for',
    path: 'src/main/keys/floating.ts',
    bad: 'const write = async (): Promise<void> => {};\nexport const a = (): void => {\n  write();\n};',
    good: 'const write = async (): Promise<void> => {};\nexport const a = async (): Promise<void> => {\n  await write();\n};',
  },
  {
    rule: 'noMisusedPromises',
    what: 'a promise taken for a truth',
    path: 'src/main/keys/misused.ts',
    bad: 'const held = async (): Promise<boolean> => true;\nexport const a = (): number => (held() ? 1 : 0);',
    good: 'const held = async (): Promise<boolean> => true;\nexport const a = async (): Promise<number> => ((await held()) ? 1 : 0);',
  },
  {
    rule: 'noImportCycles',
    what: 'a file that imports itself over a detour',
    path: '=src/main/keys/circle.ts',
    bad: "import { b } from './circle-back';\nexport const a = (): unknown => b;",
    good: "import { a } from './circle';\nexport const b = (): unknown => a;",
    goodPath: '=src/main/keys/straight.ts',
  },
  {
    rule: 'noNonNullAssertion',
    what: 'x!',
    path: 'src/main/keys/bang.ts',
    bad: 'export const a = (x: string | null): string => x!;',
    good: "export const a = (x: string | null): string => x ?? '';",
  },
  {
    rule: 'noTsIgnore',
    what: '@ts-ignore',
    path: 'src/main/keys/ignore.ts',
    bad: `// ${['@ts', 'ignore'].join('-')}\nexport const a: string = 1;`,
    good: '// @ts-expect-error a number is not a text\nexport const a: string = 1;',
  },
  // Tests may use what the code may not: they stand outside.
  ...[
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
    "import { a } from '../main/keys/a';\nexport const b = a;",
  ].map((bad) => ({
    rule: 'layer/domain',
    what: `not in a test: ${bad}`,
    path: 'src/domain/y.ts',
    bad,
    good: bad,
    goodPath: 'src/domain/y.test.ts',
  })),
];
