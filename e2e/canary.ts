import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** A secret under watch, by the name under which a finding is reported: a finding never shows the secret itself. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

interface Needle {
  readonly what: string;
  readonly bytes: Buffer;
}

/** A base64 text that appears wherever the secret stands inside encoded text, whatever stands before it, by its place modulo three. */
function base64Core(secret: string, offset: number, encoding: 'base64' | 'base64url'): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString(encoding);
  // The first group mixes in what stands before; with nothing before it all groups are the secret's own.
  return offset === 0 ? whole : whole.slice(4);
}

/** So many characters of a long secret are a finding too. Servers and their lists show eight. */
const PART = 24;

/** All forms in which a secret may lie about. `user:KEY` in base64 is among them: its core is at one of the three offsets. */
export function needlesOf({ name, secret }: Canary): Needle[] {
  const forms: [string, Buffer][] = [
    ['raw', Buffer.from(secret)],
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['percent-encoded', Buffer.from(encodeURIComponent(secret))],
    ['form-encoded', Buffer.from(new URLSearchParams({ x: secret }).toString().slice(2))],
    ['JSON', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['reversed', Buffer.from([...secret].reverse().join(''))],
    ['as calendars write it', Buffer.from(secret.replace(/[\\;,]/g, '\\$&'))],
  ];
  // What is shown in little room is cut; of a short secret a part is no finding.
  if (secret.length >= 2 * PART) {
    forms.push(['its beginning', Buffer.from(secret.slice(0, PART))], ['its end', Buffer.from(secret.slice(-PART))]);
  }
  for (const offset of [0, 1, 2])
    for (const encoding of ['base64', 'base64url'] as const)
      forms.push([`${encoding} (+${offset})`, Buffer.from(base64Core(secret, offset, encoding))]);
  const seen = new Set<string>();
  return forms.flatMap(([form, bytes]) => {
    const key = bytes.toString('latin1');
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ what: `${name}, ${form}`, bytes }];
  });
}

/** Looks for canaries in bytes, texts, folders, processes and the window. Findings are sentences without the secret. */
export class Search {
  readonly #canaries: Canary[] = [];
  #needles: Needle[] = [];
  /** Files known to be clean, by path: size and time of change. */
  #clean = new Map<string, string>();

  watch(...canaries: readonly Canary[]): void {
    for (const canary of canaries) {
      if (canary.secret.length < 12) throw new Error(`${canary.name} is too short to be told from chance`);
      if (this.#canaries.some((c) => c.secret === canary.secret)) continue;
      this.#canaries.push(canary);
      this.#needles.push(...needlesOf(canary));
      this.#clean = new Map();
    }
  }
  get count(): number {
    return this.#canaries.length;
  }

  bytes(where: string, bytes: Buffer): string[] {
    // Calendar files break their lines after 75 bytes, wherever that is.
    const whole = bytes.includes('\r\n ') ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n ', ''), 'latin1') : null;
    return this.#needles.filter((n) => bytes.includes(n.bytes) || whole?.includes(n.bytes) === true).map((n) => `${n.what} in ${where}`);
  }
  text(where: string, text: string): string[] {
    return this.bytes(where, Buffer.from(text));
  }

  /** Every file below a folder, names included, but those allowed. */
  folder(folder: string, allowed: readonly string[] = []): string[] {
    const found: string[] = [];
    const walk = (path: string): void => {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const own = join(path, entry.name);
        found.push(...this.text(`the name ${path}/…`, entry.name));
        try {
          if (entry.isDirectory()) walk(own);
          else if (entry.isFile() && !allowed.includes(own)) found.push(...this.#file(own));
        } catch (error) {
          // Temporary files come and go while an app runs.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        }
      }
    };
    walk(folder);
    return found;
  }
  #file(path: string): string[] {
    const { size, mtimeMs } = statSync(path);
    const stamp = `${size} ${mtimeMs}`;
    if (this.#clean.get(path) === stamp) return [];
    const found = this.bytes(path, readFileSync(path));
    if (found.length === 0) this.#clean.set(path, stamp);
    return found;
  }

  /** Arguments and environment of a process and of all that it started. */
  processes(root: number): string[] {
    return descendants(root).flatMap((pid) =>
      ['cmdline', 'environ'].flatMap((part) => {
        try {
          return this.bytes(`${part} of a process of the app`, readFileSync(`/proc/${pid}/${part}`));
        } catch {
          return [];
        }
      }),
    );
  }

  /** The window: markup, fields, what a screen reader gets, storage, history. */
  async page(page: Page): Promise<string[]> {
    const inner = await page.evaluate(async () => {
      const fields = [...document.querySelectorAll('input, textarea, select')].map((e) => (e as HTMLInputElement).value);
      const databases = await indexedDB.databases().catch(() => []);
      return JSON.stringify([
        fields,
        { ...localStorage },
        { ...sessionStorage },
        history.state,
        document.title,
        location.href,
        databases,
        document.cookie,
        performance.getEntries(),
      ]);
    });
    const seen = await page.locator('body').ariaSnapshot();
    return [
      ...this.text('the DOM', await page.content()),
      ...this.text('fields or storage of the window', inner),
      ...this.text('the accessibility tree', seen),
    ];
  }
}

/** A process and all below it, by the parent ids of /proc. */
export function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}
