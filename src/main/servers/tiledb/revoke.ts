import type { ListedKey } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import { compareMarks } from '../../../domain/mark';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { inDoubt } from '../common/http';
import type { Credential, DriverContext, Revoked, RevokeProblem } from '../driver';
import { Api } from './api';
import { isPage, statusProblem } from './call';
import { findRow } from './check';
import { askIdentity } from './identity';
import { askRows, oneWorkspaceOnly } from './listing';
import { marksOf } from './recognise';

export interface Target {
  readonly marks: readonly Mark[];
  readonly secret: string | null;
}

/** Dates of one token may be rounded differently in different answers, by this many seconds at most. */
const ROUNDING_S = 2;

/**
 * Revokes one token: on v4 by its id, on v1 by its name. v1 gives a name to another token once it is free, so the list is asked first and
 * the row must be the one that was meant, not merely named alike. Only a v1 token without a name is revoked by itself, which puts it into the
 * request's address.
 */
export async function revoke(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  target: Target,
): Promise<Result<Revoked, RevokeProblem>> {
  const opened = await Api.open(ctx, profile, credential);
  if (!opened.ok) return opened;
  const api = opened.value;
  const id = api.generation === 'v4' ? (target.marks.find((m) => m.kind === 'serverId')?.value ?? null) : null;
  if (id !== null) return remove(api, id, target);
  const rows = await rowsOf(api);
  if (!rows.ok) return rows;
  const row = rowOf(rows.value.keys, target);
  if (row === null) return missing(api, rows.value, target);
  const handle = handleOf(api, rows.value.keys, row, target);
  return handle.ok ? remove(api, handle.value, target) : handle;
}

interface AllRows {
  readonly keys: readonly ListedKey[];
  readonly incomplete: string | null;
}

/** Tokens and, where they are told, sessions. */
async function rowsOf(api: Api): Promise<Result<AllRows>> {
  const tokens = await askRows(api, 'api');
  if (!tokens.ok) return tokens;
  const sessions = await askRows(api, 'session');
  return ok({ keys: [...tokens.value.keys, ...(sessions.ok ? sessions.value.keys : [])], incomplete: tokens.value.incomplete });
}

const everyMark = ({ marks, secret }: Target): readonly Mark[] => {
  const whole = secret === null ? [] : marksOf(secret);
  return [...whole, ...marks.filter((m) => !whole.some((w) => w.kind === m.kind))];
};

/** The row that is meant: by what it shows of the token, else by its name, unless its dates are another token's. */
function rowOf(rows: readonly ListedKey[], target: Target): ListedKey | null {
  const marks = everyMark(target);
  const name = marks.find((m) => m.kind === 'name')?.value;
  const named = rows.filter((r) => r.name !== null && r.name === name);
  const likely = named.filter((r) => compareMarks(r.marks, marks) !== 'different' && !isOtherTime(r.marks, marks));
  return findRow(rows, marks) ?? (likely.length === 1 ? (likely[0] ?? null) : null);
}

function isOtherTime(a: readonly Mark[], b: readonly Mark[]): boolean {
  const [x, y] = [a, b].map((marks) =>
    marks
      .find((m) => m.kind === 'times')
      ?.value.split('/')
      .map(Number),
  );
  return x !== undefined && y !== undefined && x.some((at, i) => Math.abs(at - (y[i] ?? 0)) > ROUNDING_S);
}

function handleOf(api: Api, rows: readonly ListedKey[], row: ListedKey, target: Target): Result<string> {
  const id = row.marks.find((m) => m.kind === 'serverId')?.value;
  if (api.generation === 'v4' && id !== undefined) return ok(id);
  if (row.name !== null && rows.filter((r) => r.name === row.name).length > 1)
    return fail(
      'tiledb.nameTwice',
      `The server lists two tokens named ${row.name}; which one it would revoke is not known. Nothing was revoked.`,
    );
  if (row.name !== null) return ok(row.name);
  if (target.secret !== null) return ok(target.secret);
  return fail(
    'tiledb.secretNeeded',
    'This token has no name, so the server can revoke it only by the token itself, which is not at hand. Nothing was revoked.',
    { do: 'none' },
    { field: 'secret' },
  );
}

async function remove(api: Api, handle: string, target: Target): Promise<Result<Revoked, RevokeProblem>> {
  const sent = await api.call('DELETE', `/tokens/${encodeURIComponent(handle)}`);
  if (!sent.ok) return err(sent.error.sent ? inDoubt(sent.error.problem) : { ...sent.error.problem, next: { do: 'refresh' } });
  const answer = sent.value;
  const { status } = answer;
  if (status >= 500 || status === 408 || (status < 300 && isPage(answer))) return err(inDoubt(statusProblem(answer)));
  if (status >= 200 && status < 300) return ok({ already: false });
  if (status !== 404) return err(statusProblem(answer));
  const rows = await rowsOf(api);
  if (!rows.ok) {
    const said = 'The server says that it has no such token, though it could not be asked which it has.';
    return err(inDoubt(fail('tiledb.revokeUnclear', said, { do: 'refresh' }, { requestId: answer.requestId }).error));
  }
  if (rowOf(rows.value.keys, target) !== null)
    return fail('tiledb.notRevoked', 'The server says that it has no such token, and lists it all the same. Nothing was revoked.', {
      do: 'retry',
    });
  return missing(api, rows.value, target);
}

/** A token that is not listed is gone, if the list is whole, is of the right account, and would show it. */
async function missing(api: Api, rows: AllRows, target: Target): Promise<Result<Revoked>> {
  const identity = await askIdentity(api);
  if (!identity.ok) return identity;
  const { principal } = api.profile;
  if (principal && principal.id !== identity.value.principal.id)
    return fail(
      'profile.otherAccount',
      `The server answered for ${identity.value.principal.label}, not for ${principal.label}, so nothing was revoked. Sign in again, or pick another token to manage with.`,
      { do: 'signIn' },
    );
  const marks = everyMark(target);
  // The server itself said that it has none of this id or name.
  const isNamed = marks.some((m) => m.kind === (api.generation === 'v4' ? 'serverId' : 'name'));
  const isUnseen =
    rows.keys.some((r) => compareMarks(r.marks, marks) === 'unrelated') || oneWorkspaceOnly(identity.value.workspaces, rows.keys) !== null;
  if (rows.incomplete !== null || (!isNamed && isUnseen))
    return fail(
      'tiledb.notFound',
      'The server’s list does not show which of its tokens this is, so nothing was revoked. Revoke it by its row in the list.',
      { do: 'refresh' },
    );
  return ok({ already: true });
}
