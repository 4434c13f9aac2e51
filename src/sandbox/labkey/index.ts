import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultPlan, handle } from '../faults';
import { listen, withBody } from '../listen';
import type { Sandbox } from './context';
import { failed, insteadOf } from './fault-answers';
import type { Fault, FaultKind } from './faults';
import { FailureLimiter } from './limiter';
import { type LoggedRequest, logLine } from './log';
import {
  DEFAULT_CONTAINERS,
  DEFAULT_USERS,
  type LabKeySandboxOptions,
  type LiveOptions,
  liveOptions,
  type SandboxUserOptions,
} from './options';
import { type Served, serve } from './pipeline';
import { featuresOf } from './releases';
import { seedDemo } from './seed';
import { type NewKey, SandboxState, type SandboxUser } from './state';
import { parseCookies, type WireAnswer, type WireRequest } from './wire';
import { write } from './write';

export type { CredentialKind } from './authenticate';
export type { Fault, FaultKind } from './faults';
export type { LoggedRequest } from './log';
export type { LabKeySandboxOptions, LiveOptions, SandboxContainerOptions, SandboxUserOptions } from './options';
export { type Features, featuresOf, LABKEY_RELEASES, type LabKeyRelease } from './releases';
export type { NewKey, SandboxKey, SandboxSession, SandboxState, SandboxUser } from './state';
export { cryptOf } from './state';

/** What {@link LabKeySandbox.setUser} changes; members left out stay. */
export interface UserChange extends Partial<Omit<SandboxUserOptions, 'email' | 'inactive' | 'password'>> {
  readonly active?: boolean;
  /** Null: no password works any more. Ends sessions where the release does so. */
  readonly password?: string | null;
}

export interface LabKeySandbox {
  /** The server's base, such as `http://127.0.0.1:40123/labkey`. */
  readonly url: string;
  readonly state: SandboxState;
  /** The site's settings; a change counts from the next request on. */
  readonly options: LiveOptions;
  readonly requests: readonly LoggedRequest[];
  /** Plans a fault for a coming request. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Gives a user a key directly. Answers the secret. Throws where there is no such user. */
  addKey(email: string, key?: NewKey): string;
  /** Opens a session for a user and answers a session key for it. */
  addSessionKey(email: string): string;
  /** Removes a row as an administrator would: sessions opened with the key live on. */
  removeKey(rowId: number): void;
  /** Changes a user, or adds one. */
  setUser(email: string, change: UserChange): SandboxUser;
  /** Deletes a user with the keys. */
  removeUser(email: string): void;
  setOption<K extends keyof LiveOptions>(name: K, value: LiveOptions[K]): void;
  /** Runs the daily maintenance now. Answers how many rows went. */
  purgeExpired(): number;
  /** Forgets the back-log of failed attempts, as a quiet minute does. */
  clearLimiter(): void;
  stop(): Promise<void>;
}

/**
 * Starts a LabKey Server made of memory on 127.0.0.1. Follows the contract of the chosen release as observed on 24.1 to 24.11 and as read
 * in the platform's source of 2024-10: addresses, texts, headers, cookies, CSRF, limiter, shapes. What nobody observed is an option.
 */
export async function startLabKeySandbox(options: LabKeySandboxOptions = {}): Promise<LabKeySandbox> {
  const release = options.version ?? '24.11';
  const features = featuresOf(release);
  const now = options.now ?? Date.now;
  const live = liveOptions(options, features);
  const state = new SandboxState(
    features,
    live,
    now,
    options.users ?? DEFAULT_USERS,
    options.containers ?? DEFAULT_CONTAINERS,
    options.firstUserId ?? 1003,
  );
  const limiter = new FailureLimiter(now, options.limiterScale ?? 1);
  const sandbox: Sandbox = {
    state,
    features,
    options: live,
    limiter,
    sleep: options.sleep ?? ((ms) => wait(ms)),
    contextPath: options.contextPath ?? '',
    legacyContextPath: options.legacyContextPath ?? null,
    versionString: options.versionString ?? release,
    suspects: new Map(),
  };
  if (options.seed === 'demo') seedDemo(state);
  const plan = new FaultPlan<FaultKind>();
  const requests: LoggedRequest[] = [];
  const listener = withBody((incoming, body, outgoing) =>
    answer(sandbox, plan, wireRequest(incoming, body), outgoing, (entry) => requests.push(entry)),
  );
  const { port, stop } = await listen(createServer(listener), options.port);
  const userNamed = (email: string): SandboxUser => {
    const user = state.userOf(email);
    if (!user) throw new Error(`The sandbox has no user ${email}`);
    return user;
  };
  return {
    url: `http://127.0.0.1:${port}${sandbox.contextPath}`,
    state,
    options: live,
    requests,
    fault: (fault) => plan.add(fault),
    clearFaults: () => plan.clear(),
    addKey: (email, key) => state.addKey(userNamed(email).id, key ?? {}).secret,
    addSessionKey: (email) => state.addSessionKey(state.openSession(userNamed(email).id)),
    removeKey: (rowId) => {
      state.keys = state.keys.filter((k) => k.rowId !== rowId);
    },
    setUser: (email, change) => {
      const user = state.userOf(email) ?? state.addUser({ email });
      const { password, ...rest } = change;
      Object.assign(user, rest);
      if (password !== undefined) state.setPassword(user, password);
      return user;
    },
    removeUser: (email) => state.removeUser(userNamed(email).id),
    setOption: (name, value) => {
      live[name] = value;
    },
    purgeExpired: () => state.purgeExpired(),
    clearLimiter: () => limiter.clear(),
    stop,
  };
}

function wireRequest(incoming: IncomingMessage, body: string): WireRequest {
  const raw = incoming.url ?? '/';
  const at = raw.indexOf('?');
  const rawPath = at < 0 ? raw : raw.slice(0, at);
  const search = at < 0 ? '' : raw.slice(at);
  return {
    method: incoming.method ?? 'GET',
    rawPath,
    path: rawPath.replace(/\/{2,}/g, '/'),
    search,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    cookies: parseCookies(incoming.headers.cookie),
    body,
    origin: `http://${incoming.headers.host ?? '127.0.0.1'}`,
    address: incoming.socket.remoteAddress ?? '',
  };
}

/** Runs one request through fault and server, writes the answer and logs it. */
function answer(
  sandbox: Sandbox,
  plan: FaultPlan<FaultKind>,
  request: WireRequest,
  outgoing: ServerResponse,
  log: (entry: LoggedRequest) => void,
): void {
  const fault = plan.take(request.method, request.rawPath);
  void handle<Served>(fault, outgoing, {
    answer: async () => {
      const foreign = fault && insteadOf(fault, request);
      // A bug of ours looks like one of the server's: the demo must not end with it.
      const served = foreign ? alone(foreign) : await serve(sandbox, request).catch(() => alone(failed));
      return fault ? disturbed(fault.kind, served) : served;
    },
    log: (sent, worked) => log(logLine(sandbox, request, sent?.answer.status ?? null, worked?.userId ?? null)),
    write: (final, cut) => write(sandbox, request, outgoing, final, cut),
  });
}

const alone = (answer: WireAnswer): Served => ({ answer, cookies: [], userId: null });

/** What a fault makes of an answer that was already worked out. */
function disturbed(kind: string, served: Served): Served {
  if (kind === 'serverError') return { ...served, answer: failed };
  if (kind !== 'htmlInstead') return served;
  return { ...served, answer: { ...served.answer, body: '<html><body>It worked.</body></html>', contentType: 'text/html' } };
}
