import type { ListedKey, Listing } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { err, ok, type Result } from '../../../domain/result';
import { type HttpResponse, skewOf } from '../../http/port';
import { isObject, type Json } from '../common/json';
import type { Credential, DriverContext } from '../driver';
import { Api } from './api';
import { statusProblem } from './call';
import { askIdentity, type Workspace } from './identity';
import { text } from './json';
import { readRow, readShown } from './rows';
import { KNOWN_SCOPES, offered } from './scopes';

/** Rows to ask for at once (v4); the server may give fewer. */
const PAGE_SIZE = 100;
/** A list of more pages than this is cut off, and says so. */
const MOST_PAGES = 500;

/** The tokens of one sort. */
export interface Rows {
  readonly keys: readonly ListedKey[];
  /** Null: all of them are here. */
  readonly incomplete: string | null;
  readonly response: HttpResponse;
}

/** Lists API tokens or sessions. An empty list may come as `[]`, as null or not at all. */
export async function askRows(api: Api, sort: 'api' | 'session'): Promise<Result<Rows>> {
  const all = api.generation === 'v1' ? await rawV1(api, sort) : await rawV4(api, sort);
  if (!all.ok) return all;
  const { rows, incomplete, response } = all.value;
  const keys = rows.flatMap((row) => readRow(row, api.generation, { session: sort === 'session', own: isOwn(api, row) }) ?? []);
  const unread = rows.length - keys.length;
  return ok({ keys, incomplete: incomplete ?? (unread > 0 ? `${unread} of the server’s rows could not be read.` : null), response });
}

export interface RawRows {
  readonly rows: readonly unknown[];
  readonly incomplete: string | null;
  readonly response: HttpResponse;
}

async function rawV1(api: Api, sort: 'api' | 'session'): Promise<Result<RawRows>> {
  const answer = await api.get(sort === 'api' ? '/tokens' : '/tokens/session');
  if (!answer.ok) return answer;
  const { body, response } = answer.value;
  if (Array.isArray(body)) return ok({ rows: body, incomplete: null, response });
  return body === null || response.body === '' ? ok({ rows: [], incomplete: null, response }) : err(statusProblem(answer.value));
}

/**
 * Page by page, until the last by the server's count or, where it counts no pages, until one has nothing new. Tokens that moved to another page
 * meanwhile are counted once.
 */
async function rawV4(api: Api, sort: 'api' | 'session'): Promise<Result<RawRows>> {
  const rows = new Map<string, Json>();
  let odd = 0;
  for (let page = 1; ; page += 1) {
    const answer = await api.get(`/tokens?type=${sort}&page=${page}&per_page=${PAGE_SIZE}`);
    if (!answer.ok) return answer;
    const { body, response } = answer.value;
    const told = pageIn(body);
    if (told === null) return err(statusProblem(answer.value));
    const before = rows.size;
    for (const row of told.rows) {
      const id = isObject(row) ? text(row.token_id) : null;
      if (isObject(row) && id !== null) rows.set(id, row);
      else odd += 1;
    }
    const hasMore = told.pages === null ? rows.size > before : page < told.pages;
    if (hasMore && page < MOST_PAGES) continue;
    const incomplete = hasMore
      ? `The server lists more than ${MOST_PAGES * PAGE_SIZE} tokens; the rest was not read.`
      : told.items !== null && told.items !== rows.size + odd
        ? 'The list changed while it was read.'
        : null;
    return ok({ rows: [...rows.values(), ...Array.from({ length: odd }, () => null)], incomplete, response });
  }
}

interface Page {
  readonly rows: readonly unknown[];
  /** As the server counts them; null where it does not. */
  readonly pages: number | null;
  readonly items: number | null;
}

/** Null for what is no page of a list: neither rows nor a count of them. */
function pageIn(body: unknown): Page | null {
  if (!isObject(body)) return null;
  const { data, pagination_metadata: counts } = body;
  const isEmpty = data === null || (data === undefined && isObject(counts));
  if (!isEmpty && !Array.isArray(data)) return null;
  const count = (name: string) => (isObject(counts) && typeof counts[name] === 'number' ? counts[name] : null);
  return { rows: Array.isArray(data) ? data : [], pages: count('total_pages'), items: count('total_items') };
}

/** Whether a row is the token with which Tessera is signed in. */
function isOwn({ login, generation }: Api, row: unknown): boolean {
  if (login === null || !isObject(row)) return false;
  if (login.handle !== null) return login.handle === text(generation === 'v4' ? row.token_id : row.name);
  return readShown(row.token).whole === login.token;
}

/**
 * Lists all tokens of the account, after asking whose it is: zero rows of somebody else say nothing. Sessions stand apart. Which scopes a new token
 * may have only v1 tells.
 */
export async function list(ctx: DriverContext, profile: Profile, credential: Credential): Promise<Result<Listing>> {
  const opened = await Api.open(ctx, profile, credential);
  if (!opened.ok) return opened;
  const api = opened.value;
  const identity = await askIdentity(api);
  if (!identity.ok) return identity;
  const [tokens, sessions, scopes] = await Promise.all([askRows(api, 'api'), askRows(api, 'session'), askScopes(api)]);
  if (!tokens.ok) return tokens;
  const { incomplete, response } = tokens.value;
  const { workspaces } = identity.value;
  const keys = inWorkspace(tokens.value.keys, workspaces);
  const why = incomplete ?? oneWorkspaceOnly(workspaces, keys);
  return ok({
    principal: identity.value.principal,
    keys: [...keys, ...(sessions.ok ? sessions.value.keys : [])],
    complete: why === null ? { yes: true } : { yes: false, why },
    // None at all proves nothing: whether a server lists them is not published.
    sessionsComplete: sessions.ok && sessions.value.keys.length > 0 && sessions.value.incomplete === null,
    asOf: response.at,
    skewMs: skewOf(response),
    usage: { keys: null, sessions: null },
    grantableScopes: scopes,
  });
}

/** A row may leave its workspace out, which clients need to be told: of an account with one workspace there is no other. */
function inWorkspace(keys: readonly ListedKey[], [only, ...others]: readonly Workspace[]): readonly ListedKey[] {
  if (only === undefined || others.length > 0) return keys;
  return keys.map((key) => (key.details ? key : { ...key, details: { workspace: only.id } }));
}

/** Whether a list covers all workspaces of the account or only that of the credential is not published: rows of two of them prove the former. */
export function oneWorkspaceOnly(workspaces: readonly Workspace[], keys: readonly ListedKey[]): string | null {
  const seen = new Set(keys.flatMap((k) => k.details?.workspace ?? []));
  if (workspaces.length < 2 || seen.size > 1) return null;
  return `The account is in ${workspaces.length} workspaces, and the server shows tokens of one at most: those of the others may be missing here.`;
}

/** `GET /v1/tokens/scopes`; where it does not answer, what is known. */
async function askScopes(api: Api): Promise<readonly string[]> {
  if (api.generation === 'v4') return KNOWN_SCOPES;
  const answer = await api.get('/tokens/scopes');
  const told = answer.ok && Array.isArray(answer.value.body) ? answer.value.body.filter((s): s is string => typeof s === 'string') : [];
  return told.length > 0 ? offered(told) : KNOWN_SCOPES;
}
