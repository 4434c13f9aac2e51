import type { CheckOutcome } from '../../domain/key';
import type { Instant } from '../../domain/time';
import type { Core } from './core';

interface Look {
  readonly address: string;
  readonly due: Instant;
  readonly cancel: () => void;
}

/** Second looks that wait for their time, by key. */
const waiting = new WeakMap<Core, Map<string, Look>>();

const looksOf = (core: Core): Map<string, Look> => {
  const known = waiting.get(core);
  if (known) return known;
  const made = new Map<string, Look>();
  waiting.set(core, made);
  return made;
};

/**
 * Plans one second look at a key where the driver wants it: a good key can look like a refused one for a while. One for each key at a time;
 * `look` is run once, in nobody's turn. Looks at one server keep the same distance from each other: a key that is refused is what makes the
 * server doubtful of the next.
 */
export function planSecondLook(core: Core, keyId: string, address: string, outcome: CheckOutcome, look: () => Promise<unknown>): void {
  if (outcome.kind !== 'inconclusive' || outcome.lookAgainMs === undefined) return;
  const looks = looksOf(core);
  if (looks.has(keyId)) return;
  const now = core.now();
  const before = [...looks.values()].filter((l) => l.address === address).map((l) => l.due);
  const due = Math.max(now, ...before) + outcome.lookAgainMs;
  const cancel = core.later(due - now, () => {
    looks.delete(keyId);
    void look();
  });
  looks.set(keyId, { address, due, cancel });
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
