import { type GitStanding, gitStanding } from './git-worktree';
import { isLoose, modeOf, octal, type TargetFile } from './target-file';

/** Folders that are copied to other machines, by the names that their programs give them. */
const SYNCED: readonly (readonly [name: string, segment: RegExp])[] = [
  ['Dropbox', /^Dropbox( \(.+\))?$/],
  ['OneDrive', /^OneDrive( - .+)?$/],
  ['Google Drive', /^(Google ?Drive|My Drive|GoogleDrive-.+)$/],
  ['iCloud Drive', /^(Mobile Documents|com~apple~CloudDocs|iCloud ?Drive)$/],
  ['Nextcloud', /^Nextcloud$/],
  ['ownCloud', /^ownCloud$/],
  ['Box', /^Box( Sync)?$/],
];

/** The program that copies this path to other machines, judged by the names of its folders; null where none is recognised. */
export function syncedBy(path: string): string | null {
  const segments = path.split(/[\\/]/).slice(0, -1);
  return SYNCED.find(([, pattern]) => segments.some((s) => pattern.test(s)))?.[0] ?? null;
}

/** What Git means for a secret in this file; null where nothing needs to be said. */
export function gitSentence(standing: GitStanding): string | null {
  if (!standing.inside || standing.ignored === true) return null;
  return standing.ignored === false
    ? `The file is inside the Git work tree ${standing.root}, and Git does not ignore it: the key could be committed and published. Add it to .gitignore first, or choose another place.`
    : `The file is inside the Git work tree ${standing.root}. Whether Git ignores it could not be found out; if it does not, the key could be committed and published.`;
}

/** Plain sentences about the place where a secret is to go. They warn; they never refuse. */
export async function placeWarnings(target: TargetFile): Promise<readonly string[]> {
  const warnings: string[] = [];
  if (target.throughLink) warnings.push(`${target.chosen} is a symbolic link: the key goes to ${target.path}. The link stays.`);
  if (target.found && isLoose(target.found.stats)) {
    warnings.push(
      `Other users of this machine have access to the file (mode ${octal(modeOf(target.found.stats))}). Writing takes it away (mode 0600).`,
    );
  }
  if (target.folderOpenToAll) warnings.push(`Every user of this machine may write in the folder ${target.folder}.`);
  const git = gitSentence(await gitStanding(target.path));
  if (git) warnings.push(git);
  const synced = syncedBy(target.path);
  if (synced) warnings.push(`The folder belongs to ${synced}, which copies its files to other machines.`);
  return warnings;
}
