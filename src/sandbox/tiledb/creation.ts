import type { Caller } from './credentials';
import { covers, knownScopes } from './scopes';
import type { SandboxState } from './state';
import { HttpError } from './wire';

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * When a new token ends, in milliseconds; null for never. `value` is what the request has in `field`. A date needs its zone, as Go reads RFC
 * 3339. Throws 400.
 */
export function expiryOf(state: SandboxState, field: string, value: unknown): number | null {
  const switches = state.switches();
  const bad = (message: string): HttpError => new HttpError(400, message, [{ field, message }]);
  const byDefault = state.now() + switches.defaultLifeSeconds * 1000;
  if (value === undefined) return byDefault;
  if (value === null) {
    if (switches.nullExpires === 'refuse') throw bad(`${field} must be a date`);
    return switches.nullExpires === 'never' ? null : byDefault;
  }
  const at = typeof value === 'string' && RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw bad(`${field} is not an RFC 3339 date`);
  if (at <= state.now() && switches.pastExpires === 'refuse') throw bad(`${field} is in the past`);
  if (switches.maximumLifeSeconds === null) return at;
  const latest = state.now() + switches.maximumLifeSeconds * 1000;
  if (at <= latest) return at;
  if (switches.beyondMaximum === 'refuse') throw bad(`${field} is later than this server allows`);
  return latest;
}

/** Refuses scopes that do not exist, tokens beyond the limit, and what the caller's own token may not make. */
export function checkCreation(state: SandboxState, caller: Caller, scopes: readonly string[]): void {
  const switches = state.switches();
  const known = knownScopes(switches);
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown !== undefined) throw new HttpError(400, 'scope is not known', [{ field: 'scope', message: 'scope is not known' }]);
  if (scopes.length === 0) throw new HttpError(400, 'scope is empty', [{ field: 'scope', message: 'scope is empty' }]);
  const own = caller.token?.scopes ?? ['*'];
  if (!own.includes('*')) {
    const may = switches.scopedMinting === 'any' || (switches.scopedMinting === 'narrower' && covers(own, scopes));
    if (!may) throw new HttpError(switches.scopeRefusalStatus, 'token scope does not allow this operation');
  }
  const count = state.tokens.filter((token) => token.owner === caller.user.username && token.kind === 'api').length;
  if (switches.maximumTokens !== null && count >= switches.maximumTokens) throw new HttpError(400, 'maximum number of tokens reached');
}
