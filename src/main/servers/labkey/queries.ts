import type { Profile } from '../../../domain/profile';
import { err, ok, type Result } from '../../../domain/result';
import { isObject, type Json, objects, text } from '../common/json';
import type { Answer } from './call';
import type { Account, CallError, Caller } from './caller';
import { type Meaning, meaningOf } from './meaning';
import { answerProblem } from './problems';
import { ROLE_COLUMNS, type Row, readRow } from './rows';
import { knowsZone } from './zone';

/** Rows as the server gave them. */
export interface Selected {
  readonly rows: readonly Row[];
  readonly unreadable: number;
  /** Rows that the server counted and did not send: some limit of its own. */
  readonly withheld: number;
  readonly answer: Answer;
}

/** Above this an answer is not a list of keys any more: 100,000 rows, the server's own limit, take up to 1.1 kB each with full descriptions. */
const MOST_BYTES = 128 * 1024 * 1024;

/** So many rows take a server and a slow line their time. */
const ALL_ROWS_MS = 60_000;

const SELECT = {
  schemaName: 'core',
  'query.sort': '-RowId',
  'query.showRows': 'all',
  includeMetadata: 'false',
};

/**
 * The account's own keys. By GET: this query ignores sort and filters in a JSON POST (observed on 24.11). All columns, since `CreatedBy` is
 * none of the default ones and those of newer servers have unknown names. `noQuery` on servers before 24.2.
 */
async function ownRows(caller: Caller, timeoutMs?: number): Promise<Result<Selected | 'noQuery', CallError>> {
  const query = { ...SELECT, 'query.queryName': 'UserAPIKeys', 'query.columns': '*' };
  const answer = await inSomeFolder(caller, (container) =>
    caller.get('query-selectRows.api', { container, query, maxBytes: MOST_BYTES, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  );
  return answer.ok ? selected(caller.profile, answer.value) : answer;
}

/** The keys of all users, for administrators; `noQuery` for everybody else, from whom the server hides it. `owner`: those of one user only. */
export async function allRows(caller: Caller, owner?: string, timeoutMs = ALL_ROWS_MS): Promise<Result<Selected | 'noQuery', CallError>> {
  const columns = [
    'RowId',
    'CreatedBy',
    'CreatedBy/DisplayName',
    'CreatedBy/Email',
    'Created',
    'Expiration',
    'LastUsed',
    'Description',
    ...ROLE_COLUMNS,
  ];
  const query = {
    ...SELECT,
    'query.queryName': 'APIKeys',
    'query.columns': columns.join(','),
    ...(owner === undefined ? {} : { 'query.CreatedBy~eq': owner }),
  };
  const answer = await caller.get('query-selectRows.api', { query, maxBytes: MOST_BYTES, timeoutMs });
  return answer.ok ? selected(caller.profile, answer.value) : answer;
}

/** The account's keys by whichever query the server has for it: 24.1 and older let administrators only look, and so also at their own. */
export async function accountRows(caller: Caller, account: Account, timeoutMs?: number): Promise<Result<Selected | 'noQuery', CallError>> {
  const own = await ownRows(caller, timeoutMs);
  return own.ok && own.value === 'noQuery' && account.isAdmin ? allRows(caller, account.principal.id, timeoutMs) : own;
}

/** Whether the server lets this account see all keys: asked, since the flag of an administrator of the root may mean less. */
export async function maySeeAll(caller: Caller): Promise<boolean> {
  const query = {
    schemaName: 'core',
    'query.queryName': 'APIKeys',
    'query.columns': 'RowId',
    'query.maxRows': '1',
    includeMetadata: 'false',
  };
  const answer = await caller.get('query-selectRows.api', { query });
  return answer.ok && readRows(answer.value) !== null;
}

function selected(profile: Profile, answer: Answer): Result<Selected | 'noQuery', CallError> {
  const read = readRows(answer);
  if (read !== null) return ok({ ...read, answer });
  if (meaningOf(answer) === 'noQuery') return ok('noQuery');
  return err({ stage: 'before', problem: answerProblem(answer, profile.address) });
}

/** Rows of a selectRows or deleteRows answer; null where it is none. */
function readRows(answer: Answer): Omit<Selected, 'answer'> | null {
  if (meaningOf(answer) !== 'fine' || !isObject(answer.body) || !Array.isArray(answer.body.rows)) return null;
  const all = objects(answer.body.rows);
  const rows = all.map(readRow).filter((r): r is Row => r !== null);
  const sent = answer.body.rows.length;
  const { rowCount } = answer.body;
  return { rows, unreadable: sent - rows.length, withheld: typeof rowCount === 'number' ? Math.max(0, rowCount - sent) : 0 };
}

/** What a folder that the account may not read answers. */
const NOT_HERE: readonly Meaning[] = ['guest', 'forbidden', 'noContainer'];

/** How many folders are tried after `/home` and `/Shared`. */
const MOST_FOLDERS = 20;

/**
 * Queries need Read in the folder of their address, and ordinary users have none in the root. `/home` is open to all users unless somebody
 * changed that, then `/Shared`, then whatever folder the server says the account may read. Answers the first other answer, or the last.
 */
export async function inSomeFolder(
  caller: Caller,
  ask: (container: string) => Promise<Result<Answer, CallError>>,
): Promise<Result<Answer, CallError>> {
  const tried = new Set<string>();
  const home = caller.profile.server?.details.homeContainer || 'home';
  const attempt = async (container: string): Promise<Result<Answer, CallError> | null> => {
    if (tried.has(container)) return null;
    tried.add(container);
    const answer = await ask(container);
    if (!answer.ok || !NOT_HERE.includes(meaningOf(answer.value))) {
      if (answer.ok && meaningOf(answer.value) === 'fine') caller.container = container;
      return answer;
    }
    // That a folder does not exist says less than that the account may not read one that does.
    if (last === null || meaningOf(answer.value) !== 'noContainer') last = answer;
    return null;
  };
  let last: Result<Answer, CallError> | null = null;
  for (const container of [...(caller.container === null ? [] : [caller.container]), `/${home}`, '/Shared']) {
    const answer = await attempt(container);
    if (answer) return answer;
  }
  const tree = await caller.get('project-getContainers.api', { query: { includeSubfolders: 'true', depth: '3' } });
  if (!tree.ok) return tree;
  for (const container of readableFolders(tree.value.body).slice(0, MOST_FOLDERS)) {
    const answer = await attempt(container);
    if (answer) return answer;
  }
  return last ?? tree;
}

/** Paths of a getContainers answer in which the account may read. */
function readableFolders(body: unknown): readonly string[] {
  if (!isObject(body)) return [];
  const paths: string[] = [];
  const walk = (node: Json): void => {
    const path = text(node.path);
    const may =
      Array.isArray(node.effectivePermissions) &&
      node.effectivePermissions.some((p) => typeof p === 'string' && p.endsWith('.ReadPermission'));
    if (path !== null && path !== '/' && may) paths.push(path);
    for (const child of objects(node.children)) walk(child);
  };
  walk(body);
  return paths;
}

/** The server's zone, where its pages told one (since 24.7.0) that this machine knows; else null, and times stay the server's own. */
export function zoneOf(profile: Profile): string | null {
  const zone = profile.server?.details.timezone ?? '';
  return zone !== '' && knowsZone(zone) ? zone : null;
}
