import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBenchArgs } from './bench-rows.mjs';
import { parseStartArgs } from './start-args.mjs';
import { parseTestArgs, suites } from './suites.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const below = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.md'));

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'runtime/chromium/README.md', ...below('docs')];
const ADRS = readdirSync(join(ROOT, 'docs/adr')).sort();

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"|\bsrcset="([^"]+)"/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
    const dead = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', fragment] = link.split('#');
        const target = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
        if (!existsSync(target)) return true;
        const headings = () => [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map((m) => anchor(m[1] ?? ''));
        return fragment !== undefined && !headings().includes(fragment);
      });
    expect(dead).toEqual([]);
  });

  it('names only files and folders that are there', () => {
    const named = [...text.matchAll(/`((?:src|tools|lint|runtime|test-support|demo|e2e|bench|docs|resources)\/[^`*\s]+)`/g)].map(
      (m) => m[1],
    );
    // A page inside the tree may speak from its own folder.
    const there = (path = '') => existsSync(join(ROOT, path)) || existsSync(join(ROOT, dirname(page), path));
    expect(named.filter((path) => !there(path))).toEqual([]);
  });

  it('names only tests that are there', () => {
    const cited = [...text.matchAll(/`([^`\s]+)` “([^”]+)”/g)];
    expect(cited.filter(([, file = '', name = '']) => !read(file).includes(name)).map(([whole]) => whole)).toEqual([]);
  });

  it('says nothing of one machine', () => {
    expect(text).not.toMatch(/\/(?:root|work|home\/\w+)\/|\.\.\/shared|localhost:\d/);
  });
});

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\bnpm (start|test|run [\w:]+)(?: -- ([^`&|\n]+))?/g)].map((m) => ({
      script: (m[1] ?? '').replace('run ', ''),
      args: (m[2] ?? '').trim().split(/\s+/).filter(Boolean),
    })),
  );

  it('are in package.json', () => {
    expect(commands.map(({ script }) => script).filter((script) => !(script in scripts))).toEqual([]);
    expect(commands.length).toBeGreaterThan(10);
  });

  it('have the flags that are written', () => {
    const names = suites(() => '').map(({ name }) => name);
    const parse = (script: string, args: readonly string[]): boolean => {
      if (script === 'start') return parseStartArgs(args).ok;
      if (script === 'test') return parseTestArgs(args, names).ok;
      if (script === 'bench') return parseBenchArgs(args).ok;
      if (script === 'demo') return args.every((word) => read('demo/run.mjs').includes(`'${word}'`));
      return args.length === 0;
    };
    expect(commands.filter(({ script, args }) => !parse(script, args))).toEqual([]);
  });

  it('open the README', () => {
    expect(read('README.md')).toMatch(/^# Tessera\n\n```\nnpm ci && npm start\nnpm ci && npm test\n```\n/);
  });
});

describe('decisions', () => {
  it.each(ADRS)('%s has a number, a reason and at most 20 lines', (name) => {
    const text = read(join('docs/adr', name));
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    expect(text.startsWith(`# ${Number(name.slice(0, 4))}. `)).toBe(true);
    for (const part of ['Accepted, ', '**Context.**', '**Consequences.**']) expect(text).toContain(part);
  });

  it('are numbered without a gap', () => {
    expect(ADRS.map((name) => Number(name.slice(0, 4)))).toEqual(ADRS.map((_, i) => i + 1));
  });
});
