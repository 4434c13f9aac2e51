import { createHash } from 'node:crypto';
import type { FieldValues } from '../../../domain/driver';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { certain, failureProblem } from '../common/http';
import { isObject, text } from '../common/json';
import type { CreatedKey, CreateProblem, Credential, DriverContext } from '../driver';
import { type Answer, statusProblem } from './call';
import { endpoint, isSingleUser, type TagSupport, tagSupport } from './endpoints';
import { NOTE_LIMIT } from './limits';
import { MULTI_USER } from './recognise';
import { readKey } from './rows';
import { INHERIT } from './scopes';
import { Caller } from './session';

/** Python's dates end with the year 9999; beyond it the server answers 500. One day of margin for clocks that differ. */
const LAST_EXPIRY_MS = Date.UTC(9999, 11, 30);

/** The body of the request: `expires_in` and `scopes` must be there even where they are null. */
interface Wanted {
  readonly expires_in: number | null;
  readonly scopes: readonly string[];
  readonly note: string | null;
  readonly access_tags?: readonly string[];
}

/**
 * Makes a key. Everything is checked before the request leaves; the request goes once. A broken connection, a time-out, a server error, or an
 * answer that cannot be read leaves open whether the key was made: `ambiguous`.
 */
export async function create(
  ctx: DriverContext,
  profile: Profile,
  credential: Credential,
  fields: FieldValues,
): Promise<Result<CreatedKey, CreateProblem>> {
  if (isSingleUser(profile)) return err(certain(fail('tiled.notManaged', 'This server has one fixed key and cannot make others.').error));
  const wanted = readFields(fields, ctx.now(), tagSupport(profile.server?.version ?? null));
  if (!wanted.ok) return err(certain(wanted.error));
  const caller = new Caller(ctx, profile, credential);
  const result = await caller.send({ method: 'POST', url: endpoint(profile, 'apikey'), json: wanted.value, timeoutMs: 30_000 });
  if (!result.ok) {
    if (result.error.stage === 'before') return err(certain(result.error.problem));
    const { failure } = result.error;
    return err(failure.sent ? unclear(failureProblem(failure)) : certain(failureProblem(failure)));
  }
  return readAnswer(result.value, wanted.value);
}

/** Parses and checks the form. */
export function readFields(fields: FieldValues, now: number, tags: TagSupport): Result<Wanted> {
  const problem = (field: string, code: string, message: string) => fail(code, message, { do: 'none' }, { field });
  const scopes = words(fields.scopes);
  if (scopes.length === 0)
    return problem('scopes', 'tiled.noScopes', 'Choose at least one scope: a key without any can do nothing but list its owner’s keys.');
  if (scopes.includes(INHERIT) && scopes.length > 1)
    return problem(
      'scopes',
      'tiled.inheritAlone',
      '“inherit” stands for everything that the owner may do; other scopes beside it change nothing. Choose one or the other.',
    );
  const note = fields.note ?? '';
  if ([...note].length > NOTE_LIMIT)
    return problem('note', 'tiled.noteTooLong', `A note has at most ${NOTE_LIMIT} characters; this one has ${[...note].length}.`);
  const lifetime = readLifetime(fields.lifetime, now);
  if (!lifetime.ok) return lifetime;
  const accessTags = words(fields.accessTags);
  if (accessTags.length > 0) {
    if (tags === 'no')
      return problem(
        'accessTags',
        'tiled.noTags',
        'This server is older than access tags and would ignore them: the key would be unrestricted. Leave them out.',
      );
    if (tags === 'unknown')
      return problem(
        'accessTags',
        'tiled.noTags',
        'It is not known whether this server has access tags. One that has not would make an unrestricted key. Refresh the server, or leave them out.',
      );
    if (scopes.includes(INHERIT) || scopes.includes('admin:apikeys'))
      return problem('accessTags', 'tiled.tagsWithInherit', 'Access tags cannot be combined with “inherit” or “admin:apikeys”.');
  }
  return ok({
    expires_in: lifetime.value,
    scopes,
    note: note === '' ? null : note,
    ...(accessTags.length > 0 ? { access_tags: accessTags } : {}),
  });
}

const words = (value: string | undefined): readonly string[] => [...new Set((value ?? '').split(/\s+/).filter((w) => w !== ''))];

/** Seconds; null for "never", which must be said and never follows from an empty field. */
function readLifetime(value: string | undefined, now: number): Result<number | null> {
  const problem = (code: string, message: string) => fail(code, message, { do: 'none' }, { field: 'lifetime' });
  const given = (value ?? '').trim();
  if (given === 'never') return ok(null);
  if (!/^\d{1,15}$/.test(given) || Number(given) < 1)
    return problem('tiled.badLifetime', 'Choose how long the key shall live: a second at least, or “never ends”.');
  if (now + Number(given) * 1000 > LAST_EXPIRY_MS)
    return problem('tiled.badLifetime', 'The server cannot count beyond the year 9999. Choose a shorter life, or “never ends”.');
  return ok(Number(given));
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

function readAnswer(answer: Answer, wanted: Wanted): Result<CreatedKey, CreateProblem> {
  const { status, detail, requestId } = answer;
  const refuse = (code: string, message: string, field?: string) =>
    err(certain(fail(code, message, { do: 'none' }, { requestId, field }).error));
  if (status >= 200 && status < 300) return readCreated(answer, wanted);
  if (status >= 500 || status === 408) return err(unclear(statusProblem(answer)));
  if (status === 400 && detail?.startsWith('This Principal already has'))
    return refuse(
      'tiled.keyLimit',
      'This account has as many keys as the server allows (100 by default; expired ones count). Revoke some, expired ones first.',
    );
  if ((status === 403 || status === 400) && detail?.startsWith('Requested scopes'))
    return detail.includes('cannot be combined with access tag')
      ? refuse('tiled.tagsWithInherit', 'The server does not combine access tags with these scopes.', 'accessTags')
      : refuse(
          'tiled.scopesRefused',
          'The server does not let this account give some of these scopes. Refresh the list and choose again.',
          'scopes',
        );
  return err(certain(statusProblem(answer)));
}

function readCreated(answer: Answer, wanted: Wanted): Result<CreatedKey, CreateProblem> {
  const row = isObject(answer.body) ? answer.body : null;
  const secret = row === null ? null : text(row.secret);
  const listed = row === null ? null : readKey(row, null);
  if (row === null || secret === null || listed === null || !MULTI_USER.test(secret)) return err(unclear(statusProblem(answer)));
  const hash = createHash('sha256').update(secret).digest('hex');
  const tagsIgnored = wanted.access_tags !== undefined && listed.accessTags === null;
  return ok({
    secret,
    listed: {
      ...listed,
      marks: [{ kind: 'hash', value: hash }, ...listed.marks],
      warnings: [...listed.warnings, ...(tagsIgnored ? ['The server ignored the access tags: this key is not restricted by them.'] : [])],
    },
  });
}
