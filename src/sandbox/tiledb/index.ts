import { createServer, type ServerResponse } from 'node:http';
import { FaultPlan, handle } from '../faults';
import { listen, withBody } from '../listen';
import { endWith } from '../wire';
import type { Fault, FaultKind } from './faults';
import { DEFAULT_USERS, type Switches, switchesOf, type TileDbSandboxOptions } from './options';
import { type LoggedRequest, logLine } from './request-log';
import { route, type Sandbox } from './routes';
import { seedDemo } from './seed';
import { type NewToken, SandboxState } from './state';
import { HttpError, json, nothing, refusal, requestId, type WireAnswer, type WireRequest } from './wire';

export type { Fault, FaultKind } from './faults';
export { DEFAULT_SWITCHES, DEFAULT_USERS, type Generation, type Switches, type TileDbSandboxOptions, type UserOption } from './options';
export type { LoggedRequest } from './request-log';
export type { NewToken, SandboxToken, SandboxUser, SandboxWorkspace } from './state';

export interface TileDbSandbox {
  /** The host without a version, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What the server remembers; it holds secrets. */
  readonly state: SandboxState;
  readonly requests: readonly LoggedRequest[];
  /** The switches as they are now. */
  switches(): Switches;
  setOption<K extends keyof Switches>(name: K, value: Switches[K]): void;
  /** Plans a fault for a coming request. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Gives a user a token as the console does, without asking for a scope or counting. Answers the secret; throws for an unknown user. */
  addToken(username: string, token?: NewToken): string;
  changePassword(username: string, password: string): void;
  stop(): Promise<void>;
}

/**
 * Starts a TileDB REST server made of memory on 127.0.0.1, in either generation: tokens, sessions, identity, workspaces and the probe, after the
 * vendor's OpenAPI v1 spec and the vendor's clients. What these leave open is in {@link Switches}. Not there: data, sign-up, organisations.
 */
export async function startTileDbSandbox(options: TileDbSandboxOptions = {}): Promise<TileDbSandbox> {
  let switches = switchesOf(options);
  const state = new SandboxState(options.now ?? Date.now, () => switches, options.users ?? DEFAULT_USERS);
  if (options.seed === 'demo') seedDemo(state);
  const plan = new FaultPlan<FaultKind>();
  const requests: LoggedRequest[] = [];
  const listener = withBody((incoming, body, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const request: WireRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
    };
    serve({ state }, plan, request, outgoing, (entry) => requests.push(entry));
  });
  const { port, stop } = await listen(createServer(listener), options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    requests,
    switches: () => switches,
    setOption: (name, value) => {
      switches = { ...switches, [name]: value };
    },
    fault: (fault) => plan.add(fault),
    clearFaults: () => plan.clear(),
    addToken: (username, token = {}) => {
      const user = state.user(username);
      if (!user) throw new Error(`The sandbox has no user ${username}.`);
      return state.add(user, token).secret;
    },
    changePassword: (username, password) => state.changePassword(username, password),
    stop,
  };
}

/** Runs one request through fault and route, writes the answer and logs it. */
function serve(
  sandbox: Sandbox,
  plan: FaultPlan<FaultKind>,
  request: WireRequest,
  outgoing: ServerResponse,
  log: (entry: LoggedRequest) => void,
): void {
  const id = requestId();
  const fault = plan.take(request.method, request.path);
  void handle<WireAnswer>(fault, outgoing, {
    answer: () => {
      const answer = (fault && insteadOf(sandbox, fault, request, id)) ?? run(sandbox, request, id);
      return fault?.kind === 'serverError' ? refusal(sandbox.state.switches(), new HttpError(500, 'internal server error'), id) : answer;
    },
    log: (sent) => log(logLine(sandbox.state, request, id, sent?.status ?? null)),
    write: (answer, cut) => write(sandbox, outgoing, answer, cut),
  });
}

function run(sandbox: Sandbox, request: WireRequest, id: string): WireAnswer {
  try {
    return route(sandbox, request);
  } catch (problem) {
    const error = problem instanceof HttpError ? problem : new HttpError(500, 'internal server error');
    return refusal(sandbox.state.switches(), error, id);
  }
}

const page = (status: number, text: string): WireAnswer => ({
  status,
  headers: [],
  body: `<!doctype html><html><head><title>${text}</title></head><body><div id="root">${text}</div></body></html>`,
  contentType: 'text/html; charset=utf-8',
});

/** Answers that carry nothing out; null where the request runs all the same. */
function insteadOf(sandbox: Sandbox, fault: FaultKind, request: WireRequest, id: string): WireAnswer | null {
  switch (fault.kind) {
    case 'badGateway':
      return fault.body === 'empty' ? nothing(502) : page(502, '502 Bad Gateway');
    case 'unavailable':
      return nothing(503);
    case 'tooMany':
      return { ...nothing(429), headers: [['retry-after', String(fault.retryAfter)]] };
    case 'redirect':
      return { ...nothing(fault.status ?? 307), headers: [['location', fault.to]] };
    case 'wrongHost':
      return page(200, 'TileDB');
    case 'echo':
      return json(fault.status ?? 400, {
        code: 0,
        message: `cannot handle ${request.method} ${request.path} ${JSON.stringify(request.headers)} ${request.body}`,
        request_id: id,
      });
    case 'serverError':
      return fault.carriedOut ? null : refusal(sandbox.state.switches(), new HttpError(500, 'internal server error'), id);
    default:
      return null;
  }
}

function write(sandbox: Sandbox, outgoing: ServerResponse, answer: WireAnswer, cut: boolean): void {
  outgoing.sendDate = false;
  outgoing.setHeader('date', new Date(sandbox.state.now()).toUTCString());
  for (const [name, value] of answer.headers) outgoing.setHeader(name, value);
  const bytes = answer.body === null ? null : Buffer.from(answer.body, 'utf8');
  if (answer.contentType !== null) outgoing.setHeader('content-type', answer.contentType);
  // 204 may not have a length; 200 without a body must say so.
  if (answer.status !== 204) outgoing.setHeader('content-length', bytes?.length ?? 0);
  outgoing.writeHead(answer.status);
  endWith(outgoing, bytes, cut);
}
