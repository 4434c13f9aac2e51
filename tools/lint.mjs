// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkComments } from '../lint/comments.mjs';
import { ROOT } from './paths.mjs';

/** `npm run lint`: Biome's rules and our plugins, then the rules about comments. Errors end it with code 1; so do warnings. */
const biome = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '--max-diagnostics=200', '.'],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);

// New files count too, or a mistake would be seen only after its commit.
const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 50_000_000,
});
if (listed.status !== 0) console.error('The rules about comments were not checked: git does not list the files here.');
let broken = listed.status === 0 ? 0 : 1;
for (const file of (listed.stdout ?? '')
  .split('\0')
  .filter((name) => /\.(?:[cm]?[jt]sx?|css)$/.test(name) && !name.includes('/fixtures/'))) {
  let text = '';
  try {
    text = readFileSync(join(ROOT, file), 'utf8');
  } catch {
    continue; // Deleted, but not yet in a commit.
  }
  for (const { line, message } of checkComments(text)) {
    console.error(`${file}:${line} ${message}`);
    broken += 1;
  }
}
process.exitCode = biome.status === 0 && broken === 0 ? 0 : 1;
