import type { KeyRecord } from '../../domain/key';
import type { Core } from './core';

const known = new WeakMap<Core, Set<string>>();

/** Notes that these keys left the table since a complete listing had them no more: who still speaks of one may say so. */
export function noteUnlisted(core: Core, gone: readonly string[], reachesAll: boolean): void {
  const ids = known.get(core) ?? new Set();
  known.set(core, ids);
  // What the account may not see, or is not shown now, is not gone for that.
  const isSeen = (record: KeyRecord | undefined) => record !== undefined && (reachesAll || !record.listed?.value.owner);
  for (const id of gone) if (isSeen(core.state.key(id))) ids.add(id);
}

/** Whether a listing of this run showed that the key is gone from its server. */
export const isUnlisted = (core: Core, keyId: string): boolean => known.get(core)?.has(keyId) === true;
