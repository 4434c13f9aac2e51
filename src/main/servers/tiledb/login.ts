import type { Instant } from '../../../domain/time';
import { isObject, parseJson } from '../common/json';
import { text } from './json';
import type { Generation } from './probe';

/** Our own login at a server: a token that stands for the password, which is not kept. Stored as JSON text in the keychain. */
export interface Login {
  readonly generation: Generation;
  readonly token: string;
  /** By which it is revoked: v1's name, v4's id. Null for a v1 session without a name, which is revoked by itself. */
  readonly handle: string | null;
  readonly expiresAt: Instant | null;
  /** Id of the workspace in which new tokens are made unless another is said (v4). */
  readonly workspace: string | null;
}

/** This long before its end a login counts as over, so that it does not die on the way; in milliseconds. */
const MARGIN_MS = 60_000;

export const writeLogin = (login: Login): string => JSON.stringify(login);

/** Reads what {@link writeLogin} wrote; null for anything else. */
export function readLogin(durable: string): Login | null {
  const value = parseJson(durable);
  if (!isObject(value)) return null;
  const { generation, expiresAt } = value;
  const token = text(value.token);
  if (token === null || (generation !== 'v1' && generation !== 'v4')) return null;
  return {
    generation,
    token,
    handle: text(value.handle),
    expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
    workspace: text(value.workspace),
  };
}

export const isOver = (login: Login, now: Instant): boolean => login.expiresAt !== null && login.expiresAt - MARGIN_MS <= now;
