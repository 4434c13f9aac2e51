import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, COMPANIONS } from './cases';
import { checkComments } from './comments.mjs';

const ROOT = resolve(import.meta.dirname, '..');

interface Diagnostic {
  file: string;
  text: string;
}

/**
 * Every bad and good example is written into a copy of the repository's layout and linted in one run with the repository's own biome.json,
 * so that what is tested is what `npm run lint` does.
 */
let folder = '';
const diagnostics: Diagnostic[] = [];

const fileFor = (path: string, index: number, kind: 'bad' | 'good'): string => {
  const dot = path.indexOf('.', path.lastIndexOf('/'));
  // A file named in a rule (ipc-main.ts) is used as it is; every other example gets a file of its own.
  return path.startsWith('=') ? path.slice(1) : `${path.slice(0, dot)}-${kind}-${index}${path.slice(dot)}`;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-lint-'));
  copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  cpSync(join(ROOT, 'lint'), join(folder, 'lint'), { recursive: true, filter: (source) => !source.endsWith('.ts') });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(COMPANIONS)) write(path, text);
  CASES.forEach(({ path, bad, good, goodPath }, index) => {
    write(fileFor(path, index, 'bad'), bad);
    write(fileFor(goodPath ?? path, index, 'good'), good);
  });
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=5000', 'src'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 60_000, maxBuffer: 50_000_000 });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    diagnostics: { category: string; severity: string; message: unknown; location: { path: unknown } }[];
  };
  for (const { category, severity, message, location } of report.diagnostics) {
    if (severity !== 'error') continue;
    const file = typeof location.path === 'string' ? location.path : JSON.stringify(location.path);
    diagnostics.push({ file, text: `${category} ${typeof message === 'string' ? message : JSON.stringify(message)}` });
  }
}, 90_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (file: string, rule: string): string[] =>
  diagnostics.filter((found) => found.file.includes(file) && found.text.includes(rule)).map((found) => found.text);

describe('every lint rule fires on its bad example and lets its good twin pass', () => {
  it.each(CASES.map((example, index) => ({ ...example, index })))('$rule: $what', ({ rule, path, goodPath, index }) => {
    expect(said(fileFor(path, index, 'bad'), rule)).not.toEqual([]);
    expect(said(fileFor(goodPath ?? path, index, 'good'), rule)).toEqual([]);
  });

  it('has an example for every plugin in biome.json', () => {
    const config = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as { plugins: { path: string }[] };
    for (const { path } of config.plugins) {
      const message = /"([a-z]+\/[a-z-]+): /.exec(readFileSync(join(ROOT, path), 'utf8'))?.[1];
      expect(message, path).toBeDefined();
      expect(
        CASES.some(({ rule }) => rule === message),
        `${path} (${message})`,
      ).toBe(true);
    }
  });
});

describe('comments', () => {
  const ignore = ['@ts', 'ignore'].join('-');
  const nocheck = ['@ts', 'nocheck'].join('-');
  const expectError = ['@ts', 'expect-error'].join('-');
  const suppress = ['biome', 'ignore'].join('-');

  it.each([
    [`// ${ignore}`, 'comment/ignore'],
    [`// ${ignore} because it is easier than types`, 'comment/ignore'],
    [`/* ${nocheck} */`, 'comment/nocheck'],
    [`  // ${expectError}`, 'comment/expect-error'],
    [`  // ${expectError}: bad`, 'comment/expect-error'],
    [`// ${suppress} lint/suspicious/noExplicitAny`, 'comment/biome-ignore'],
    [`// ${suppress} lint/suspicious/noExplicitAny: x`, 'comment/biome-ignore'],
    [`{/* ${suppress} lint/a11y/x: */}`, 'comment/biome-ignore'],
    [`const a = 1; // ${['eslint', 'disable'].join('-')}-line`, 'comment/foreign'],
  ])('%s', (line, rule) => {
    const findings = checkComments(`const before = 1;\n${line}\n`);
    expect(findings.map(({ line: at, message }) => [at, message.split(':')[0]])).toEqual([[2, rule]]);
  });

  it.each([
    [`// ${expectError} the renderer must not see this argument`],
    [`// ${suppress} lint/suspicious/noExplicitAny: the library gives no better type`],
    [`const text = '${ignore}';`],
    [`// we never write ${ignore} here`],
  ])('lets pass: %s', (line) => {
    expect(checkComments(line)).toEqual([]);
  });
});
