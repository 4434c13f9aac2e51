import * as z from 'zod/mini';
import { DAY, type Instant } from '../../domain/time';
import { type DocumentKind, loadDocument, saveDocument } from '../storage/document';

/** Ids of notices that were announced, and when: each is announced once, also after a restart. */
export type Told = Readonly<Record<string, Instant>>;

export const TOLD: DocumentKind<Told> = {
  name: 'list of announced warnings',
  version: 1,
  shape: z.record(z.string(), z.number()),
  empty: {},
  migrations: {},
};

/** What stands no more is kept that long: a clock that was set wrong for a day must not bring it back. */
const KEPT_MS = 800 * DAY;

/** Adds ids, and lets go of those that are too old to matter and of which nothing stands any more. */
export function withTold(told: Told, ids: readonly string[], standing: ReadonlySet<string>, now: Instant): Told {
  const kept = Object.entries(told).filter(([id, at]) => now - at < KEPT_MS || standing.has(id));
  return Object.fromEntries([...kept, ...ids.map((id) => [id, now] as const)]);
}

/**
 * What was announced, from the disk. The list is lost (null) where it cannot be read or understood, which is no reason not to start; one that a
 * newer version wrote is not written over.
 */
export async function loadTold(path: string): Promise<{ readonly told: Told | null; readonly mayWrite: boolean }> {
  const loaded = await loadDocument(path, TOLD).catch(() => null);
  if (loaded === null || loaded.kind === 'damaged') return { told: null, mayWrite: true };
  return { told: loaded.value, mayWrite: loaded.kind === 'ready' };
}

/** Writes the list. Where the disk does not take it, it holds for this run. */
export const saveTold = (path: string, told: Told): Promise<void> => saveDocument(path, TOLD, told).catch(() => undefined);
