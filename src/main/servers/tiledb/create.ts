import type { FieldValues } from '../../../domain/driver';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { certain } from '../common/http';
import type { CreatedKey, CreateProblem, Credential, DriverContext } from '../driver';
import { Api } from './api';
import { type Answer, statusProblem } from './call';
import { askIdentity, chooseWorkspace } from './identity';
import { text } from './json';
import { isUsable, marksOf } from './recognise';
import { readRow, tokenIn } from './rows';
import { EVERYTHING } from './scopes';

/** Go writes years of four digits; one day of margin for clocks that differ. */
const LAST_EXPIRY_MS = Date.UTC(9999, 11, 30);

interface Wanted {
  readonly name: string;
  readonly expiresAt: Instant;
  readonly scopes: readonly string[];
  readonly workspace: string;
}

/** RFC 3339 in UTC, to the second, as the specification's example has it. */
export const dateText = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * Makes a token; the request goes once. Its end is always sent, since left out the server takes 30 minutes. The name that comes back counts: a
 * taken one gets a counter. A broken connection, a time-out, a server error, or an answer that cannot be read is `ambiguous`.
 */
export async function create(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  fields: FieldValues,
): Promise<Result<CreatedKey, CreateProblem>> {
  const wanted = readFields(fields, ctx.now());
  if (!wanted.ok) return err(certain(wanted.error));
  const opened = await Api.open(ctx, profile, credential);
  if (!opened.ok) return err(certain(opened.error));
  const api = opened.value;
  const json = api.generation === 'v1' ? ok(bodyV1(wanted.value)) : await bodyV4(api, wanted.value, ctx.now());
  if (!json.ok) return err(certain(json.error));
  const path = api.generation === 'v1' ? '/token' : '/tokens';
  const sent = await api.call('POST', path, { json: json.value, timeoutMs: 30_000 });
  if (!sent.ok) return err(sent.error.sent ? unclear(sent.error.problem) : certain(sent.error.problem));
  return readAnswer(api, sent.value, wanted.value);
}

/** Parses and checks the form. */
export function readFields(fields: FieldValues, now: Instant): Result<Wanted> {
  const problem = (field: string, code: string, message: string) => fail(`tiledb.${code}`, message, { do: 'none' }, { field });
  const scopes = [...new Set((fields.scopes ?? '').split(/\s+/).filter((s) => s !== ''))];
  if (scopes.length === 0)
    return problem('scopes', 'noScopes', 'Choose what the token may do: without a choice the server gives full access.');
  if (scopes.includes(EVERYTHING) && scopes.length > 1)
    return problem('scopes', 'everythingAlone', 'Full access (*) contains all other scopes. Choose one or the other.');
  const lifetime = (fields.lifetime ?? '').trim();
  if (!/^\d{1,12}$/.test(lifetime) || Number(lifetime) < 1)
    return problem('lifetime', 'badLifetime', 'Choose how long the token shall live. TileDB has none without an end.');
  const expiresAt = now + Number(lifetime) * 1000;
  if (expiresAt > LAST_EXPIRY_MS)
    return problem('lifetime', 'badLifetime', 'The server cannot count beyond the year 9999. Choose a shorter life.');
  return ok({ name: (fields.name ?? '').trim(), expiresAt, scopes, workspace: (fields.workspace ?? '').trim() });
}

/** v1's body: `scope` is a list, `expires` what the answer calls `expires_at`. Without a name the server makes one. */
const bodyV1 = ({ name, expiresAt, scopes }: Wanted): object => ({
  ...(name === '' ? {} : { name }),
  expires: dateText(expiresAt),
  scope: scopes,
});

/** v4's body: one scope as a text, and a name wherever there is a workspace. */
async function bodyV4(api: Api, wanted: Wanted, now: Instant): Promise<Result<object>> {
  const [scope, ...more] = wanted.scopes;
  if (more.length > 0)
    return fail('tiledb.oneScope', 'A token of this server has exactly one scope. Choose one.', { do: 'none' }, { field: 'scopes' });
  const workspace = wanted.workspace === '' ? await onlyWorkspace(api) : ok(wanted.workspace);
  if (!workspace.ok) return workspace;
  const name = wanted.name === '' ? `tessera-${dateText(now).slice(0, 10)}` : wanted.name;
  return ok({ name, scope, workspace_id: workspace.value, expires_at: dateText(wanted.expiresAt) });
}

/** The workspace of the sign-in, else the only one of the account. */
async function onlyWorkspace(api: Api): Promise<Result<string>> {
  if (api.workspace !== null) return ok(api.workspace);
  const identity = await askIdentity(api);
  return identity.ok ? chooseWorkspace(identity.value.workspaces, '') : identity;
}

/** The sentence for an answer that leaves open whether the token exists. */
function unclear(problem: Problem): CreateProblem {
  return {
    ...problem,
    message: `${problem.message} The token may have been made all the same; nobody has it then. Refresh the list, and revoke the new row if there is one.`,
    next: { do: 'refresh' },
    ambiguous: true,
  };
}

function readAnswer(api: Api, answer: Answer, wanted: Wanted): Result<CreatedKey, CreateProblem> {
  const { status, requestId, said } = answer;
  if (status >= 500 || status === 408) return err(unclear(statusProblem(answer)));
  if (status === 404 && api.generation === 'v4')
    return err(
      certain(
        fail(
          'tiledb.noWorkspace',
          'The server knows no such workspace of this account. Nothing was made.',
          { do: 'none' },
          { requestId, field: 'workspace' },
        ).error,
      ),
    );
  if (status === 400 || status === 422)
    return err(
      certain(
        fail(
          'tiledb.refused',
          `The server does not make such a token${said === null ? '; it may allow no life that long, no such scope, or no more tokens.' : `. It says: “${said}”`}`,
          { do: 'none' },
          { requestId },
        ).error,
      ),
    );
  if (status < 200 || status >= 300) return err(certain(statusProblem(answer)));
  const row = tokenIn(answer.body, api.generation);
  const secret = text(api.generation === 'v4' ? row?.api_key : row?.token);
  const listed = readRow(row, api.generation, { session: false, own: false });
  if (secret === null || listed === null || !isUsable(secret)) return err(unclear(statusProblem(answer)));
  const whole = marksOf(secret);
  const isShorter = listed.expiry.kind === 'at' && listed.expiry.at < wanted.expiresAt - 60_000;
  return ok({
    secret,
    listed: {
      ...listed,
      marks: [...whole, ...listed.marks.filter((m) => !whole.some((w) => w.kind === m.kind))],
      fragment: `…${secret.slice(-7)}`,
      warnings: [...listed.warnings, ...(isShorter ? ['The server lets it end sooner than was asked.'] : [])],
    },
  });
}
