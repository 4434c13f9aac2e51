import { type Expiry, NEVER, NOT_TOLD } from '../../../domain/expiry';
import type { ListedKey } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import type { Principal } from '../../../domain/profile';
import { isObject, type Json, objects, strings, text } from '../common/json';
import { INHERIT, scopeWarnings } from './scopes';
import { parseTime } from './times';

const FIRST_EIGHT = /^[0-9a-f]{8}$/;

/** What `whoami` says of the account. */
export interface WhoAmI {
  readonly principal: Principal;
  /** Union of the roles' scopes. */
  readonly scopes: readonly string[];
  readonly keys: readonly ListedKey[];
  /** Rows that could not be read. */
  readonly unreadable: number;
  readonly keyCount: number;
  /** Expired and revoked ones too: they count against the limit. */
  readonly sessionCount: number;
}

/** Reads a `whoami` body that is not null; null where it is no principal. Sessions' `state` may hold other services' tokens and is never touched. */
export function readWhoAmI(body: unknown): WhoAmI | null {
  if (!isObject(body)) return null;
  const id = text(body.uuid);
  if (id === null || !Array.isArray(body.api_keys)) return null;
  const scopes = [...new Set(objects(body.roles).flatMap((r) => strings(r.scopes)))];
  const rows = body.api_keys.map((row: unknown) => (isObject(row) ? readKey(row, scopes) : null));
  const keys = withTwins(rows.filter((k): k is ListedKey => k !== null));
  return {
    principal: { id, label: labelOf(body, id) },
    scopes,
    keys,
    unreadable: rows.length - keys.length,
    keyCount: rows.length,
    sessionCount: Array.isArray(body.sessions) ? body.sessions.length : 0,
  };
}

/** People by their identities' names, services by their id: a service has no name. */
function labelOf(body: Json, id: string): string {
  const names = [...new Set(objects(body.identities).map((i) => text(i.id)))].filter((n): n is string => n !== null && n !== '');
  return names.length > 0 ? names.join(', ').slice(0, 200) : `service ${id}`;
}

/** Reads a key object of whoami, `GET apikey` or create. `grantable`: what its owner may do, where known. */
export function readKey(row: Json, grantable: readonly string[] | null): ListedKey | null {
  const firstEight = text(row.first_eight);
  if (firstEight === null || !FIRST_EIGHT.test(firstEight)) return null;
  const scopes = strings(row.scopes);
  const note = text(row.note);
  const tags = Array.isArray(row.access_tags) ? strings(row.access_tags) : null;
  const used = text(row.latest_activity);
  const marks: Mark[] = [{ kind: 'firstEight', value: firstEight }];
  if (note) marks.push({ kind: 'name', value: note });
  return {
    marks,
    name: note === '' ? null : note,
    fragment: firstEight,
    scopes,
    fullAccess: scopes.includes(INHERIT),
    accessTags: tags,
    expiry: readExpiry(row.expiration_time),
    createdAt: null,
    lastUsed: used === null ? null : (parseTime(used) ?? 'notTold'),
    owner: null,
    warnings: [
      ...scopeWarnings(scopes, grantable),
      ...(tags?.length === 0 ? ['Is limited to an empty list of access tags: it reaches nothing that is tagged.'] : []),
    ],
    session: false,
  };
}

/** Null means never. A time that cannot be read is not told, rather than guessed. */
function readExpiry(value: unknown): Expiry {
  if (value === null) return NEVER;
  const at = typeof value === 'string' ? parseTime(value) : null;
  return at === null ? NOT_TOLD : { kind: 'at', at };
}

/** Two keys of one account with the same first eight: the server revokes whichever comes first. */
function withTwins(keys: readonly ListedKey[]): readonly ListedKey[] {
  const counts = new Map<string | null, number>();
  for (const { fragment } of keys) counts.set(fragment, (counts.get(fragment) ?? 0) + 1);
  return keys.map((key) =>
    (counts.get(key.fragment) ?? 0) > 1
      ? {
          ...key,
          warnings: [
            ...key.warnings,
            'Another key of this account begins with the same eight characters: revoking ends an arbitrary one of them.',
          ],
        }
      : key,
  );
}
