import { afterEach } from 'vitest';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '.';

/** The sandbox's clock in these tests, until a test moves it. */
export const NOON = Date.parse('2026-03-01T12:00:00Z');
export const MINUTE = 60_000;
export const DAY = 86_400_000;

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, as text where it is none, null where it is empty. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly key?: string;
  readonly basic?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Played {
  readonly sandbox: TileDbSandbox;
  /** Sends one request; follows no redirect. */
  call(method: string, path: string, options?: CallOptions): Promise<Called>;
  /** Moves the clock. */
  pass(ms: number): void;
}

const running: TileDbSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

/** Starts a sandbox with a clock of its own; it is stopped after the test. */
export async function play(options: TileDbSandboxOptions = {}): Promise<Played> {
  let now = NOON;
  const sandbox = await startTileDbSandbox({ now: () => now, ...options });
  running.push(sandbox);
  return {
    sandbox,
    call: (method, path, sent) => request(`${sandbox.url}${path}`, method, sent),
    pass: (ms) => {
      now += ms;
    },
  };
}

async function request(url: string, method: string, { key, basic, body, headers = {}, signal }: CallOptions = {}): Promise<Called> {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...(key === undefined ? {} : { 'X-TILEDB-REST-API-KEY': key }),
      ...(basic === undefined ? {} : { authorization: `Basic ${btoa(basic)}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: readBody(text) };
}

function readBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What lies at a path of property names; undefined where nothing does. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? new Map<unknown, unknown>(Object.entries(inner)).get(String(name)) : undefined,
    value,
  );
}

export const GRACE = 'grace:secret1';
export const HENRY = 'henry:secret2';
