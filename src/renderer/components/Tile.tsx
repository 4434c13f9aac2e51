import type { KeyState } from '../../domain/key-state';
import s from './Tile.module.css';

const SHAPE: Readonly<Record<KeyState, string>> = {
  heldLive: 'solid',
  liveNotHeld: 'outlined',
  expiredListed: 'crossed',
  heldGone: 'dashed',
  unknown: 'dotted',
};

/**
 * The app's sign. Fill: share of the key's life that is left (0 to 1; undefined where not known). Shape: its state, so that it reads
 * without colour. Always beside words, hence hidden from screen readers.
 */
export function Tile({ state, left, size = 16 }: { readonly state: KeyState; readonly left: number | undefined; readonly size?: number }) {
  const filled = state === 'heldLive' || state === 'liveNotHeld';
  // A key that lives shows at least a line, so that "nearly over" and "over" differ.
  const height = filled ? Math.max(1, Math.round((left ?? 0) * 10)) : 0;
  return (
    <svg
      className={`${s.tile} ${s[SHAPE[state]]}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-shape={SHAPE[state]}
      data-left={left ?? ''}
    >
      {filled &&
        (left === undefined ? (
          <path className={s.level} d="M4 8h8" />
        ) : (
          <rect className={s.fill} x="3" y={13 - height} width="10" height={height} />
        ))}
      <rect className={s.edge} x="1" y="1" width="14" height="14" rx="3" />
      {state === 'expiredListed' && <path className={s.cross} d="M4.5 4.5l7 7M11.5 4.5l-7 7" />}
      {state === 'unknown' && <path className={s.cross} d="M8 5.2v3.4M8 11h.01" />}
    </svg>
  );
}
