import type { Switches } from './options';
import type { SandboxToken } from './state';

/** Go's zero time, which means "unset". */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** RFC 3339 in UTC. */
export function dateText(switches: Switches, ms: number | null): string {
  if (ms === null) return ZERO_TIME;
  const text = new Date(ms).toISOString();
  return switches.fractions ? `${text.slice(0, 19)}.104729000Z` : `${text.slice(0, 19)}Z`;
}

/** What a list shows of a secret; undefined for no such field. */
function listedSecret(switches: Switches, secret: string): string | undefined {
  switch (switches.listedToken) {
    case 'full':
      return secret;
    case 'masked':
      return `${'*'.repeat(8)}${secret.slice(-7)}`;
    case 'last7':
      return secret.slice(-7);
    case 'empty':
      return '';
    case 'absent':
      return undefined;
  }
}

interface Dates {
  readonly issued: string;
  readonly expires: string;
}

function dates(switches: Switches, token: SandboxToken, listed: boolean): Dates {
  const zero = listed ? switches.zeroDates : 'none';
  return {
    issued: zero === 'issued' || zero === 'both' ? ZERO_TIME : dateText(switches, token.issuedAt),
    expires: zero === 'expires' || zero === 'both' ? ZERO_TIME : dateText(switches, token.expiresAt),
  };
}

/** v1's `Token`. Undefined fields vanish in JSON; every one of them is optional there. */
export function tokenV1(switches: Switches, token: SandboxToken, listed: boolean): Record<string, unknown> {
  const { issued, expires } = dates(switches, token, listed);
  return {
    token: listed ? listedSecret(switches, token.secret) : token.secret,
    name: token.name ?? undefined,
    issued_at: issued,
    expires_at: expires,
    scope: token.scopes,
    ...(switches.extraFields ? { last_used_ip: '192.0.2.7', origin: { kind: 'console', build: 417 } } : {}),
  };
}

/** v4's `APIToken`. Its scope is one text. */
export function tokenV4(switches: Switches, token: SandboxToken, listed: boolean): Record<string, unknown> {
  const { issued, expires } = dates(switches, token, listed);
  return {
    token_id: token.id,
    name: token.name ?? '',
    created_at: issued,
    expires_at: expires,
    api_key: listed ? listedSecret(switches, token.secret) : token.secret,
    scope: token.scopes.join(' '),
    ...(token.workspaceId === null ? {} : { workspace_id: token.workspaceId }),
    ...(switches.extraFields ? { revision: 3, labels: { team: 'x' } } : {}),
  };
}
