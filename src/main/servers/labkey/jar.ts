import type { HttpResponse } from '../../http/port';
import { parseJson } from '../common/json';

/** LabKey's cookie of a session. A guest gets one, too: having it does not mean being logged in. */
export const SESSION = 'JSESSIONID';
/** The cookie of the double submit; the header of the same name must carry the same text. */
export const CSRF = 'X-LABKEY-CSRF';

const MOST = 40;

/**
 * The cookies of one operation, as a value: no jar outlives it but a signed-in session's, which the core keeps in memory. A credential of an
 * earlier operation can so never answer for a later one (a session outlives the key that opened it, and wins over any other key). A load
 * balancer's own cookies come along, since without them the session is looked for on another machine.
 */
export class Jar {
  private readonly cookies = new Map<string, string>();

  /** From {@link text}; empty where it is none of ours. */
  static of(text: string | null): Jar {
    const jar = new Jar();
    const list = text === null ? undefined : parseJson(text);
    if (Array.isArray(list))
      for (const pair of list as readonly unknown[])
        if (Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string') jar.cookies.set(pair[0], pair[1]);
    return jar;
  }

  get(name: string): string | null {
    return this.cookies.get(name) ?? null;
  }

  set(name: string, value: string): void {
    if (this.cookies.has(name) || this.cookies.size < MOST) this.cookies.set(name, value);
  }

  drop(name: string): void {
    this.cookies.delete(name);
  }

  /** Takes an answer's cookies in. Error answers of LabKey's carry none. */
  take(response: HttpResponse): void {
    for (const [name, value] of response.headers) {
      if (name !== 'set-cookie') continue;
      const match = /^\s*([^=;\s]+)\s*=\s*("?)([^";]*)\2/.exec(value);
      const [, key = '', , content = ''] = match ?? [];
      if (key === '') continue;
      if (content === '' || /;\s*max-age\s*=\s*(0|-\d+)\s*(;|$)/i.test(value)) this.drop(key);
      else this.set(key, content);
    }
  }

  /** The value of a Cookie header; null where there is nothing to send. */
  header(): string | null {
    return this.cookies.size === 0 ? null : [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** For keeping in memory. */
  text(): string {
    return JSON.stringify([...this.cookies]);
  }
}
