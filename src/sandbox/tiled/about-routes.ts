import { authenticate, sentCredential } from './credentials';
import type { Handler } from './routes';
import { json, tagged } from './wire';

/** `GET {root}/api/v1/`: what the server is. The long tables of formats are cut down; nobody who manages keys reads them. */
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
    formats: { container: ['application/x-hdf5', 'application/json'] },
    aliases: { container: { 'application/json': ['json'] } },
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

/** The landing page and the web UI, reduced to a sign that they are there. */
export const page: Handler = () => ({
  status: 200,
  headers: [],
  body: '<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset="utf-8">\n    <title>Tiled</title>\n  </head>\n  <body>Tiled sandbox</body>\n</html>\n',
  contentType: 'text/html; charset=utf-8',
});
