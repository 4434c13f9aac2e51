import type { CheckOutcome } from '../../domain/key';
import type { Core } from './core';

/** Second looks that wait for their time, by key. */
const waiting = new WeakMap<Core, Map<string, { readonly cancel: () => void }>>();

const looksOf = (core: Core): Map<string, { readonly cancel: () => void }> => {
  const known = waiting.get(core);
  if (known) return known;
  const made = new Map<string, { readonly cancel: () => void }>();
  waiting.set(core, made);
  return made;
};

/**
 * Plans one second look at a key where the driver wants it: a good key can look like a refused one for a while. One for each key at a time;
 * `look` is run once, in nobody's turn.
 */
export function planSecondLook(core: Core, keyId: string, outcome: CheckOutcome, look: () => Promise<unknown>): void {
  if (outcome.kind !== 'inconclusive' || outcome.lookAgainMs === undefined) return;
  const looks = looksOf(core);
  if (looks.has(keyId)) return;
  const cancel = core.later(outcome.lookAgainMs, () => {
    looks.delete(keyId);
    void look();
  });
  looks.set(keyId, { cancel });
}

/** No second look any more, for one key or (null) all: the app is closing, or everything is forgotten. */
export function cancelSecondLooks(core: Core, keyId: string | null = null): void {
  const looks = looksOf(core);
  for (const [id, { cancel }] of looks) {
    if (keyId !== null && id !== keyId) continue;
    cancel();
    looks.delete(id);
  }
}
