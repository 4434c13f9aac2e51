import { jsonFields } from '../wire';
import { type CredentialKind, sentCredential } from './authenticate';
import type { Sandbox } from './context';
import { header, isForm, isJson, type WireRequest } from './wire';

/** One line of the request log. Holds no secret: of the query only what is known to be none, of headers and body only names. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** `schemaName`, `query.*` and the like, with their values. */
  readonly query: Readonly<Record<string, string>>;
  /** What the server took as the credential, were there no session. */
  readonly credential: CredentialKind;
  /** Names of the cookies that came along. */
  readonly cookies: readonly string[];
  /** Whether a CSRF token came in a header. */
  readonly csrfHeader: boolean;
  readonly userAgent: string | null;
  readonly accept: string | null;
  readonly contentType: string | null;
  readonly onUnauthorized: string | null;
  /** Names of the JSON or form fields of the body. */
  readonly fields: readonly string[];
  /** Id of the user whom the request spoke for; null for a guest, or where it was refused or not answered. */
  readonly userId: number | null;
  /** Null where no answer was sent. */
  readonly status: number | null;
}

const HARMLESS = /^(schemaName|queryName|apiVersion|includeMetadata|query\..*)$/;

export function logLine(sandbox: Sandbox, request: WireRequest, status: number | null, userId: number | null): LoggedRequest {
  return {
    at: sandbox.state.now(),
    method: request.method,
    path: request.rawPath,
    query: Object.fromEntries([...request.query].filter(([name]) => HARMLESS.test(name))),
    credential: sentCredential(request, sandbox.features)?.kind ?? 'none',
    cookies: [...request.cookies.keys()],
    csrfHeader: header(request, 'x-labkey-csrf') !== undefined,
    userAgent: header(request, 'user-agent') ?? null,
    accept: header(request, 'accept') ?? null,
    contentType: header(request, 'content-type') ?? null,
    onUnauthorized: header(request, 'x-onunauthorized') ?? null,
    fields: fieldNames(request),
    userId,
    status,
  };
}

function fieldNames(request: WireRequest): readonly string[] {
  if (isForm(request)) return [...new URLSearchParams(request.body).keys()];
  return isJson(request) ? jsonFields(request.body) : [];
}
