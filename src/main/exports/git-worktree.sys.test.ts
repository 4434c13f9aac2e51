import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gitStanding } from './git-worktree';

const root = mkdtempSync(join(tmpdir(), 'tessera-git-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const env = { PATH: process.env.PATH ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
const git = (...args: string[]) => spawnSync('git', args, { cwd: root, env, timeout: 10_000 });
// A machine without git is a case of its own: then whether a file is ignored cannot be told.
const hasGit = git('--version').status === 0;
const told = (ignored: boolean) => (hasGit ? ignored : null);

describe(hasGit ? 'with git' : 'without git', () => {
  const tree = join(root, 'tree');
  mkdirSync(join(tree, 'sub'), { recursive: true });
  if (hasGit) git('init', '-q', tree);
  else mkdirSync(join(tree, '.git'));
  writeFileSync(join(tree, '.gitignore'), '.env\ntracked.env\n');
  writeFileSync(join(tree, 'tracked.env'), '');
  git('-C', tree, 'add', '-f', 'tracked.env');

  it('tells ignored, not ignored, and tracked in spite of a pattern, for files that need not exist', async () => {
    expect(await gitStanding(join(tree, '.env'))).toEqual({ inside: true, root: tree, ignored: told(true) });
    expect(await gitStanding(join(tree, 'sub', '.env'))).toEqual({ inside: true, root: tree, ignored: told(true) });
    expect(await gitStanding(join(tree, 'sub', 'key.sh'))).toEqual({ inside: true, root: tree, ignored: told(false) });
    expect(await gitStanding(join(tree, 'tracked.env'))).toEqual({ inside: true, root: tree, ignored: told(false) });
    expect(await gitStanding(join(tree, '-q'))).toEqual({ inside: true, root: tree, ignored: told(false) });
  });

  it('knows a linked work tree by its .git file, and no work tree by its absence', async () => {
    const linked = join(root, 'linked');
    mkdirSync(linked);
    writeFileSync(join(linked, '.git'), 'gitdir: nowhere\n');
    expect(await gitStanding(join(linked, '.env'))).toEqual({ inside: true, root: linked, ignored: null });
    expect(await gitStanding(join(root, '.env'))).toEqual({ inside: false });
  });

  it("runs none of the repository's own programs, and passes no variable of ours on", async () => {
    if (!hasGit) return expect((await gitStanding(join(tree, 'x'))).inside).toBe(true);
    const mark = join(root, 'ran');
    const program = join(root, 'program');
    writeFileSync(program, `#!/bin/sh\nenv > ${mark}\n`, { mode: 0o755 });
    git('-C', tree, 'config', 'core.fsmonitor', program);
    // Our own call with git's variables set must not be led to another repository.
    process.env.GIT_DIR = join(root, 'elsewhere');
    try {
      expect(await gitStanding(join(tree, '.env'))).toEqual({ inside: true, root: tree, ignored: true });
    } finally {
      delete process.env.GIT_DIR;
    }
    expect(spawnSync('test', ['-e', mark]).status).toBe(1);
  });
});
