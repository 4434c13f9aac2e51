import { jsonFields } from '../wire';
import { type CredentialKind, credentialKind } from './credentials';
import type { SandboxState } from './state';
import type { WireRequest } from './wire';

/** One line of the request log. Holds no secret: a token in the path is replaced, no header value is kept but the three named. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  /** Decoded; `<token>` where a token's secret was sent in it. */
  readonly path: string;
  /** True where the path carried a secret. */
  readonly secretInPath: boolean;
  /** The parameters that these APIs know; of others only that they were there. */
  readonly query: Readonly<Record<string, string>>;
  readonly credential: CredentialKind;
  readonly userAgent: string | null;
  readonly accept: string | null;
  readonly contentType: string | null;
  /** Names of the JSON fields of the body. */
  readonly fields: readonly string[];
  readonly requestId: string;
  /** Null where no answer was sent. */
  readonly status: number | null;
}

const QUERY = ['type', 'page', 'per_page', 'remember_me', 'expires'];
const LOOKS_SECRET = /^eyJ|^tiledb[_-]|-ws_|^\S{64,}$/;

export function logLine(state: SandboxState, request: WireRequest, id: string, status: number | null): LoggedRequest {
  const segments = request.path.split('/').map(decodedOr);
  const shown = segments.map((segment) => (state.wasSecret(segment) || LOOKS_SECRET.test(segment) ? '<token>' : segment));
  return {
    at: state.now(),
    method: request.method,
    path: shown.join('/'),
    secretInPath: shown.includes('<token>'),
    query: Object.fromEntries([...request.query].map(([name, value]) => (QUERY.includes(name) ? [name, value] : ['other', '']))),
    credential: credentialKind(request),
    userAgent: request.headers['user-agent'] ?? null,
    accept: request.headers.accept ?? null,
    contentType: request.headers['content-type'] ?? null,
    fields: jsonFields(request.body),
    requestId: id,
    status,
  };
}

function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '<unreadable>';
  }
}
