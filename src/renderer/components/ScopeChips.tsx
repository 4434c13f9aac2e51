import s from './ScopeChips.module.css';

export interface ScopeChipsProps {
  /** Null where the server has no scopes. */
  readonly scopes: readonly string[] | null;
  readonly fullAccess: boolean;
  /** Room in characters for one line; undefined shows all, over several lines. */
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
    <span className={room === undefined ? s.wrap : s.line} title={room === undefined ? undefined : all}>
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

/** How many whole words fit into `room` characters, with room for the count of those that do not. A chip's frame takes about two. */
function howManyFit(scopes: readonly string[], room: number): number {
  let used = 0;
  for (let i = 0; i < scopes.length; i++) {
    used += (scopes[i]?.length ?? 0) + 2;
    const needed = i === scopes.length - 1 ? used : used + 3;
    if (needed > room) return i;
  }
  return scopes.length;
}
