import type { Listing } from '../../../domain/key';
import type { Mark } from '../../../domain/mark';
import type { Principal, Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { skewOf } from '../../http/port';
import { inDoubt } from '../common/http';
import { isObject, objects, text } from '../common/json';
import type { Credential, DriverContext, Revoked, RevokeProblem } from '../driver';
import { type Account, type CallError, Caller, callProblem } from './caller';
import { apiKeys } from './links';
import { leavesOpen, meaningOf } from './meaning';
import { answerProblem } from './problems';
import { accountRows, allRows, inSomeFolder, maySeeAll, zoneOf } from './queries';
import { cannotRevoke, NOT_BY_USERS, rowIdIn } from './revocable';
import { listedKey } from './rows';

const NOT_LISTED_HERE =
  'This server does not let its users list their keys, which LabKey can since 24.2. Keys can be made, kept, checked and exported all the same; an administrator can list and revoke them.';

const NOT_ALL =
  'The server does not show this account the keys of all users, or not any more; these are the account’s own. Administrators of the site see them all.';

/**
 * Lists the account's keys; those of all users where the profile wants that and the server lets. The account is confirmed first, and again
 * where no rows came: a guest is told "no rows", too, in every folder that guests may read.
 */
export async function list(ctx: DriverContext, profile: Profile, credential: Credential): Promise<Result<Listing>> {
  const opened = await Caller.open(ctx, profile, credential);
  if (!opened.ok) return err(callProblem(opened.error));
  const { caller, account } = opened.value;
  try {
    return await listAs(caller, account);
  } finally {
    await caller.close();
  }
}

async function listAs(caller: Caller, account: Account): Promise<Result<Listing>> {
  const administers = account.isAdmin && (await maySeeAll(caller));
  const everyone = caller.profile.everyone === true && administers;
  const rows = everyone ? await allRows(caller) : await accountRows(caller, account);
  if (!rows.ok) return err(callProblem(rows.error));
  if (rows.value === 'noQuery') return ok(withoutRows(caller, account.principal));
  const { unreadable, withheld, answer } = rows.value;
  if (rows.value.rows.length === 0 && !(await caller.stillIs(account)))
    return fail('labkey.guest', 'The server took the account for a guest on the way, so it told nothing about your keys. Try again.', {
      do: 'retry',
    });
  const zone = zoneOf(caller.profile);
  return ok({
    principal: account.principal,
    keys: rows.value.rows.map((row) => listedKey(row, zone, account.principal)),
    complete:
      unreadable > 0
        ? { yes: false, why: `${unreadable} of the server’s rows could not be read.` }
        : withheld > 0
          ? { yes: false, why: `The server has ${withheld} more rows than it sent; a limit of its own may be the reason.` }
          : caller.profile.everyone === true && !everyone
            ? { yes: false, why: NOT_ALL }
            : { yes: true },
    asOf: answer.response.at,
    skewMs: skewOf(answer.response),
    usage: { keys: null, sessions: null },
    grantableScopes: null,
    administers,
  });
}

const withoutRows = (caller: Caller, principal: Principal): Listing => ({
  principal,
  keys: [],
  complete: { yes: false, why: NOT_LISTED_HERE },
  asOf: caller.ctx.now(),
  skewMs: null,
  usage: { keys: null, sessions: null },
  grantableScopes: null,
  administers: false,
});

/**
 * Deletes one row. `rows` of the answer says what was deleted; `rowsAffected` counts what was asked for, and is not looked at. The deleted row
 * carries the hash of its key, which proves which one ended; it is handed on and never shown.
 */
export async function revoke(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  target: { readonly marks: readonly Mark[]; readonly secret: string | null },
): Promise<Result<Revoked, RevokeProblem>> {
  const id = rowIdIn(target.marks);
  if (id === null) return err(withoutRow(profile, target.marks));
  const opened = await Caller.open(ctx, profile, credential);
  if (!opened.ok) return err(callProblem(opened.error));
  const { caller, account } = opened.value;
  try {
    return await revokeAs(caller, account, id);
  } finally {
    await caller.close();
  }
}

function withoutRow(profile: Profile, marks: readonly Mark[]): Problem {
  const why = cannotRevoke(profile, marks);
  return why === null || why === NOT_BY_USERS
    ? notByUsers(profile.address)
    : fail('labkey.rowUnknown', `${why} Nothing was changed.`).error;
}

const notByUsers = (address: string): Problem =>
  fail('labkey.cannotRevoke', `${NOT_BY_USERS} Nothing was changed.`, { do: 'openBrowser', url: apiKeys(address).url }).error;

const unanswered = (error: CallError): RevokeProblem =>
  error.stage === 'request' && error.failure.sent ? inDoubt(callProblem(error)) : { ...callProblem(error), next: { do: 'refresh' } };

async function revokeAs(caller: Caller, account: Account, id: string): Promise<Result<Revoked, RevokeProblem>> {
  const { address } = caller.profile;
  const mayAll = account.isAdmin && caller.profile.everyone === true;
  const first = mayAll ? await deleteRow(caller, 'APIKeys', id) : await deleteRow(caller, 'UserAPIKeys', id);
  if (!first.ok) return err(unanswered(first.error));
  let answer = first.value;
  if (!mayAll && account.isAdmin && meaningOf(answer) === 'noQuery') {
    const older = await deleteRow(caller, 'APIKeys', id);
    if (!older.ok) return err(unanswered(older.error));
    answer = older.value;
  }
  const body = answer.body;
  if (meaningOf(answer) === 'noQuery') return err(notByUsers(address));
  if (meaningOf(answer) !== 'fine')
    return err(leavesOpen(answer) ? inDoubt(answerProblem(answer, address)) : answerProblem(answer, address));
  if (!isObject(body) || !Array.isArray(body.rows))
    return err(inDoubt(fail('labkey.revokeUnclear', 'The server’s answer does not say whether the key was revoked.').error));
  const [row] = objects(body.rows);
  if (row === undefined) {
    if (await caller.stillIs(account)) return ok({ already: true });
    // Whatever it is: an answer that got lost is no reason to say that the key lives.
    return err(inDoubt(fail('labkey.guest', 'The server says that it has no such key, though perhaps to a guest.').error));
  }
  const crypt = Object.entries(row).find(([name]) => name.toLowerCase() === 'crypt')?.[1];
  const hash = /^sha256:([0-9a-f]{64})$/i.exec(text(crypt) ?? '')?.[1]?.toLowerCase() ?? null;
  return ok({ already: false, died: hash });
}

type Deleted = ReturnType<Caller['post']>;

/** Everybody's keys hang on the root, where only administrators read; one's own can be deleted from any folder that the account reads. */
function deleteRow(caller: Caller, queryName: 'UserAPIKeys' | 'APIKeys', id: string): Deleted {
  const json = { schemaName: 'core', queryName, rows: [{ RowId: Number(id) }] };
  if (queryName === 'APIKeys') return caller.post('query-deleteRows.api', { json });
  return inSomeFolder(caller, (container) => caller.post('query-deleteRows.api', { container, json }));
}
