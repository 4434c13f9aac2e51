import { randomUUID } from 'node:crypto';
import type { FieldValues } from '../../../domain/driver';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import type { DriverContext, Session, SignedIn } from '../driver';
import { Api, type CallError } from './api';
import { type Answer, type Auth, isRefusal, statusProblem } from './call';
import { check } from './check';
import { dateText } from './create';
import { askIdentity, chooseWorkspace, type Identity, identityPath, readIdentity } from './identity';
import { text } from './json';
import { askRows } from './listing';
import { type Login, readLogin, writeLogin } from './login';
import { claimsOf, isUsable, recognise } from './recognise';
import { LOGIN_NAME, readDate, tokenIn } from './rows';

const DAY_MS = 86_400_000;

/** How long our login is to live, longest first: a server may refuse a long life. Last, what the server gives by itself. */
const LIVES: readonly (number | null)[] = [30 * DAY_MS, DAY_MS, null];

/** Signs in by password, which is traded for a token at once and dropped, or by a pasted token. */
export async function signIn(
  ctx: DriverContext,
  profile: Profile,
  method: string,
  fields: FieldValues,
  secrets: FieldValues,
): Promise<Result<SignedIn>> {
  const problem = (field: string, code: string, message: string) => fail(`tiledb.${code}`, message, { do: 'none' }, { field });
  if (method === 'key') return signInWithToken(ctx, profile, secrets.key ?? '');
  const username = (fields.username ?? '').trim();
  const password = secrets.password ?? '';
  if (username === '') return problem('username', 'fieldMissing', 'Type your user name.');
  if (username.includes(':')) return problem('username', 'badUser', 'A user name has no colon. An e-mail address is not one either.');
  if (password === '') return problem('password', 'fieldMissing', 'Type your password.');
  const auth: Auth = { kind: 'basic', username, password };
  const opened = await Api.with(ctx, profile, auth);
  if (!opened.ok) return opened;
  const api = opened.value;
  const login = api.generation === 'v1' ? await loginV1(api) : await loginV4(api, (fields.workspace ?? '').trim());
  return login.ok ? finish(ctx, profile, login.value) : login;
}

const badPassword = (answer: Answer): Problem =>
  fail(
    'tiledb.badPassword',
    'The server does not accept this user name and password. Accounts of a company login have no password here: paste a token instead.',
    { do: 'none' },
    { requestId: answer.requestId, field: 'password' },
  ).error;

interface Opened {
  readonly login: Login;
  /** Null where it is to be asked with the login. */
  readonly identity: Identity | null;
}

/** v1: one call, `GET /v1/session`. */
async function loginV1(api: Api): Promise<Result<Opened>> {
  const made = await longest(api, (end) =>
    api.call('GET', `/session?remember_me=true${end === null ? '' : `&expires=${encodeURIComponent(dateText(end))}`}`),
  );
  if (!made.ok) return err(made.error.mayHaveLeft ? leftBehind(made.error.problem) : made.error.problem);
  const login = readToken(api, made.value, null);
  return login === null ? err(leftBehind(statusProblem(made.value))) : ok({ login, identity: null });
}

/** v1's sessions cannot be told apart before one is known, so nothing is revoked on a guess. */
const leftBehind = (problem: Problem): Problem => ({
  ...problem,
  message: `${problem.message} A login that nobody has may have been left on the server; sign in again to see it among the logins and end it.`,
});

/** v4: who it is and in which workspaces, then a token in one of them. Without any workspace it is a session. */
async function loginV4(api: Api, wanted: string): Promise<Result<Opened>> {
  const asked = await api.call('GET', identityPath(api));
  if (!asked.ok) return err(asked.error.problem);
  if (isRefusal(asked.value)) return err(badPassword(asked.value));
  const identity = asked.value.status === 200 ? readIdentity(asked.value) : null;
  if (identity === null) return err(statusProblem(asked.value));
  const { workspaces } = identity;
  const workspace = wanted === '' && workspaces.length === 0 ? ok(null) : chooseWorkspace(workspaces, wanted);
  if (!workspace.ok) return workspace;
  const name = `${LOGIN_NAME}${randomUUID()}`;
  const made = await longest(api, (end) =>
    api.call('POST', '/tokens', {
      json: {
        name,
        scope: '*',
        ...(workspace.value === null ? {} : { workspace_id: workspace.value }),
        ...(end === null ? {} : { expires_at: dateText(end) }),
      },
    }),
  );
  const login = made.ok ? readToken(api, made.value, workspace.value) : null;
  if (login !== null) return ok({ login, identity });
  // The password was right a moment ago.
  if (!made.ok && made.error.problem.code === 'tiledb.badPassword')
    return fail(
      'tiledb.mayNotMake',
      'User name and password are right, though the server lets this account make no token to sign in with. Paste a token instead.',
      { do: 'none' },
      { requestId: made.error.problem.requestId },
    );
  const mayBeLeft = made.ok || made.error.mayHaveLeft;
  const isLeft = mayBeLeft && !(await takeBack(api, workspace.value === null ? 'session' : 'api', name));
  const { message, ...rest } = made.ok ? statusProblem(made.value) : made.error.problem;
  return err({ ...rest, message: isLeft ? `${message} A token named ${name} may have been left on the server.` : message });
}

/** Why there is no login. `mayHaveLeft`: the server may have made it all the same. */
interface NoLogin {
  readonly problem: Problem;
  readonly mayHaveLeft: boolean;
}

/** Asks for the longest life that the server allows; a refused request was not carried out, so another may follow. */
async function longest(api: Api, ask: (end: Instant | null) => Promise<Result<Answer, CallError>>): Promise<Result<Answer, NoLogin>> {
  for (const life of LIVES) {
    const sent = await ask(life === null ? null : api.ctx.now() + life);
    if (!sent.ok) return err({ problem: sent.error.problem, mayHaveLeft: sent.error.sent });
    const answer = sent.value;
    if ((answer.status === 400 || answer.status === 422) && life !== null) continue;
    if (isRefusal(answer)) return err({ problem: badPassword(answer), mayHaveLeft: false });
    if (answer.status === 200 || answer.status === 201) return ok(answer);
    return err({ problem: statusProblem(answer), mayHaveLeft: answer.status >= 500 || answer.status === 408 });
  }
  throw new Error('The last life is the server’s own, after which nothing is left to try.');
}

function readToken(api: Api, answer: Answer, workspace: string | null): Login | null {
  const { generation } = api;
  const row = tokenIn(answer.body, generation);
  const token = text(generation === 'v4' ? row?.api_key : row?.token);
  if (row === null || token === null || !isUsable(token)) return null;
  return {
    generation,
    token,
    handle: text(generation === 'v4' ? row.token_id : row.name),
    expiresAt: readDate(row.expires_at) ?? claimsOf(token)?.expiresAt ?? null,
    workspace,
  };
}

/** After an answer that got lost the login may be there: it is found by its name, which nobody else has, and revoked. False: that is not sure. */
async function takeBack(api: Api, sort: 'api' | 'session', name: string): Promise<boolean> {
  const rows = await askRows(api, sort);
  if (!rows.ok) return false;
  const id = rows.value.keys.find((k) => k.name === name)?.marks.find((m) => m.kind === 'serverId')?.value;
  // Whether sessions are listed, and by the name that was asked for, is not published.
  if (id === undefined) return sort === 'api' && rows.value.incomplete === null;
  const removed = await api.call('DELETE', `/tokens/${encodeURIComponent(id)}`);
  return removed.ok && removed.value.status < 300;
}

async function finish(ctx: DriverContext, profile: Profile, { login, identity }: Opened): Promise<Result<SignedIn>> {
  const durable = writeLogin(login);
  const session: Session = { durable, volatile: null, renewed: async () => undefined };
  const credential = { kind: 'session', durable, volatile: null } as const;
  if (identity !== null) return ok({ principal: identity.principal, credential, message: null });
  const opened = await Api.open(ctx, profile, { kind: 'session', session });
  const asked = opened.ok ? await askIdentity(opened.value) : opened;
  if (asked.ok) return ok({ principal: asked.value.principal, credential, message: null });
  const { confirmed } = await signOut(ctx, profile, session);
  const message = `The server accepted the password, though not the question whose account this is. ${asked.error.message}`;
  return err(confirmed ? { ...asked.error, message } : leftBehind({ ...asked.error, message }));
}

/** A pasted token as the profile's manager: the server is asked whose it is. */
async function signInWithToken(ctx: DriverContext, profile: Profile, pasted: string): Promise<Result<SignedIn>> {
  const { secret, problem } = recognise(pasted);
  if (problem !== null) return fail('tiledb.notAToken', problem, { do: 'none' }, { field: 'key' });
  const checked = await check(ctx, profile, secret);
  if (!checked.ok) return checked;
  const { outcome } = checked.value;
  if (outcome.kind === 'live' && outcome.principal !== null)
    return ok({ principal: outcome.principal, credential: { kind: 'key' }, message: null });
  if (outcome.kind === 'refused')
    return fail('tiledb.badToken', 'The server does not accept this token: it has ended or was revoked.', { do: 'none' }, { field: 'key' });
  return fail(
    'tiledb.tokenNotChecked',
    `Not signed in: ${outcome.kind === 'inconclusive' ? outcome.why : 'the server did not say whose token this is.'} To manage tokens, one with full access (*) is needed.`,
    { do: 'retry' },
    { field: 'key' },
  );
}

/** Revokes our own login, by its name or id; by itself only where it has neither. */
export async function signOut(ctx: DriverContext, profile: Profile, session: Session): Promise<{ readonly confirmed: boolean }> {
  const login = readLogin(session.durable);
  if (login === null) return { confirmed: false };
  const opened = await Api.open(ctx, profile, { kind: 'session', session });
  // Over by itself.
  if (!opened.ok) return { confirmed: opened.error.code === 'tiledb.sessionOver' };
  const sent = await opened.value.call('DELETE', `/tokens/${encodeURIComponent(login.handle ?? login.token)}`);
  return { confirmed: sent.ok && sent.value.status >= 200 && sent.value.status < 300 };
}
