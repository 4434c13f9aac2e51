import { createHash } from 'node:crypto';
import type { Mark } from '../../../domain/mark';
import type { Instant } from '../../../domain/time';
import { isObject, parseJson } from '../common/json';
import { text } from './json';

/** Longest token that is taken, in characters: a header of a few kilobytes is what servers accept. */
export const LONGEST = 4_096;

/** What every header takes: visible ASCII, no blank. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** Three base64url parts of which the first two are JSON objects: `{"` in base64 is `eyJ`. */
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/;
/** Tokens of a workspace: `tiledb_` and letters (vendor's v4 types). */
const PLAIN = /^tiledb_[\w-]{8,}$/;
/** Three parts by hyphens, the workspace's id in the middle (vendor's v4 Python client). */
const WITH_WORKSPACE = /^[^\s-]+-(ws_[^\s-]+)-[^\s-]+$/;

/** The claims of a signed token; it can be read by anybody and proves nothing. Times in milliseconds. */
export interface Claims {
  readonly issuedAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly userId: string | null;
  readonly username: string | null;
}

/** Reads a JWT offline, as the vendor's 2021 sample is made: `iat`, `exp` in seconds, `user_id`, `sub`. Null for any other token. */
export function claimsOf(secret: string): Claims | null {
  if (!JWT.test(secret)) return null;
  const claims = parseJson(Buffer.from(secret.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (!isObject(claims)) return null;
  const at = (value: unknown): Instant | null => (typeof value === 'number' && value > 0 && value < 253_402_300_800 ? value * 1000 : null);
  return { issuedAt: at(claims.iat), expiresAt: at(claims.exp), userId: text(claims.user_id), username: text(claims.sub) };
}

/** The workspace that a token names itself; null where it names none. */
export const workspaceIn = (secret: string): string | null => WITH_WORKSPACE.exec(secret)?.[1] ?? null;

/** When a token was issued and ends, as a mark: what a signed token tells of itself and a listing repeats. Whole seconds: listings have fractions. */
export const timesMark = (issuedAt: Instant | null, expiresAt: Instant | null): readonly Mark[] =>
  issuedAt === null || expiresAt === null
    ? []
    : [{ kind: 'times', value: `${Math.floor(issuedAt / 1000)}/${Math.floor(expiresAt / 1000)}` }];

/** Everything that can be told from a whole token. */
export function marksOf(secret: string): readonly Mark[] {
  const claims = claimsOf(secret);
  return [
    { kind: 'hash', value: createHash('sha256').update(secret).digest('hex') },
    ...(secret.length > 20 ? [{ kind: 'lastSeven', value: secret.slice(-7) } as const] : []),
    ...(claims === null ? [] : timesMark(claims.issuedAt, claims.expiresAt)),
  ];
}

export function kindOf(secret: string): 'jwt' | 'plain' | 'workspace' | null {
  if (claimsOf(secret) !== null) return 'jwt';
  if (PLAIN.test(secret)) return 'plain';
  return WITH_WORKSPACE.test(secret) ? 'workspace' : null;
}

/** True for what a header carries unharmed. */
export const isUsable = (secret: string): boolean => secret.length <= LONGEST && HEADER_SAFE.test(secret);

/** What a pasted text is. Takes off what a copy brings along: blanks, quotes, `export TILEDB_REST_TOKEN=`, `X-TILEDB-REST-API-KEY:`. */
export function recognise(pasted: string) {
  const secret = unwrap(pasted);
  if (secret === '') return { secret, kindId: null, marks: [], problem: 'There is no token in this text.' };
  const problem = !isUsable(secret)
    ? `A TileDB token has no blanks and at most ${LONGEST} characters. Perhaps something else was copied along.`
    : /[*•…]|\.\.\./.test(secret) || secret.length === 7
      ? 'This is how lists show a token, not the token itself. The server shows the whole of it only once, when it is made.'
      : null;
  return { secret, kindId: kindOf(secret), marks: marksOf(secret), problem };
}

function unwrap(pasted: string): string {
  const bare = pasted.trim().replace(/^(?:export\s+|set\s+|setenv\s+)?TILEDB_REST_TOKEN(?:\s*=\s*|\s+)/i, '');
  return unquote(unquote(bare).replace(/^X-TILEDB-REST-API-KEY["']?\s*:\s*/i, '')).trim();
}

function unquote(quoted: string): string {
  const match = /^(["'`])(.*?)\1?[;,]?$/s.exec(quoted.trim());
  return (match?.[2] ?? quoted).trim();
}
