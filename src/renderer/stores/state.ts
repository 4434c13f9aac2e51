import { create } from 'zustand';
import type { Problem } from '../../domain/result';
import type { KeyView, Patch, ProfileView, Snapshot } from '../../domain/views';
import { client } from '../client';

/** Keys by id. The map is made when it is first asked for anything, which the first drawing of 100,000 keys does not. */
export class KeyIndex {
  #map: ReadonlyMap<string, KeyView> | undefined;

  constructor(
    readonly keys: readonly KeyView[],
    map?: ReadonlyMap<string, KeyView>,
  ) {
    this.#map = map;
  }

  get map(): ReadonlyMap<string, KeyView> {
    this.#map ??= new Map(this.keys.map((k) => [k.id, k]));
    return this.#map;
  }
  get(id: string): KeyView | undefined {
    return this.map.get(id);
  }
  has(id: string): boolean {
    return this.map.has(id);
  }
}

/** The window's copy of main's state. It holds what main's views hold, so no secret. */
export interface AppState {
  readonly snapshot: Snapshot | null;
  /** Keys by id, made anew with each change of the keys. */
  readonly keyIndex: KeyIndex;
  /** Why the first snapshot could not be had. */
  readonly problem: Problem | null;
}

const EMPTY: AppState = { snapshot: null, keyIndex: new KeyIndex([]), problem: null };

export const useAppState = create<AppState>(() => EMPTY);

/** Applies one patch. Pure; profiles come whole (their order is theirs), keys come singly. */
export function applyPatch(state: AppState, patch: Patch): AppState {
  const old = state.snapshot;
  if (old === null) return state;
  const { keys, keysGone, ...rest } = patch;
  let list = old.keys;
  let keyIndex = state.keyIndex;
  if ((keys && keys.length > 0) || (keysGone && keysGone.length > 0)) {
    const next = new Map(keyIndex.map);
    for (const id of keysGone ?? []) next.delete(id);
    for (const key of keys ?? []) next.set(key.id, key);
    list = [...next.values()];
    keyIndex = new KeyIndex(list, next);
  }
  return { snapshot: { ...old, ...rest, keys: list }, keyIndex, problem: null };
}

let loading: Promise<void> | null = null;
const waiting: Patch[] = [];

/** Fetches the whole state and applies what arrived meanwhile. */
export function loadState(): Promise<void> {
  loading ??= (async () => {
    const answer = await client().call('app.snapshot', {});
    loading = null;
    if (!answer.ok) {
      useAppState.setState({ problem: answer.error });
      return;
    }
    const snapshot = answer.value as Snapshot;
    useAppState.setState({ snapshot, keyIndex: new KeyIndex(snapshot.keys), problem: null });
    for (const patch of waiting.splice(0)) take(patch);
  })();
  return loading;
}

function take(patch: Patch): void {
  const current = useAppState.getState().snapshot;
  if (current === null || loading !== null) {
    waiting.push(patch);
    return;
  }
  if (patch.seq <= current.seq) return;
  if (patch.seq !== current.seq + 1) {
    // A patch was missed (a sleeping window, a main that restarted): only the whole state is sure.
    void loadState();
    return;
  }
  useAppState.setState((s) => applyPatch(s, patch));
}

/** Connects the store to main: first the listener, then the snapshot, so that no patch falls between. */
export function connectState(): void {
  client().on('state.changed', take);
  void loadState();
}

/** For tests: puts a state in place. */
export function setStateForTest(snapshot: Snapshot): void {
  useAppState.setState({ snapshot, keyIndex: new KeyIndex(snapshot.keys), problem: null });
}

/** The snapshot; only for components that are drawn once there is one. */
export function useSnapshot<T>(pick: (snapshot: Snapshot) => T): T {
  return useAppState((s) => {
    if (s.snapshot === null) throw new Error('drawn before the first snapshot');
    return pick(s.snapshot);
  });
}

export const useKey = (id: string | null): KeyView | null => useAppState((s) => (id === null ? null : (s.keyIndex.get(id) ?? null)));

export const useProfile = (id: string | null): ProfileView | null =>
  useAppState((s) => s.snapshot?.profiles.find((p) => p.id === id) ?? null);

/** The description of a kind of server; null for a kind that this version does not know. */
export const useDriver = (kind: string | null) => useAppState((s) => s.snapshot?.drivers.find((d) => d.kind === kind) ?? null);
