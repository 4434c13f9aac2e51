import { create } from 'zustand';

/** Urgent warnings that the person has looked at or put away in this run: the banner does not repeat them. */
export const useSeen = create<{ readonly ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function markSeen(ids: readonly string[]): void {
  const { ids: before } = useSeen.getState();
  if (ids.some((id) => !before.has(id))) useSeen.setState({ ids: new Set([...before, ...ids]) });
}
