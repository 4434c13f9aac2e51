import { fail, type NextAction } from '../../domain/result';

interface SystemError {
  readonly code: string;
}

const isSystemError = (e: unknown): e is SystemError => e instanceof Error && typeof (e as { code?: unknown }).code === 'string';

/** The system's code of a failed file call (`ENOENT` …), or null where the failure is something else. */
export const codeOf = (e: unknown): string | null => (isSystemError(e) ? e.code : null);

const RULES: Readonly<Record<string, readonly [code: string, sentence: (path: string) => string, next?: NextAction['do']]>> = {
  ENOSPC: ['file.full', (p) => `The disk that holds ${p} is full.`, 'retry'],
  EDQUOT: ['file.full', (p) => `Your disk quota for ${p} is used up.`, 'retry'],
  EFBIG: ['file.full', (p) => `The system allows no file of that size at ${p}.`, 'retry'],
  EACCES: ['file.permission', (p) => `You have no permission for ${p}.`],
  EPERM: ['file.permission', (p) => `The system does not permit a change of ${p}.`],
  EROFS: ['file.readOnly', (p) => `${p} is on a disk that can only be read.`],
  ENOENT: ['file.noFolder', (p) => `The folder of ${p} does not exist.`],
  ENOTDIR: ['file.noFolder', (p) => `A part of the path ${p} is a file, not a folder.`],
  ELOOP: ['file.linkLoop', (p) => `${p} is a symbolic link that leads back to itself.`],
  ENAMETOOLONG: ['file.name', (p) => `The path ${p} is too long for this system.`],
  EBUSY: ['file.busy', (p) => `Another program keeps ${p} open.`, 'retry'],
  EIO: ['file.failed', (p) => `The disk reported an error at ${p}.`, 'retry'],
  ESTALE: ['file.failed', (p) => `The network drive that holds ${p} no longer answers.`, 'retry'],
};

/**
 * A failed file call as a problem: `file.full`, `file.permission`, `file.readOnly`, `file.noFolder`, `file.linkLoop`, `file.busy`, `file.name` or
 * `file.failed`. `safe` says in what state the file is now. What is no failure of the system is a bug, and thrown on.
 */
export function fileProblem(error: unknown, path: string, safe: string) {
  const code = codeOf(error);
  if (code === null) throw error;
  const [name, sentence, next] = RULES[code] ?? ['file.failed', (p: string) => `${p} could not be used (${code}).`];
  const action: NextAction = next === 'retry' ? { do: 'retry' } : { do: 'none' };
  return fail(name, `${sentence(path)} ${safe}`, action);
}

/** What every failure before the rename may say. */
export const UNCHANGED = 'The file is as it was before.';
