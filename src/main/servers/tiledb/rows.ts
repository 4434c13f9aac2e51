import { type Expiry, NOT_TOLD } from '../../../domain/expiry';
import type { ListedKey } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import type { Instant } from '../../../domain/time';
import { isObject, type Json } from '../common/json';
import { text } from './json';
import { claimsOf, isUsable, kindOf, marksOf, timesMark } from './recognise';
import { EVERYTHING, scopeWarnings } from './scopes';

/** Names that password logins give to the tokens they leave behind (vendor's v4 Python client; ours are named alike). */
export const LOGIN_NAME = 'login-session-';

/** What a row is, beside what it says. */
export interface Context {
  /** It came from the list of sessions. */
  readonly session: boolean;
  /** The token with which Tessera is signed in. */
  readonly own: boolean;
}

/**
 * What stands for the part that a list hides: stars, dots, or one character many times over. A whole token hardly ever has such a run, and is
 * then known by its end; a mask taken for a token would be the proof that a good token is another one.
 */
const MASK = /[*•…]+|\.{3,}|(?:([\w#~-])\1{3,})/;

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** RFC 3339; null for what is none and for Go's zero time (year 1), which means unset. */
export function readDate(value: unknown): Instant | null {
  if (typeof value !== 'string' || !DATE.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) || at <= 0 ? null : at;
}

/** v1: a list; v4: one text. Null where nothing is told. */
function readScopes(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((s) => s !== '');
  return Array.isArray(value) ? value.filter((s): s is string => typeof s === 'string') : null;
}

/**
 * What a listed token tells: all of it, its end, or nothing; nobody has published which. Whatever comes is reduced at once to hash and last
 * seven characters.
 */
export function readShown(value: unknown): {
  readonly marks: readonly Mark[];
  readonly fragment: string | null;
  readonly whole: string | null;
} {
  const shown = text(value)?.trim() ?? '';
  const isWhole = isUsable(shown) && !MASK.test(shown) && (kindOf(shown) !== null || shown.length >= 40);
  if (isWhole) return { marks: marksOf(shown).filter((m) => m.kind !== 'times'), fragment: `…${shown.slice(-7)}`, whole: shown };
  // Behind a mask only: what stands before it, or belongs to it, is no end.
  const end = /[\w+/=~-]{7}$/.exec(shown.split(MASK).at(-1) ?? '')?.[0] ?? null;
  return end === null
    ? { marks: [], fragment: null, whole: null }
    : { marks: [{ kind: 'lastSeven', value: end }], fragment: `…${end}`, whole: null };
}

/** Reads a token of either generation; null where it has nothing to tell it by (v1: every field is optional; v4: its id is required). */
export function readRow(row: unknown, generation: 'v1' | 'v4', context: Context): ListedKey | null {
  if (!isObject(row)) return null;
  const id = generation === 'v4' ? text(row.token_id) : null;
  const name = text(row.name);
  const shown = readShown(generation === 'v4' ? row.api_key : row.token);
  if (generation === 'v4' ? id === null : name === null && shown.marks.length === 0 && readDate(row.issued_at) === null) return null;
  const claims = shown.whole === null ? null : claimsOf(shown.whole);
  const issuedAt = readDate(generation === 'v4' ? row.created_at : row.issued_at) ?? claims?.issuedAt ?? null;
  const expiresAt = readDate(row.expires_at) ?? claims?.expiresAt ?? null;
  const scopes = readScopes(row.scope);
  const workspace = text(row.workspace_id);
  const isLogin = context.own || (name?.startsWith(LOGIN_NAME) ?? false);
  return {
    marks: [
      ...(id === null ? [] : [{ kind: 'serverId', value: id } as const]),
      ...shown.marks,
      ...timesMark(issuedAt, expiresAt),
      ...(name === null ? [] : [{ kind: 'name', value: name } as const]),
    ],
    name,
    fragment: shown.fragment,
    scopes,
    fullAccess: scopes?.includes(EVERYTHING) ?? false,
    accessTags: null,
    expiry: expiryAt(expiresAt),
    createdAt: issuedAt,
    lastUsed: 'notTold',
    owner: null,
    warnings: [...scopeWarnings(scopes), ...loginWarnings(isLogin, context)],
    session: context.session || isLogin,
    ...(workspace === null ? {} : { details: { workspace } }),
  };
}

/** No published value stands for "never", so a date that is unset is simply not told. */
export const expiryAt = (at: Instant | null): Expiry => (at === null ? NOT_TOLD : { kind: 'at', at });

function loginWarnings(isLogin: boolean, { own }: Context): readonly string[] {
  if (own) return ['Tessera itself is signed in with this one: revoking it signs Tessera out.'];
  return isLogin ? ['Left behind by a sign-in with a password. If no program is signed in with it any more, it can be revoked.'] : [];
}

/** The fields of an answer to create, of either generation. */
export const tokenIn = (body: unknown, generation: 'v1' | 'v4'): Json | null => {
  const row = generation === 'v4' && isObject(body) ? body.data : body;
  return isObject(row) ? row : null;
};
