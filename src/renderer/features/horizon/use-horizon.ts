import { useMemo } from 'react';
import { type Horizon, layHorizon } from '../../lib/horizon';
import type { Row } from '../../lib/rows';
import { useWidth } from '../../lib/use-size';
import { useUi } from '../../stores/ui';

/** Pixels that one place on the strip takes: a tile and its air. */
export const SLOT = 22;

export interface Laid {
  readonly attach: (element: HTMLUListElement | null) => void;
  /** Pixels of the strip. */
  readonly width: number;
  readonly horizon: Horizon;
}

/** The rows laid out over the width that the strip has. */
export function useHorizon(rows: readonly Row[], now: number): Laid {
  const [attach, , width] = useWidth<HTMLUListElement>();
  const horizon = useMemo(() => layHorizon(rows, now, width, SLOT), [rows, now, width]);
  return { attach, width, horizon };
}

/** Shows a key's details and puts the table on it. */
export const selectKey = (id: string): void => useUi.setState({ current: id, selected: new Set([id]), detailOpen: true });
