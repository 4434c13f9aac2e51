import { afterEach } from 'vitest';
import { type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from './index';
import { cookiesOf, headerOf, type Jar, send } from './observed/send';

export const TOKEN = 'ab'.repeat(32);
export const WRONG = '0'.repeat(64);
export const ADA = 'ada@lab.test';
export const ADMIN = 'admin@lab.test';
const PASSWORDS: Readonly<Record<string, string>> = { [ADA]: 'secret1', [ADMIN]: 'secret2' };

/** What a test asks besides the path. */
export interface Ask {
  readonly method?: string;
  /** `user:password`. */
  readonly basic?: string;
  /** A key, sent as Basic with the user `apikey`. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly jar?: Jar;
  readonly json?: unknown;
  readonly form?: string;
  /** A CSRF token of one's own, as cookie and header. */
  readonly token?: true;
}

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Names of the cookies that were set. */
  readonly sets: readonly string[];
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Lab {
  readonly sandbox: LabKeySandbox;
  /** Moves the clock. */
  turn(ms: number): void;
  /** What the limiter waited, request by request, in milliseconds. */
  readonly waits: number[];
  /** Path below the base. */
  ask(path: string, ask?: Ask): Promise<Reply>;
  /** Path from the origin. */
  fromOrigin(path: string, ask?: Ask): Promise<Reply>;
  signIn(email: string): Promise<Jar>;
}

const running: LabKeySandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

/** A sandbox on a clock that only tests and waits move. */
export async function startLab(options: LabKeySandboxOptions = {}): Promise<Lab> {
  let now = Date.UTC(2026, 10, 21, 12);
  const waits: number[] = [];
  const sandbox = await startLabKeySandbox({
    now: () => now,
    sleep: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    ...options,
  });
  running.push(sandbox);
  const { origin, pathname } = new URL(sandbox.url);
  const fromOrigin = (path: string, ask?: Ask): Promise<Reply> => reply(origin, path, ask ?? {});
  const below = (path: string, ask?: Ask): Promise<Reply> => fromOrigin(`${pathname.replace(/\/$/, '')}${path}`, ask);
  return {
    sandbox,
    turn: (ms) => {
      now += ms;
    },
    waits,
    ask: below,
    fromOrigin,
    signIn: async (email) => {
      const jar: Jar = new Map();
      const answer = await below('/login-loginApi.api', { method: 'POST', json: { email, password: PASSWORDS[email] }, jar });
      if (answer.status !== 200) throw new Error(`${email} could not sign in: ${answer.status}`);
      return jar;
    },
  };
}

async function reply(origin: string, path: string, ask: Ask): Promise<Reply> {
  const token = ask.token
    ? { 'X-LABKEY-CSRF': TOKEN }
    : ask.jar?.has('X-LABKEY-CSRF')
      ? { 'X-LABKEY-CSRF': ask.jar.get('X-LABKEY-CSRF') ?? '' }
      : {};
  const basic = ask.key === undefined ? ask.basic : `apikey:${ask.key}`;
  const body = ask.json === undefined ? ask.form : JSON.stringify(ask.json);
  const type = ask.json !== undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  const method = ask.method ?? (body === undefined ? 'GET' : 'POST');
  const answer = await send(
    origin,
    {
      method,
      path,
      headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...(method === 'GET' ? {} : token), ...ask.headers },
      ...(basic === undefined ? {} : { basic }),
      ...(ask.token ? { cookies: `X-LABKEY-CSRF=${TOKEN}` } : {}),
      ...(body === undefined ? {} : { body }),
    },
    ask.jar ?? null,
  );
  return {
    status: answer.status,
    header: (name) => headerOf(answer, name),
    sets: cookiesOf(answer).map(({ name }) => name),
    body: answer.body,
    get json() {
      const value: unknown = JSON.parse(answer.body);
      return typeof value === 'object' && value !== null ? { ...value } : {};
    },
  };
}

/** The rows of a listing in the plain shape. */
export const rowsOf = (answer: Reply): readonly Readonly<Record<string, unknown>>[] => {
  const { rows } = answer.json;
  return Array.isArray(rows) ? rows : [];
};

export const LIST = '/home/query-selectRows.api?schemaName=core&query.queryName=UserAPIKeys&includeMetadata=false';
