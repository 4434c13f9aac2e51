import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { endWith } from '../wire';
import type { Sandbox } from './context';
import type { Served } from './pipeline';
import { header, type WireRequest } from './wire';

const COMPRESSED_FROM = 2048;
const VIEW_SERVLET = [
  ['referrer-policy', 'origin-when-cross-origin'],
  ['x-lk-nonce', 'a1b2c3'],
  ['expires', 'Sun, 01 Jan 2000 00:00:00 GMT'],
  ['cache-control', 'private, no-cache, no-store, max-age=0, must-revalidate'],
  ['pragma', 'no-cache'],
] as const;

/** Puts an answer on the wire. `cut`: half of it, and the connection is reset. */
export function write(sandbox: Sandbox, request: WireRequest, outgoing: ServerResponse, served: Served, cut: boolean): void {
  const { answer, cookies } = served;
  const { options, versionString, state } = sandbox;
  const set = (name: string, value: string | readonly string[]): void => void outgoing.setHeader(name, value);
  outgoing.sendDate = false;
  set('x-frame-options', 'SAMEORIGIN');
  set('x-content-type-options', 'nosniff');
  set('date', new Date(state.now()).toUTCString());
  if (!answer.bare && !answer.noServer) {
    for (const [name, value] of VIEW_SERVLET) set(name, value);
    if (answer.contentType?.includes('json')) set('x-robots-tag', 'noindex');
    if (options.serverHeader) set('server', `LabKey/${versionString}`);
  }
  if (cookies.length > 0) set('set-cookie', cookies);
  for (const [name, value] of answer.headers) set(name, value);
  let bytes = request.method === 'HEAD' || answer.body === null ? null : Buffer.from(answer.body, 'utf8');
  if (answer.contentType !== null) set('content-type', answer.contentType);
  if (bytes !== null && bytes.length >= COMPRESSED_FROM) {
    set('vary', 'accept-encoding');
    if (/\bgzip\b/.test(header(request, 'accept-encoding') ?? '')) {
      bytes = gzipSync(bytes);
      set('content-encoding', 'gzip');
    }
  }
  if (bytes !== null) set('content-length', String(bytes.length));
  outgoing.writeHead(answer.status);
  endWith(outgoing, bytes, cut);
}
