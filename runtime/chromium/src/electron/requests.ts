import type { CdpSession } from '../chromium/pipe';
import type { Protocol } from '../chromium/protocol';
import { toChromium, toElectron } from './origins';
import { schemes } from './protocol';
import type { Session } from './session';
import type { HeadersDetails, RequestDetails } from './web-request';

type Paused = Protocol.Fetch.requestPausedPayload;

export interface RequestContext {
  readonly session: Session;
  readonly cdp: CdpSession;
  readonly webContents: unknown;
  readonly webContentsId: number;
  readonly frame: unknown;
}

const types: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  Media: 'media',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  WebSocket: 'webSocket',
};

let nextId = 0;

function detailsOf(paused: Paused, context: RequestContext, isMainFrame: boolean): RequestDetails {
  nextId += 1;
  const document = isMainFrame ? 'mainFrame' : 'subFrame';
  return {
    id: nextId,
    url: toElectron(paused.request.url),
    method: paused.request.method,
    resourceType: paused.resourceType === 'Document' ? document : (types[paused.resourceType] ?? 'other'),
    referrer: toElectron(paused.request.headers.Referer ?? ''),
    timestamp: Date.now(),
    webContentsId: context.webContentsId,
    webContents: context.webContents,
    frame: context.frame,
  };
}

/** The handler's view of a request: the app's own URL, the headers as sent, the body where there is one. */
function requestFor(paused: Paused): Request {
  const { request } = paused;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    const lower = name.toLowerCase();
    headers.set(name, lower === 'referer' || lower === 'origin' ? toElectron(value) : value);
  }
  const parts = request.postDataEntries?.map((entry) => Buffer.from(entry.bytes ?? '', 'base64')) ?? [];
  const init: RequestInit = { method: request.method, headers };
  if (request.method !== 'GET' && request.method !== 'HEAD' && parts.length > 0) init.body = Buffer.concat(parts);
  return new Request(toElectron(request.url), init);
}

function headersOf(response: Response): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') out[name] = [value];
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) out['set-cookie'] = cookies;
  return out;
}

const fail = (cdp: CdpSession, paused: Paused, errorReason: Protocol.Network.ErrorReason): void =>
  cdp.post('Fetch.failRequest', { requestId: paused.requestId, errorReason });

/** Answers one request of a page: the session's webRequest first, then the scheme's handler; nothing else is reachable. */
export async function answerRequest(paused: Paused, context: RequestContext, isMainFrame: boolean): Promise<void> {
  const { session, cdp } = context;
  const details = detailsOf(paused, context, isMainFrame);
  const before = await session.webRequest.before(details);
  if (before.cancel) return fail(cdp, paused, 'BlockedByClient');
  if (before.redirectURL) {
    const location = toChromium(before.redirectURL, schemes());
    cdp.post('Fetch.fulfillRequest', {
      requestId: paused.requestId,
      responseCode: 307,
      responseHeaders: [{ name: 'location', value: location }],
    });
    return;
  }
  const scheme = details.url.slice(0, details.url.indexOf(':'));
  const handler = session.protocol.handlers.get(scheme);
  if (!handler) return fail(cdp, paused, schemes().has(scheme) ? 'Failed' : 'NameNotResolved');
  let response: Response;
  try {
    response = await handler(requestFor(paused));
  } catch (error) {
    console.error(`electron-on-chromium: the handler of ${scheme}: failed`, error);
    return fail(cdp, paused, 'Failed');
  }
  if (!(response instanceof Response) || response.type === 'error') return fail(cdp, paused, 'Failed');
  await fulfil(paused, context, details, response);
}

async function fulfil(paused: Paused, context: RequestContext, details: RequestDetails, response: Response): Promise<void> {
  const { session, cdp } = context;
  const received: HeadersDetails = {
    ...details,
    statusCode: response.status,
    statusLine: `HTTP/1.1 ${response.status} ${response.statusText}`,
    responseHeaders: headersOf(response),
  };
  const changed = await session.webRequest.headers(received);
  if (changed.cancel) return fail(cdp, paused, 'BlockedByClient');
  const headers: Protocol.Fetch.HeaderEntry[] = [];
  for (const [name, values] of Object.entries(changed.responseHeaders ?? received.responseHeaders)) {
    for (const value of Array.isArray(values) ? values : [values]) {
      headers.push({ name, value: name.toLowerCase() === 'location' ? toChromium(value, schemes()) : value });
    }
  }
  const body = Buffer.from(await response.arrayBuffer());
  const status = changed.statusLine ? Number(/\s(\d{3})/.exec(changed.statusLine)?.[1] ?? response.status) : response.status;
  cdp.post('Fetch.fulfillRequest', {
    requestId: paused.requestId,
    responseCode: status,
    responseHeaders: headers,
    body: body.toString('base64'),
  });
}
