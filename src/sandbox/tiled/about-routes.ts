import { authenticate, sentCredential } from './credentials';
import type { Handler } from './routes';
import { json, tagged } from './wire';

const TABLE_FORMATS = [
  'application/vnd.apache.arrow.file',
  'application/x-parquet',
  'text/csv',
  'text/plain',
  'text/html',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/json',
];
const ARRAY_FORMATS = ['application/octet-stream', 'application/json', 'text/csv', 'text/plain', 'image/png', 'image/tiff', 'text/html'];

/** What the data can be had as. Shorter than a real server's tables, though long enough that the answer is worth compressing, as theirs is. */
const FORMATS = {
  table: TABLE_FORMATS,
  container: ['application/x-hdf5', 'application/json'],
  array: ARRAY_FORMATS,
  awkward: ['application/zip', 'application/json', 'application/vnd.apache.arrow.file', 'application/x-parquet'],
  sparse: TABLE_FORMATS,
};
const ALIASES = { container: { 'application/json': ['json'], 'application/x-hdf5': ['h5', 'hdf5'] }, table: { 'text/csv': ['csv'] } };

/** `GET {root}/api/v1/`: what the server is. */
export const about: Handler = (sandbox, request) => {
  const { features, now } = sandbox.state;
  if (features.aboutChecksKey && sentCredential(request, true).key !== null) authenticate(sandbox, request, []);
  const api = `${request.base}/api/v1`;
  const single = sandbox.singleUserKey !== null;
  const providers = sandbox.providers.map((p) => ({
    provider: p.name,
    mode: p.mode === 'internal' ? sandbox.internalModeName : 'external',
    links: { auth_endpoint: `${api}/auth/provider/${p.name}/${p.mode === 'internal' ? 'token' : 'authorize'}` },
    confirmation_message: p.confirmationMessage ?? null,
    ...(features.extraScopes ? { extra_scopes: null } : {}),
  }));
  const value = {
    api_version: 0,
    library_version: features.version,
    formats: FORMATS,
    aliases: ALIASES,
    queries: ['fulltext', 'lookup', 'regex', 'eq'],
    authentication: {
      required: !sandbox.anonymous,
      providers: single ? [] : providers,
      links: single
        ? null
        : {
            whoami: `${api}/auth/whoami`,
            apikey: `${api}/auth/apikey`,
            refresh_session: `${api}/auth/session/refresh`,
            revoke_session: `${api}/auth/session/revoke/{session_id}`,
            logout: `${api}/auth/logout`,
          },
    },
    links: { self: api, documentation: `${api}/docs` },
    meta: { root_path: new URL(request.base).pathname === '/' ? '/api' : new URL(request.base).pathname },
  };
  return tagged(request, value, [['expires', new Date(now() + 600_000).toUTCString()]]);
};

export const healthz: Handler = () => json(200, { status: 'ready' });

/** `GET {root}/api/v1/metadata/…`: the only node here is the empty root. */
export const metadata: Handler = (sandbox, request, path) => {
  authenticate(sandbox, request, ['read:metadata']);
  if (path !== '') return json(404, { detail: `No such entry: ${path.split('/')[0]}` });
  const api = `${request.base}/api/v1`;
  return tagged(request, {
    data: {
      id: '',
      attributes: {
        ancestors: [],
        structure_family: 'container',
        specs: [],
        metadata: {},
        structure: { contents: null, count: 0 },
        ...(sandbox.state.features.accessBlob ? { access_blob: null } : {}),
        sorting: [{ key: '_', direction: 1 }],
        data_sources: null,
      },
      links: { self: `${api}/metadata/`, search: `${api}/search/`, full: `${api}/container/full/` },
      meta: null,
    },
    error: null,
    links: null,
    meta: {},
  });
};

const PAGE = `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tiled</title>
    <style>
      body { margin: 4rem auto; max-width: 40rem; font-family: system-ui, sans-serif; line-height: 1.5; color: #222; background: #fafafa; }
      h1 { font-weight: 500; letter-spacing: -0.02em; }
      code { padding: 0.1rem 0.3rem; border-radius: 0.2rem; background: #eee; }
    </style>
  </head>
  <body>
    <h1>Tiled</h1>
    <p>
      This is a demonstration server. It speaks the part of Tiled's protocol that has to do with accounts, sessions and API keys, and
      it serves no data. Everything that it knows lives in memory and is gone when it stops.
    </p>
    <p>
      A real Tiled server has its web interface here, its interactive documentation at <code>/docs</code>, and its API at
      <code>/api/v1/</code>. Programs reach it with the Python client: <code>tiled.client.from_uri</code>.
    </p>
  </body>
</html>
`;

/** The landing page and the web UI, reduced to a sign that they are there. */
export const page: Handler = () => ({ status: 200, headers: [], body: PAGE, contentType: 'text/html; charset=utf-8' });
