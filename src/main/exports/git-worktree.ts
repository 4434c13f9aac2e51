import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a file stands towards Git. `ignored` is null where git is not there, too slow, or refuses (a repository of another user). */
export type GitStanding = { readonly inside: false } | { readonly inside: true; readonly root: string; readonly ignored: boolean | null };

/** Asks git whether it ignores a path: exit code 0 yes, 1 no, anything else unknown. Takes the repository's root and the file's path. */
export type AskIgnored = (root: string, path: string) => Promise<boolean | null>;

/**
 * Whether a file (which need not exist; its folder's links are followed by the caller) is inside a Git work tree, by walking up to a `.git` folder or file, and whether git ignores it. A
 * tracked file counts as not ignored, whatever the patterns say, since git commits it all the same.
 */
export async function gitStanding(path: string, ask: AskIgnored = askGit): Promise<GitStanding> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const there = await lstat(join(folder, '.git')).then(
      (s) => s.isDirectory() || s.isFile(),
      () => false,
    );
    if (there) return { inside: true, root: folder, ignored: await ask(folder, path) };
    if (folder === dirname(folder)) return { inside: false };
  }
}

const PATIENCE = 3_000;

/** `git check-ignore` with nothing of our environment but what finds the user's own ignore file, and with the repository's own programs switched off. */
const askGit: AskIgnored = (root, path) =>
  new Promise((done) => {
    const env: Record<string, string> = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
    for (const name of ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SYSTEMROOT']) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
    const args = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-C', root, 'check-ignore', '-q', '--', path];
    execFile('git', args, { env, timeout: PATIENCE, windowsHide: true }, (error) => {
      if (error === null) return done(true);
      done(error.code === 1 ? false : null);
    });
  });
