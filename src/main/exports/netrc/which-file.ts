import { lstat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Where the system keeps the user's files; passed in, since a demo has a home of its own. */
export interface Surroundings {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The variable NETRC; a window program may not see what the user's shell sets. */
  readonly netrc: string | undefined;
}

export interface NetrcChoice {
  readonly path: string;
  /** `variable`: NETRC names it; `only`: it is there; `both`: `.netrc` and `_netrc` are; `new`: none is. */
  readonly why: 'variable' | 'only' | 'both' | 'new';
  /** Plain sentences. */
  readonly warnings: readonly string[];
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    // A dangling link counts: what is written goes where it leads.
    () => true,
    () => false,
  );

/**
 * The netrc file that programs read: what NETRC names (set and not empty), else the one of `~/.netrc` and `~/_netrc` that exists. With both,
 * `.netrc`, which curl and requests read. With none, `_netrc` on Windows and `.netrc` elsewhere. A second file is never made beside an
 * existing one, since curl and requests stop at `.netrc` and would no longer see the other.
 */
export async function chooseNetrc({ home, platform, netrc }: Surroundings): Promise<NetrcChoice> {
  const dotted = join(home, '.netrc');
  const plain = join(home, '_netrc');
  const warnings = await otherFiles(home);
  if (netrc) {
    const path = isAbsolute(netrc) ? netrc : join(home, netrc);
    warnings.unshift(
      `The variable NETRC names this file. curl from 8.16 on, requests and Go follow it; Python's netrc module, wget and the LabKey Java client read ${dotted} all the same.`,
    );
    if (!isAbsolute(netrc)) warnings.push('NETRC holds a relative path, which every program takes from the folder in which it runs.');
    return { path, why: 'variable', warnings };
  }
  const [hasDotted, hasPlain] = await Promise.all([isThere(dotted), isThere(plain)]);
  if (hasDotted && hasPlain) {
    warnings.unshift(`${dotted} and ${plain} are both there. Most programs read only the first, so that is the one which is changed.`);
    return { path: dotted, why: 'both', warnings };
  }
  if (hasDotted || hasPlain) return { path: hasDotted ? dotted : plain, why: 'only', warnings };
  return { path: platform === 'win32' ? plain : dotted, why: 'new', warnings };
}

async function otherFiles(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const [name, who] of [
    ['.netrc.gpg', 'The Heroku CLI and git-credential-netrc read'],
    ['.authinfo.gpg', 'git-credential-netrc reads'],
    ['.authinfo', 'git-credential-netrc reads'],
  ] as const)
    if (await isThere(join(home, name))) found.push(`${who} ${join(home, name)} before this file.`);
  // An editor on Windows adds the ending, and the system hides it.
  for (const name of ['.netrc.txt', '_netrc.txt'])
    if (await isThere(join(home, name))) found.push(`No program reads ${join(home, name)}: its name must not end in “.txt”.`);
  return found;
}
