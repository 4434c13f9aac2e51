import type { ScopeSentence } from '../../../domain/driver';

/** Scopes with which the create form opens: reading, nothing else. */
export const READ_ONLY: readonly string[] = ['read:metadata', 'read:data'];

/** Stored on a key only: resolves at each use to all that its owner may do then. */
export const INHERIT = 'inherit';

/**
 * Every scope known from Tiled 0.1.0b10 to 0.2.16. `create` and `apikeys` are the names before 0.2.3. A scope that is not here is shown as the
 * server names it.
 */
export const SCOPES: readonly ScopeSentence[] = [
  { name: 'read:metadata', sentence: 'List and search what is there, and read its descriptions.', power: 'read' },
  { name: 'read:data', sentence: 'Download data.', power: 'read' },
  { name: 'create:node', sentence: 'Add new entries.', power: 'write' },
  { name: 'create', sentence: 'Add new entries. (The name before Tiled 0.2.3.)', power: 'write' },
  { name: 'write:metadata', sentence: 'Change descriptions.', power: 'write' },
  { name: 'write:data', sentence: 'Change data.', power: 'write' },
  { name: 'delete:revision', sentence: 'Delete old revisions of descriptions.', power: 'write' },
  { name: 'delete:node', sentence: 'Delete entries.', power: 'write' },
  { name: 'register', sentence: 'Register files that lie outside the server, as an administrator can.', power: 'admin' },
  { name: 'metrics', sentence: "Read the server's own measurements (for Prometheus).", power: 'read' },
  { name: 'create:apikeys', sentence: 'Make further keys, unrestricted and endless ones too.', power: 'full' },
  { name: 'revoke:apikeys', sentence: "Revoke the owner's keys.", power: 'write' },
  {
    name: 'apikeys',
    sentence: "Make further keys, unrestricted and endless ones too, and revoke the owner's keys. (The name before Tiled 0.2.3.)",
    power: 'full',
  },
  { name: 'admin:apikeys', sentence: "Make and revoke anybody's keys.", power: 'full' },
  { name: 'read:principals', sentence: 'List all users and services with their keys and sessions.', power: 'admin' },
  { name: 'write:principals', sentence: 'Create services.', power: 'admin' },
  { name: 'read:webhooks', sentence: 'List the addresses that the server calls.', power: 'admin' },
  { name: 'write:webhooks', sentence: 'Change the addresses that the server calls.', power: 'admin' },
  { name: INHERIT, sentence: 'Everything that the owner may do, now and later.', power: 'full' },
];

/** Scopes with which a key can make keys that are stronger than itself. */
const MINTING = ['create:apikeys', 'apikeys', 'admin:apikeys'];

/** Plain warnings about a key's powers. `grantable` is what its owner may do: an inherited right to make keys counts as one. */
export function scopeWarnings(scopes: readonly string[], grantable: readonly string[] | null): string[] {
  const warnings: string[] = [];
  const inherits = scopes.includes(INHERIT);
  const effective = inherits ? [...scopes, ...(grantable ?? [])] : scopes;
  if (effective.includes('admin:apikeys')) warnings.push('Can make and revoke keys for anybody on this server.');
  if (MINTING.some((s) => effective.includes(s)))
    warnings.push('Can make further keys without limit: unrestricted, and without end, even where this key is neither.');
  if (inherits) warnings.push('Can do everything that its owner can do, now and later.');
  if (scopes.length === 0) warnings.push('Has no scope: it can only list its owner’s keys.');
  return warnings;
}
