import { fail, ok, type Result } from '../../../domain/result';
import { type Change, type Format, isObject, type Json, own, textAt } from './format';

const VERSION = 1;
const DEFAULT = 'default';
const KEYS = { token: 'rest.token', host: 'rest.server_address', workspace: 'rest.workspace' } as const;
const LOGIN = ['rest.username', 'rest.password'] as const;

const refuse = (message: string) => fail('tiledbProfiles.notUnderstood', `${message} Nothing was written.`);

/** The profile of that name, `{}` where there is none. Refuses what libtiledb does not load, and versions that are not known here. */
function profileIn(root: Json, name: string): Result<Json> {
  if (name === 'version' || name.trim() !== name || name === '' || name.length > 200 || /\p{Cc}/u.test(name))
    return fail(
      'tiledbProfiles.name',
      'Give the profile another name: not “version”, without blanks around it. Nothing was written.',
      undefined,
      {
        field: 'locator',
      },
    );
  const version = own(root, 'version');
  if (version !== VERSION && !(version === undefined && Object.keys(root).length === 0))
    return refuse(
      typeof version === 'number' && version > VERSION
        ? `The file has version ${version}, which is newer than what is known here (${VERSION}).`
        : `The file has no version ${VERSION}, without which libtiledb does not load it.`,
    );
  const profile = own(root, name);
  if (profile === undefined) return ok({});
  if (!isObject(profile)) return refuse(`What stands in the file as ${name} is no profile.`);
  if (Object.values(profile).some((value) => typeof value !== 'string'))
    return refuse(`The profile ${name} has a value that is no text, so libtiledb cannot load the file.`);
  return ok(profile);
}

/**
 * `~/.tiledb/profiles.json`, after libtiledb 2.28.1 to 2.31: `version` 1, then one object of texts for each profile; user name and password both or
 * neither, and before 2.31 the other rules of who wins.
 */
export const profilesJson: Format = {
  kind: 'tiledbProfiles',
  title: 'TileDB profiles.json',
  unit: '  ',

  look(root, name) {
    const profile = profileIn(root, name);
    if (!profile.ok) return profile;
    const token = textAt(own(profile.value, KEYS.token));
    const password = textAt(own(profile.value, 'rest.password'));
    const username = textAt(own(profile.value, 'rest.username'));
    return ok({
      token,
      path: [name, KEYS.token],
      secrets: [
        ...(token === null ? [] : [{ secret: token, what: `the token of profile ${name} in profiles.json` }]),
        ...(password === null ? [] : [{ secret: password, what: `the password of ${username ?? 'somebody'} in profiles.json` }]),
      ],
      shadow:
        password === null && username === null
          ? null
          : 'User name and password stand in the profile, too: some programs use these instead of the token.',
    });
  },

  plan(root, { secret, locator: name, fields }) {
    const profile = profileIn(root, name);
    if (!profile.ok) return profile;
    const { host, workspace } = fields;
    const had = (key: string) => own(profile.value, key);
    const set = (key: string, value: string | undefined): readonly Change[] =>
      value === undefined || had(key) === value ? [] : [{ path: [name, key], value }];
    const logins = LOGIN.filter((key) => had(key) !== undefined);
    return ok({
      changes: [
        ...(own(root, 'version') === undefined ? [{ path: ['version'], value: VERSION }] : []),
        { path: [name, KEYS.token], value: secret },
        ...set(KEYS.host, host),
        ...set(KEYS.workspace, workspace),
        ...logins.map((key) => ({ path: [name, key], value: undefined })),
      ],
      warnings: [
        ...(had(KEYS.host) === undefined || had(KEYS.host) === host
          ? []
          : [`The profile names another server now. Programs that use it will go to ${host}.`]),
        ...(logins.length > 0
          ? ['User name and password stand in the profile: some programs use these instead of a token. They are taken out.']
          : []),
        ...(had('rest.verify_ssl') === 'false'
          ? [
              'The profile switches the check of the server’s certificate off (rest.verify_ssl): anybody on the way can read the token. That is left as it is.',
            ]
          : []),
        'Where TILEDB_REST_TOKEN is set it counts before the profile.',
        ...(name === DEFAULT ? [] : [`Programs use this profile where TILEDB_PROFILE_NAME, or they themselves, name ${name}.`]),
      ],
    });
  },
};
