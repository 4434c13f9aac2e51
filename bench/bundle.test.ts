import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstLoad, staticClosure } from './bundle.bench.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-bundle-'));
  mkdirSync(join(folder, 'chunks'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'index.js',
    `import{a as b}from"./chunks/a.js";import"./side.js";import fs from"node:fs";const t="import x from './gone.js'";const l=()=>import("./chunks/lazy.js");`,
  );
  write('chunks/a.js', `export*from'./b.js';import{c}from"../index.js";export{c};`);
  write('chunks/b.js', 'export const b=1;');
  write('chunks/lazy.js', 'import"./never.js";');
  write('chunks/never.js', '');
  write('side.js', '');
  write('style.css', 'a{}');
  write(
    'index.html',
    '<script type="module" crossorigin src="./index.js"></script>\n<link rel="stylesheet" crossorigin href="./style.css"><link rel="icon" href="./icon.svg">',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = (files: Set<string>) => [...files].map((file) => basename(file)).sort();

describe('what is counted as loaded first', () => {
  it('follows static imports over all steps and round circles, but no lazy ones', () => {
    expect(names(staticClosure(join(folder, 'index.js')))).toEqual(['a.js', 'b.js', 'index.js', 'side.js']);
  });

  it('adds the styles that the page names', () => {
    expect(names(firstLoad(join(folder, 'index.html')))).toEqual(['a.js', 'b.js', 'index.js', 'side.js', 'style.css']);
  });

  it('finds nothing where nothing is built', () => {
    expect(staticClosure(join(folder, 'missing.js')).size).toBe(0);
  });
});
