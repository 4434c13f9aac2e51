import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits. */
export function randomText(length: number, letters = LETTERS): string {
  let text = '';
  while (text.length < length) text += letters.charAt(randomInt(letters.length));
  return text;
}

/** An id as v4 writes them, such as `ws_9k2…`: a kind and lower-case letters and digits, no hyphen. */
export const randomId = (kind: string): string => `${kind}_${randomText(20, 'abcdefghijklmnopqrstuvwxyz0123456789')}`;

/** What a signed token tells of itself: the claims of a token published in the R client's vignette, 2021. Times in seconds. */
export interface TokenClaims {
  readonly userId: string;
  readonly username: string;
  readonly issuedAt: number;
  readonly expiresAt: number | null;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed with HS256. Its claims hold no scope. */
export function signedToken(claims: TokenClaims, key: Buffer): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
    user_id: claims.userId,
    Seed: randomBytes(6).readUIntBE(0, 6),
    ...(claims.expiresAt === null ? {} : { exp: claims.expiresAt }),
    iat: claims.issuedAt,
    nbf: claims.issuedAt,
    sub: claims.username,
  })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** `tiledb_…`: a v4 token of a workspace. */
export const plainKey = (): string => `tiledb_${randomText(48)}`;

/** `tiledb-ws_…-…`: a v4 token from which the vendor's client reads the workspace. */
export const workspaceKey = (workspaceId: string): string => `tiledb-${workspaceId}-${randomText(48)}`;

/** A session or v1 token in which nothing can be read. */
export const opaqueToken = (): string => randomText(64);

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
