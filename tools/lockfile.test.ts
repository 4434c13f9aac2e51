import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

/** Where Node would look for a package from a place in node_modules. */
function places(from: string, name: string): string[] {
  const folders =
    from === ''
      ? ['']
      : [from, ...from.split('/node_modules/').map((_, index, parts) => parts.slice(0, -1 - index).join('/node_modules/')), ''];
  return folders.map((folder) => (folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`));
}

describe('package-lock.json', () => {
  // `npm ci` refuses a lock that leaves out a package, even one for another operating system; a registry that holds only some
  // platforms' packages makes `npm install` write such a lock without a word.
  it('names every dependency of every package, for all platforms', () => {
    const missing = Object.entries(lock.packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !places(from, name).some((place) => place in lock.packages))
        .map((name) => `${name} (of ${from || 'the project'})`),
    );
    expect(missing).toEqual([]);
  });

  it('says nothing about where a package came from', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('pins every package that runs here by its hash', () => {
    const loose = Object.entries(lock.packages).filter(([place, { integrity, optional }]) => place !== '' && !integrity && !optional);
    expect(loose.map(([place]) => place)).toEqual([]);
  });
});
