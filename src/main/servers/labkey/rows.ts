import { type Expiry, NEVER, NOT_TOLD } from '../../../domain/expiry';
import type { ListedKey } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import type { Principal } from '../../../domain/profile';
import type { Instant } from '../../../domain/time';
import { isObject, type Json, text } from '../common/json';
import { instantOf } from './zone';

/** LabKey's own words for what a key may do. */
export const FULL_ACCESS = 'Gives complete access to your data and actions, as every LabKey key does that is not restricted to a role.';

/** One row of `core.UserAPIKeys` or `core.APIKeys`, times as the server wrote them. */
export interface Row {
  readonly id: string;
  /** Null where the query has no such column. */
  readonly owner: Principal | null;
  readonly created: string | null;
  /** Null for a key without end; `undefined` where the server told nothing. */
  readonly expiration: string | null | undefined;
  /** `undefined` where the server has no such column (before 24.10); null for a key that was never used. */
  readonly lastUsed: string | null | undefined;
  readonly description: string | null;
  /** The role that the key is restricted to (26.7); null for none, or no such column. */
  readonly role: string | null;
}

/** Reads a row; null where it has no id. Names in any letter case, cells bare or as `{ value }` (the shapes from 9.1 on). */
export function readRow(row: Json): Row | null {
  const data = isObject(row.data) ? row.data : row;
  const cells = new Map(Object.entries(data).map(([name, value]) => [name.toLowerCase(), isObject(value) ? value.value : value]));
  const id = idOf(cells.get('rowid'));
  if (id === null) return null;
  const used = cells.get('lastused');
  const end = cells.get('expiration');
  return {
    id,
    owner: ownerOf(cells),
    created: text(cells.get('created')),
    expiration: end === null ? null : (text(end) ?? undefined),
    lastUsed: used === undefined ? undefined : text(used),
    description: text(cells.get('description')) || null,
    role: roleOf(cells),
  };
}

const idOf = (value: unknown): string | null => {
  const id = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[1-9]\d{0,17}$/.test(id) ? id : null;
};

function ownerOf(cells: ReadonlyMap<string, unknown>): Principal | null {
  const id = idOf(cells.get('createdby'));
  if (id === null) return null;
  const label = text(cells.get('createdby/email')) || text(cells.get('createdby/displayname')) || `user ${id}`;
  return { id, label: label.slice(0, 200) };
}

/** Names under which 26.7 may keep a key's role; which one it is is not known, so all are asked for. */
export const ROLE_COLUMNS = ['Role', 'RoleName', 'RestrictedRole', 'RoleClass'] as const;

/** A role as the server names it: `Reader`, or a class name that ends in it. */
function roleOf(cells: ReadonlyMap<string, unknown>): string | null {
  for (const [name, value] of cells) {
    if (!name.includes('role') || name.includes('/') || typeof value !== 'string' || value === '') continue;
    const short = value.split('.').at(-1) ?? value;
    return (short.replace(/Role$/, '') || short).slice(0, 60);
  }
  return null;
}

/** A row as the rest of the app knows it. `zone`: the server's zone, where it is known and this machine knows it. */
export function listedKey(row: Row, zone: string | null, self: Principal): ListedKey {
  const marks: Mark[] = [{ kind: 'serverId', value: row.id }];
  if (row.description !== null) marks.push({ kind: 'name', value: row.description });
  return {
    marks,
    name: row.description,
    // LabKey shows no part of a key anywhere.
    fragment: null,
    scopes: row.role === null ? null : [row.role],
    fullAccess: row.role === null,
    accessTags: null,
    expiry: expiryOf(row.expiration, zone),
    createdAt: row.created === null || zone === null ? null : instantOf(row.created, zone),
    lastUsed: lastUsedOf(row, zone),
    owner: row.owner !== null && row.owner.id !== self.id ? row.owner : null,
    warnings: row.role === null ? [FULL_ACCESS] : [],
    session: false,
  };
}

function expiryOf(expiration: string | null | undefined, zone: string | null): Expiry {
  if (expiration === null) return NEVER;
  if (expiration === undefined) return NOT_TOLD;
  const at = zone === null ? null : instantOf(expiration, zone);
  if (at !== null) return { kind: 'at', at };
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/.test(expiration) ? { kind: 'serverLocal', text: expiration.slice(0, 19) } : NOT_TOLD;
}

function lastUsedOf(row: Row, zone: string | null): Instant | null | 'notTold' {
  if (row.lastUsed === null) return null;
  if (row.lastUsed === undefined || zone === null) return 'notTold';
  return instantOf(row.lastUsed, zone) ?? 'notTold';
}
