import type { FieldValues } from '../../../domain/driver';
import { NOT_TOLD } from '../../../domain/expiry';
import type { ListedKey } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { certain } from '../common/http';
import { isObject, text } from '../common/json';
import { hashMark } from '../common/marks';
import type { CreatedKey, CreateProblem, Credential, DriverContext } from '../driver';
import type { Answer } from './call';
import { type Account, Caller, callProblem } from './caller';
import { DESCRIPTION_LIMIT } from './description';
import { leavesOpen, meaningOf } from './meaning';
import { answerProblem, failureProblem } from './problems';
import { accountRows, zoneOf } from './queries';
import { FULL_ACCESS, listedKey, type Row } from './rows';

/** Looking for the new row must not keep a secret waiting that has arrived. */
const LOOK_MS = 5_000;

/**
 * Makes a key. The request goes once (twice only where the server did not take its own token back, which it checks before all else). The
 * answer is the secret and nothing else, so the account's rows are listed before and after: the one that is new is the key's. The second listing
 * waits until the caller has put the secret away.
 */
export async function create(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  fields: FieldValues,
): Promise<Result<CreatedKey, CreateProblem>> {
  const description = (fields.description ?? '').trim();
  if (description.length > DESCRIPTION_LIMIT)
    return err(
      certain(
        fail(
          'labkey.descriptionTooLong',
          `A description has at most ${DESCRIPTION_LIMIT} characters; this one has ${description.length}. The server would cut it.`,
          { do: 'none' },
          { field: 'description' },
        ).error,
      ),
    );
  const opened = await Caller.open(ctx, profile, credential);
  if (!opened.ok) return err(certain(callProblem(opened.error)));
  const { caller, account } = opened.value;
  const made = await createAs(caller, account, description);
  if (!made.ok) await caller.close();
  return made;
}

async function createAs(caller: Caller, account: Account, description: string): Promise<Result<CreatedKey, CreateProblem>> {
  const before = await idsOf(caller, account);
  const sent = await caller.post('security-createApiKey.api', {
    json: { type: 'apikey', ...(description === '' ? {} : { description }) },
    timeoutMs: 30_000,
  });
  if (!sent.ok) {
    if (sent.error.stage === 'before') return err(certain(sent.error.problem));
    const { failure } = sent.error;
    return err(failure.sent ? unclear(failureProblem(failure)) : certain(failureProblem(failure)));
  }
  const secret = secretIn(sent.value);
  if (secret === null) return err(refusal(sent.value, caller.profile.address));
  const look = async (): Promise<ListedKey> => {
    try {
      return await listedFor(caller, account, secret, description, before);
    } finally {
      await caller.close();
    }
  };
  return ok({ secret, listed: withoutRow(secret, description, NOT_TOLD_ROW), look });
}

/** Ids of the account's rows; null where the server does not list them, or could not just now. */
async function idsOf(caller: Caller, account: Account): Promise<ReadonlySet<string> | null> {
  const rows = await accountRows(caller, account);
  return rows.ok && rows.value !== 'noQuery' && rows.value.withheld === 0 ? new Set(rows.value.rows.map((r) => r.id)) : null;
}

/** Any text is taken, since older servers and administrators make keys of other shapes; but one without blanks. */
function secretIn(answer: Answer): string | null {
  const secret = meaningOf(answer) === 'fine' && isObject(answer.body) ? text(answer.body.apikey) : null;
  return secret !== null && /^[\x21-\x7e]{16,256}$/.test(secret) ? secret : null;
}

/** Why there is no secret; whether a key was made all the same is open where the server failed on the way or said something unreadable. */
function refusal(answer: Answer, address: string): CreateProblem {
  const problem = answerProblem(answer, address);
  return meaningOf(answer) === 'fine' || leavesOpen(answer) ? unclear(problem) : certain(problem);
}

/** The sentence for an answer that leaves open whether the key exists. */
function unclear(problem: Problem): CreateProblem {
  return {
    ...problem,
    message: `${problem.message} The key may have been made all the same; nobody has its secret then. Refresh the list, and revoke the new row if there is one.`,
    next: { do: 'refresh' },
    ambiguous: true,
  };
}

async function listedFor(
  caller: Caller,
  account: Account,
  secret: string,
  description: string,
  before: ReadonlySet<string> | null,
): Promise<ListedKey> {
  if (before === null) return withoutRow(secret, description, NOT_TOLD_ROW);
  const row = await newRow(caller, account, description, before);
  if (row === null)
    return withoutRow(
      secret,
      description,
      'Which row of the server’s list this key is, is not known: none or several appeared when it was made. Verify it, or link it by hand.',
    );
  const listed = listedKey(row, zoneOf(caller.profile), account.principal);
  const lost = description !== '' && row.description === null ? ['This server keeps no descriptions, which LabKey does since 24.10.'] : [];
  return { ...listed, marks: [hashMark(secret), ...listed.marks], warnings: [...listed.warnings, ...lost] };
}

const NOT_TOLD_ROW = 'The server did not tell which row of its list this key is, nor when it ends.';

/** A new key of which only the secret is known. */
const withoutRow = (secret: string, description: string, why: string): ListedKey => ({
  marks: [hashMark(secret)],
  name: description || null,
  fragment: null,
  scopes: null,
  fullAccess: true,
  accessTags: null,
  expiry: NOT_TOLD,
  createdAt: null,
  lastUsed: 'notTold',
  owner: null,
  warnings: [FULL_ACCESS, why],
  session: false,
});

/** The one row that is there now and was not before, with the description that was sent; null where it is none or not one. */
async function newRow(caller: Caller, account: Account, description: string, before: ReadonlySet<string>): Promise<Row | null> {
  const after = await accountRows(caller, account, LOOK_MS);
  if (!after.ok || after.value === 'noQuery') return null;
  const fresh = after.value.rows.filter((r) => !before.has(r.id));
  const named = fresh.filter((r) => r.description === (description || null));
  const found = named.length > 0 ? named : fresh.filter((r) => r.description === null);
  return found.length === 1 ? (found[0] ?? null) : null;
}
