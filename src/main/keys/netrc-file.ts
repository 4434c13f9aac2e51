import { fail, ok, type Result } from '../../domain/result';
import type { NetrcFixId, NetrcLook } from '../../domain/views';
import {
  applyFix,
  chooseNetrc,
  type NetrcChoice,
  type NetrcEntry,
  type NetrcKind,
  type NetrcOptions,
  netrcEntries,
  netrcHealth,
  previewFix,
  type Surroundings,
} from '../exports/netrc';
import type { ChangedLine } from '../exports/places';
import type { Core } from './core';

/** The person's netrc file as the use cases need it. */
export interface Netrc {
  /** Its code is read with its first use. */
  readonly kind: () => Promise<NetrcKind>;
  readonly options: NetrcOptions;
  readonly surroundings: Surroundings;
}

export const chosenFile = (netrc: Netrc): Promise<NetrcChoice> => chooseNetrc(netrc.surroundings);

const WHY: Readonly<Record<NetrcChoice['why'], string>> = {
  variable: 'The variable NETRC names this file.',
  only: 'The netrc file in your home folder.',
  both: 'Of the two netrc files in your home folder, the one that most programs read.',
  new: 'There is no netrc file yet; it would be made here.',
};

/** Lines of one side, numbered; `mask` stands for the secret that is written. */
export function sideOf(lines: readonly ChangedLine[], side: 'before' | 'after', secret: string, mask: string): string[] {
  return lines.flatMap((l) => (l[side] === null ? [] : [`${l.number}: ${l[side].split(secret).join(mask)}`]));
}

/** The whole file: its health, the fixes that are safe, its entries with the keys that are known. Asks no keychain. */
export async function lookAtNetrc(core: Core, netrc: Netrc): Promise<Result<NetrcLook>> {
  const choice = await chosenFile(netrc);
  const health = await netrcHealth(choice.path);
  if (!health.ok) return health;
  const entries = await netrcEntries(choice.path);
  const { findings, fixes, defaultLine, isThere, notes, revision } = health.value;
  return ok({
    path: health.value.path,
    why: WHY[choice.why],
    exists: isThere,
    warnings: [
      ...choice.warnings,
      ...(health.value.path === choice.path ? [] : [`${choice.path} is a symbolic link; the file itself is ${health.value.path}.`]),
      ...notes,
    ],
    findings: findings.map(({ code, line, severity, sentence }) => ({ code, line, severity, sentence })),
    fixes: fixes.map(({ id, sentence }) => ({ id, sentence })),
    // A file that is not understood has its own finding.
    entries: (entries.ok ? entries.value : []).map(viewsBy(core)),
    ...(defaultLine === undefined ? {} : { defaultLine }),
    version: revision,
  });
}

/** Looked up by hash: a file may hold 10,000 entries, and the table as many keys. */
function viewsBy(core: Core): (entry: NetrcEntry) => NetrcLook['entries'][number] {
  const known = new Map<string, string>();
  const held = new Map<string, string>();
  for (const key of core.state.keys) {
    for (const mark of key.marks) if (mark.kind === 'hash') known.set(mark.value, key.id);
    if (key.held && key.held.lastSeen.value !== 'absent') held.set(key.held.hash, key.id);
  }
  return ({ host, login, line, hash }) => ({
    host,
    login,
    line,
    keyId: held.get(hash) ?? known.get(hash) ?? null,
    held: held.has(hash),
  });
}

/** Counts the file's findings for the sidebar. */
export async function countFindings(core: Core, netrc: Netrc): Promise<void> {
  const choice = await chosenFile(netrc);
  const health = await netrcHealth(choice.path);
  if (!health.ok) return core.state.setNetrc({ path: choice.path, errors: 1, warnings: 0, version: 'unreadable' });
  const { findings, isThere, path, revision, notes } = health.value;
  const errors = findings.filter((f) => f.severity === 'error').length;
  core.state.setNetrc(isThere ? { path, errors, warnings: findings.length - errors + notes.length, version: revision } : null);
}

/** The lines that a fix would change, masked. */
export async function previewNetrcFix(netrc: Netrc, fix: NetrcFixId) {
  const choice = await chosenFile(netrc);
  const change = await previewFix(choice.path, fix);
  if (!change.ok) return change;
  const { lines, revision } = change.value;
  return ok({
    path: choice.path,
    version: revision,
    exists: true,
    before: sideOf(lines, 'before', '', ''),
    after: sideOf(lines, 'after', '', ''),
    warnings: [],
  });
}

/** Applies a fix to the file as previewed. */
export async function applyNetrcFix(core: Core, netrc: Netrc, fix: NetrcFixId, version: string): Promise<Result<{ notes: string[] }>> {
  const choice = await chosenFile(netrc);
  const done = await applyFix(choice.path, fix, netrc.options, version);
  core.record({ what: 'netrc.fix', outcome: done.ok ? 'done' : 'failed', ...(done.ok ? {} : { code: done.error.code }) });
  await countFindings(core, netrc);
  return done.ok ? ok({ notes: [...done.value.notes] }) : done;
}

/** Says in words why a server's keys cannot be put into a netrc file. */
export const noHost = (label: string) =>
  fail(
    'netrc.noHost',
    `The address of ${label} names no host that a netrc line can hold. Add the server again as one of kind Other, with its host alone, and keep the key there.`,
  );
