import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signed tokens (HS256) as Tiled makes them: readable by anybody, forgeable by nobody without the key. */
export interface AccessClaims {
  readonly sub: string;
  readonly sub_typ: 'user' | 'service';
  readonly scp: readonly string[];
  readonly state: object;
  readonly ids: readonly { readonly id: string; readonly idp: string }[];
  readonly exp: number;
  readonly type: 'access';
}

export interface RefreshClaims {
  readonly type: 'refresh';
  readonly sid: string;
  readonly exp: number;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (text: string, key: Buffer): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs claims with the server's secret key. */
export function sign(claims: AccessClaims | RefreshClaims, key: Buffer): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${signature(text, key).toString('base64url')}`;
}

export type Decoded =
  | { readonly kind: 'claims'; readonly claims: AccessClaims | RefreshClaims }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/** Checks signature and end. `nowMs` in milliseconds; `exp` is in whole seconds. */
export function decode(token: string, key: Buffer, nowMs: number): Decoded {
  const [head, payload, mac, ...rest] = token.split('.');
  if (!head || !payload || !mac || rest.length > 0) return { kind: 'invalid' };
  const given = Buffer.from(mac, 'base64url');
  const wanted = signature(`${head}.${payload}`, key);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return { kind: 'invalid' };
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessClaims | RefreshClaims;
  return claims.exp * 1000 <= nowMs ? { kind: 'expired' } : { kind: 'claims', claims };
}
