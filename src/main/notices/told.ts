import * as z from 'zod/mini';
import { DAY, type Instant } from '../../domain/time';
import type { DocumentKind } from '../storage/document';

/** Ids of notices that were announced, and when: each is announced once, also after a restart. */
export type Told = Readonly<Record<string, Instant>>;

export const TOLD: DocumentKind<Told> = {
  name: 'list of announced warnings',
  version: 1,
  shape: z.record(z.string(), z.number()),
  empty: {},
  migrations: {},
};

/** No cause comes back after that long under the same id. */
const KEPT_MS = 800 * DAY;

/** Adds ids and lets go of those that are too old to matter. */
export function withTold(told: Told, ids: readonly string[], now: Instant): Told {
  const kept = Object.entries(told).filter(([, at]) => now - at < KEPT_MS);
  return Object.fromEntries([...kept, ...ids.map((id) => [id, now] as const)]);
}
