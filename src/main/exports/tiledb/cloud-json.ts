import { fail, ok, type Result } from '../../../domain/result';
import { type Change, type Format, isObject, type Json, own, textAt } from './format';

const HEADER = 'X-TILEDB-REST-API-KEY';
const TOKEN_PATH = ['api_key', HEADER];

/** Refuses a token or password in a form that nobody here knows: it could not be kept before the file loses it. */
function understood(root: Json): Result<null> {
  const apiKey = own(root, 'api_key');
  const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';
  const isKnown = isObject(apiKey) ? isText(own(apiKey, HEADER)) : isText(apiKey);
  if (isKnown && isText(own(root, 'username')) && isText(own(root, 'password'))) return ok(null);
  return fail(
    'tiledbCloudJson.notUnderstood',
    'The file has a token, user name or password that is no text. It was left as it is; mend it by hand, or move it away.',
  );
}

/**
 * `~/.tiledb/cloud.json`, after the vendor's Python client 0.14: `api_key` must be an object, `host` must be there, `username` and `password`
 * count before the token.
 */
export const cloudJson: Format = {
  kind: 'tiledbCloudJson',
  title: 'TileDB cloud.json',
  unit: '    ',

  look(root) {
    const known = understood(root);
    if (!known.ok) return known;
    const apiKey = own(root, 'api_key');
    // As a text programs cannot use it, though it is a secret all the same.
    const token = isObject(apiKey) ? textAt(own(apiKey, HEADER)) : textAt(apiKey);
    const username = textAt(own(root, 'username'));
    const password = textAt(own(root, 'password'));
    return ok({
      token,
      path: isObject(apiKey) ? TOKEN_PATH : ['api_key'],
      secrets: [
        ...(token === null ? [] : [{ secret: token, what: 'the token in cloud.json' }]),
        ...(password === null ? [] : [{ secret: password, what: `the password of ${username ?? 'somebody'} in cloud.json` }]),
      ],
      shadow:
        isObject(apiKey) || token === null ? (password === null ? null : SHADOW) : 'It stands there in a form that programs cannot use.',
    });
  },

  plan(root, { secret, fields }, isNew) {
    const host = fields.host ?? '';
    if (host === '') return fail('export.noHost', 'Without the server’s address programs could not use the file. Nothing was written.');
    const known = understood(root);
    if (!known.ok) return known;
    const change = (path: readonly string[], value: unknown): Change => ({ path, value });
    const apiKey = own(root, 'api_key');
    const hadHost = own(root, 'host');
    const hasPassword = textAt(own(root, 'password')) !== null;
    return ok({
      changes: [
        // A text in place of the object, which programs could not use, gives way.
        ...(isObject(apiKey) || apiKey === undefined ? [] : [change(['api_key'], {})]),
        change(TOKEN_PATH, secret),
        ...(hadHost === host ? [] : [change(['host'], host)]),
        ...(isNew ? [change(['verify_ssl'], true)] : []),
        ...(hasPassword ? [change(['username'], undefined), change(['password'], undefined)] : []),
      ],
      warnings: [
        ...(hadHost === undefined || hadHost === host
          ? []
          : [`The file names another server now. Programs that read it will go to ${host}.`]),
        ...(hasPassword ? ['User name and password stand there, which count before a token. They are taken out.'] : []),
        ...(own(root, 'verify_ssl') === false
          ? [
              'The file switches the check of the server’s certificate off (verify_ssl): anybody on the way can read the token. That is left as it is.',
            ]
          : []),
        'Where TILEDB_REST_TOKEN is set it counts before this file.',
      ],
    });
  },
};

const SHADOW = 'User name and password stand in the file, too, and count before the token.';
