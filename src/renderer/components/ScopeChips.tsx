import s from './ScopeChips.module.css';

export interface ScopeChipsProps {
  /** Null where the server has no scopes. */
  readonly scopes: readonly string[] | null;
  readonly fullAccess: boolean;
  /** Room in characters for each of two lines; undefined shows all, over as many lines as they take. */
  readonly room?: number | undefined;
}

/**
 * Scopes as chips. A word is never cut: what does not fit is counted ("+2"), and the tooltip and the screen reader's text have the whole
 * list.
 */
export function ScopeChips({ scopes, fullAccess, room }: ScopeChipsProps) {
  if (scopes === null || scopes.length === 0) {
    return fullAccess ? (
      <span className={`${s.chip} ${s.full}`}>full access</span>
    ) : (
      <span className={s.none}>{scopes ? 'none' : 'not told'}</span>
    );
  }
  const fitting = room === undefined ? scopes.length : howManyFit(scopes, room);
  const rest = scopes.length - fitting;
  const all = scopes.join(', ');
  return (
    <span className={room === undefined ? s.wrap : s.tight} title={room === undefined ? undefined : all}>
      <span className="visually-hidden">{all}</span>
      {scopes.slice(0, fitting).map((name) => (
        <span key={name} className={`${s.chip} ${fullAccess ? s.full : ''}`} aria-hidden="true">
          {name}
        </span>
      ))}
      {rest > 0 && (
        <span className={s.more} aria-hidden="true">
          {fitting === 0 ? `${rest} scopes` : `+${rest}`}
        </span>
      )}
    </span>
  );
}

/** Characters that a chip's frame and the gap after it take, and those of a count. */
const FRAME = 3;
const COUNT = 3;

/** How many whole words fit into two lines of `room` characters, with room for the count of those that do not. */
export function howManyFit(scopes: readonly string[], room: number): number {
  let line = 1;
  let used = 0;
  for (let i = 0; i < scopes.length; i++) {
    const wide = (scopes[i]?.length ?? 0) + FRAME;
    const last = i === scopes.length - 1;
    if (used + wide > room && used > 0) {
      line++;
      used = 0;
    }
    // On the second line the count must find its place too, unless this is the last word.
    if (line > 2 || wide > room || (line === 2 && !last && used + wide + COUNT > room)) return i;
    used += wide;
  }
  return scopes.length;
}
