import { Guarded } from '../guard';

export interface RequestDetails {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly referrer: string;
  readonly timestamp: number;
  readonly webContentsId?: number;
  readonly webContents?: unknown;
  readonly frame?: unknown;
}
export interface HeadersDetails extends RequestDetails {
  readonly statusCode: number;
  readonly statusLine: string;
  readonly responseHeaders: Record<string, string[]>;
}
interface BeforeAnswer {
  cancel?: boolean;
  redirectURL?: string;
}
interface HeadersAnswer {
  cancel?: boolean;
  responseHeaders?: Record<string, string | string[]>;
  statusLine?: string;
}
interface Filter {
  urls: string[];
  excludeUrls?: string[];
  types?: string[];
}
type BeforeListener = (details: RequestDetails, callback: (answer: BeforeAnswer) => void) => void;
type HeadersListener = (details: HeadersDetails, callback: (answer: HeadersAnswer) => void) => void;

/** Chromium's match patterns: `<all_urls>`, `scheme://host/path` with `*`. */
export function matchesPattern(pattern: string, url: string): boolean {
  if (pattern === '<all_urls>') return true;
  const found = /^([^:]+):\/\/([^/]*)(\/.*)?$/.exec(pattern);
  if (!found) throw new TypeError(`Invalid url pattern ${pattern}`);
  const [, scheme = '', host = '', path = '/*'] = found;
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const schemePart = scheme === '*' ? '(?:https?|wss?)' : literal(scheme);
  const hostPart =
    host === '*' || host === ''
      ? '[^/]*'
      : literal(host)
          .replace(/^\*\\\./, '(?:[^/]+\\.)?')
          .replaceAll('*', '[^/]*');
  const [bare = ''] = url.split('#');
  return new RegExp(
    `^${schemePart}://${hostPart}${host.includes(':') ? '' : '(?::\\d+)?'}${literal(path).replaceAll('*', '.*')}$`,
    'i',
  ).test(bare);
}

const fits = (filter: Filter | null, url: string, type: string): boolean =>
  filter === null ||
  (filter.urls.some((pattern) => matchesPattern(pattern, url)) &&
    !(filter.excludeUrls ?? []).some((pattern) => matchesPattern(pattern, url)) &&
    (filter.types === undefined || filter.types.includes(type)));

class Hook<L> {
  filter: Filter | null = null;
  listener: L | null = null;
  set(first: Filter | L | null, second?: L | null): void {
    if (typeof first === 'function' || first === null) {
      this.filter = null;
      this.listener = first as L | null;
    } else {
      this.filter = first as Filter;
      for (const pattern of this.filter.urls) matchesPattern(pattern, '');
      this.listener = second ?? null;
    }
  }
}

/** A session's `webRequest`: the last listener of each kind counts, as in Electron. */
export class WebRequest extends Guarded {
  readonly #before = new Hook<BeforeListener>();
  readonly #headers = new Hook<HeadersListener>();

  onBeforeRequest(first: Filter | BeforeListener | null, second?: BeforeListener | null): void {
    this.#before.set(first, second);
  }
  onHeadersReceived(first: Filter | HeadersListener | null, second?: HeadersListener | null): void {
    this.#headers.set(first, second);
  }

  /** Asks the listener; waits as long as it takes to answer. */
  before(details: RequestDetails): Promise<BeforeAnswer> {
    const { listener, filter } = this.#before;
    if (!listener || !fits(filter, details.url, details.resourceType)) return Promise.resolve({});
    return new Promise((resolve) => listener(details, (answer) => resolve(answer ?? {})));
  }
  headers(details: HeadersDetails): Promise<HeadersAnswer> {
    const { listener, filter } = this.#headers;
    if (!listener || !fits(filter, details.url, details.resourceType)) return Promise.resolve({});
    return new Promise((resolve) => listener(details, (answer) => resolve(answer ?? {})));
  }
}
