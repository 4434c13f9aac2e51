import { authenticate, python, sentCredential } from './credentials';
import type { Handler } from './routes';
import { HttpError, missing, noContent, parseJson, tagged } from './wire';

/** End of year 9999: Python's last date. */
const LAST_DATE = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `GET …/whoami`: `null` for guests, else the principal with all its keys and sessions, expired and revoked ones too. */
export const whoami: Handler = (sandbox, request) => {
  const { principal } = authenticate(sandbox, request, []);
  // A note longer than the answer's model allows poisons every answer that shows it.
  if (principal?.keys.some((k) => k.note !== null && [...k.note].length > 255)) throw new HttpError(500, 'Internal server error');
  return tagged(request, principal === null ? null : sandbox.state.principalObject(principal));
};

/** `GET …/apikey`: the key in use. Does not count as use. */
export const inspectKey: Handler = (sandbox, request) => {
  const sent = sentCredential(request, false);
  if (sent.key === null) throw new HttpError(401, 'No API key was provided with this request.');
  const used = sandbox.state.useKey(sent.key);
  if (!used) throw new HttpError(401, 'Invalid API key');
  return tagged(request, sandbox.state.keyObject(used.key));
};

/** `POST …/apikey`. */
export const createKey: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const { features } = state;
  const body = parseJson(request.body);
  const { principal } = authenticate(sandbox, request, [features.createScope]);
  if (!principal) throw new HttpError(500, 'Internal server error');
  const wanted = validate(body, features.accessTags);
  const scopes = wanted.scopes ?? ['inherit'];
  const own = state.scopesOf(principal);
  if (!scopes.every((s) => s === 'inherit' || own.includes(s)))
    throw new HttpError(
      features.scopeRefusalStatus,
      `Requested scopes ${python(scopes)} must be a subset of the principal's scopes ${python(own)}.`,
    );
  if (wanted.accessTags !== null) {
    const clashing = scopes.filter((s) => (s === 'inherit' && features.refusesTagsWithInherit) || s === 'admin:apikeys');
    if (clashing.length > 0)
      throw new HttpError(
        403,
        `Requested scopes ${python(scopes)} contain scopes {${clashing.map((s) => `'${s}'`).join(', ')}}, which cannot be combined with access tag restrictions.`,
      );
  }
  const expiresAt = wanted.expiresIn === null ? null : state.now() + wanted.expiresIn * 1000;
  if (expiresAt !== null && (expiresAt > LAST_DATE || expiresAt < 0)) throw new HttpError(500, 'Internal server error');
  const count = principal.keys.length;
  if (count >= sandbox.keyLimit)
    throw new HttpError(
      400,
      `This Principal already has ${count} API keys which is greater than or equal to the maximum number allowed, ${sandbox.keyLimit}. Some API keys must be deleted before creating new ones.`,
    );
  const made = state.addKey(principal, { expiresAt, note: wanted.note, scopes, accessTags: wanted.accessTags });
  if (wanted.note !== null && [...wanted.note].length > 255) throw new HttpError(500, 'Internal server error');
  return tagged(request, { ...state.keyObject(made.key, (ms) => state.fresh(ms)), secret: made.secret });
};

/** `DELETE …/apikey?first_eight=`: the first row of anybody's with these characters counts, so a stranger's key can hide one's own. */
export const revokeKey: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const { principal } = authenticate(sandbox, request, [state.features.revokeScope]);
  const given = request.query.get('first_eight');
  if (given === null) throw new HttpError(422, [missing(['query', 'first_eight'], null)]);
  const firstEight = given.slice(0, 8);
  const owner = state.principals.find((p) => p.keys.some((k) => k.firstEight === firstEight));
  if (!owner || owner !== principal)
    throw new HttpError(404, `The currently-authenticated PrincipalType.${principal?.type ?? 'user'} has no such API key.`);
  const row = owner.keys.find((k) => k.firstEight === firstEight);
  owner.keys = owner.keys.filter((k) => k !== row);
  return noContent;
};

interface Wanted {
  readonly expiresIn: number | null;
  readonly scopes: readonly string[] | null;
  readonly accessTags: readonly string[] | null;
  readonly note: string | null;
}

/** The body model: `expires_in` and `scopes` must be there though they may be null. */
function validate(body: unknown, knowsTags: boolean): Wanted {
  if (body === undefined) throw new HttpError(422, [missing(['body'], null)]);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new HttpError(422, [
      {
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
        input: body,
      },
    ]);
  const fields = body as Record<string, unknown>;
  const problems: object[] = [];
  const expiresIn = integer(fields, body, problems);
  const accessTags = knowsTags ? words('access_tags', fields.access_tags, problems) : null;
  if (!('scopes' in fields)) problems.push(missing(['body', 'scopes'], body));
  const scopes = words('scopes', fields.scopes, problems);
  const note = fields.note ?? null;
  if (note !== null && typeof note !== 'string')
    problems.push({ type: 'string_type', loc: ['body', 'note'], msg: 'Input should be a valid string', input: note });
  if (problems.length > 0) throw new HttpError(422, problems);
  return { expiresIn, scopes, accessTags, note: note as string | null };
}

function integer(fields: Record<string, unknown>, body: object, problems: object[]): number | null {
  if (!('expires_in' in fields)) {
    problems.push(missing(['body', 'expires_in'], body));
    return null;
  }
  const input = fields.expires_in;
  if (input === null) return null;
  const loc = ['body', 'expires_in'];
  if (typeof input === 'boolean') return Number(input);
  if (typeof input === 'string') {
    if (/^\s*[+-]?\d+(\.0*)?\s*$/.test(input)) return Number(input);
    problems.push({ type: 'int_parsing', loc, msg: 'Input should be a valid integer, unable to parse string as an integer', input });
    return null;
  }
  if (typeof input !== 'number') problems.push({ type: 'int_type', loc, msg: 'Input should be a valid integer', input });
  else if (!Number.isInteger(input))
    problems.push({ type: 'int_from_float', loc, msg: 'Input should be a valid integer, got a number with a fractional part', input });
  else return input;
  return null;
}

function words(field: string, input: unknown, problems: object[]): readonly string[] | null {
  if (input === undefined || input === null) return null;
  if (!Array.isArray(input)) {
    problems.push({ type: 'list_type', loc: ['body', field], msg: 'Input should be a valid list', input });
    return null;
  }
  input.forEach((word: unknown, i) => {
    if (typeof word !== 'string')
      problems.push({ type: 'string_type', loc: ['body', field, i], msg: 'Input should be a valid string', input: word });
  });
  return input as string[];
}
