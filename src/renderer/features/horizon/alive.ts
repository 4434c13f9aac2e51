import { create } from 'zustand';
import type { Fate } from '../../../domain/alive-until';
import type { Instant } from '../../../domain/time';
import { fatesAt } from '../../lib/horizon-fate';
import type { Choice } from '../../lib/horizon-moment';
import type { Row } from '../../lib/rows';
import { clearFilters, useUi } from '../../stores/ui';

/** The moment until which keys shall live, if one was picked. */
export interface Alive {
  readonly choice: Choice | null;
  readonly at: Instant | null;
  readonly fate: ((row: Row) => Fate) | null;
}

const NONE: Alive = { choice: null, at: null, fate: null };

export const useAlive = create<Alive>(() => NONE);

/** Asks about a moment. It stays the same while time goes on: "tomorrow" is not another day after midnight. */
export const askAbout = (choice: Choice, at: Instant): void => useAlive.setState({ choice, at, fate: fatesAt(at) });

/** Takes the question back, and the filter by its answer with it. */
export function dropMoment(): void {
  useAlive.setState(NONE);
  if (useUi.getState().facets.alive !== undefined) clearFilters('alive');
}
