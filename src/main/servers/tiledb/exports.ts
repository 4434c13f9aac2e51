import { type ConfigFile, type ExportSpec, type ExportVariable, SECRET, type Snippet } from '../../../domain/exports';
import type { KeyRecord } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { isDefaultHost } from './address';

/** A word for a POSIX shell in single quotes where it needs them. */
const sh = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A string literal of Python and R. JSON's escapes are theirs too. */
const quoted = (text: string): string => JSON.stringify(text);

const HISTORY =
  'The token itself stands in this text: it can end up in a shell history, a notebook or a repository. The form that reads the variable is safer.';

/**
 * How a TileDB token is used elsewhere. All clients read TILEDB_REST_TOKEN; for a server of one's own the vendor's Python and R packages read the
 * host from one variable and libtiledb, with all that is built on it, from another (their sources, 2025).
 */
export function exportsOf(profile: Profile, key: KeyRecord): ExportSpec {
  const host = profile.address;
  const isDefault = isDefaultHost(host);
  const generation = profile.server?.details.generation ?? 'undecided';
  const workspace = key.listed?.value.details?.workspace ?? null;
  const variable = (name: string, text: string, help: string): ExportVariable => ({ name, value: { text }, help, needed: true });
  const isV4 = generation === 'v4';
  return {
    variables: [
      { name: 'TILEDB_REST_TOKEN', value: 'secret', help: 'All TileDB clients read this variable by themselves.' },
      ...(isDefault
        ? []
        : [
            variable('TILEDB_REST_HOST', host, 'The server, for the Python, R and JavaScript packages of TileDB Cloud.'),
            variable('TILEDB_REST_SERVER_ADDRESS', host, 'The same, for libtiledb and all that is built on it. Both are needed.'),
          ]),
      ...(isV4 && workspace !== null
        ? [variable('TILEDB_REST_WORKSPACE', workspace, 'The workspace of the token, without which the Carrara client does not start.')]
        : []),
    ],
    snippets: [
      ...(isV4 ? [carrara(host)] : [cloud(host, isDefault), R]),
      {
        id: 'curl',
        title: 'curl',
        language: 'sh',
        // printf is part of the shell, so the token is in no argument list; -H @- takes the header from stdin.
        text: `printf 'X-TILEDB-REST-API-KEY: %s\\n' "$TILEDB_REST_TOKEN" | curl -sS -H @- ${sh(`${host}${isV4 ? '/v4/users/self' : '/v1/user'}`)}\n`,
        warning: null,
      },
      {
        id: 'python-literal',
        title: 'Python, with the token in the text',
        language: 'python',
        text: isV4
          ? `import tiledb.client\n\ntiledb.client.configure(host=${quoted(host)}, token=${quoted(SECRET)}${workspace === null ? '' : `, workspace=${quoted(workspace)}`})\n`
          : `import tiledb.cloud\n\ntiledb.cloud.login(host=${quoted(host)}, token=${quoted(SECRET)})\n`,
        warning: `${HISTORY} This call also writes the token into a file below ~/.tiledb that other users may read.`,
      },
    ],
    warnings: [
      'Inside a TileDB notebook no token is needed: it has one of its own in TILEDB_REST_TOKEN.',
      ...(isV4 && workspace === null
        ? [
            'The server does not say in which workspace this token is. The Carrara client does not start without it: set TILEDB_REST_WORKSPACE, too.',
          ]
        : []),
      ...(isDefault ? [] : ['This is a server of your own: without both address variables programs send the token to TileDB Cloud.']),
      'User name and password in a file below ~/.tiledb, or set in a program, can count before the token.',
    ],
    files: [...(isV4 ? [] : [cloudJson(host)]), profilesJson(host, workspace)],
  };
}

const cloud = (host: string, isDefault: boolean): Snippet => ({
  id: 'python',
  title: 'Python (tiledb-cloud)',
  language: 'python',
  text: isDefault
    ? 'import tiledb.cloud  # reads TILEDB_REST_TOKEN by itself\n\ntiledb.cloud.user_profile()\n'
    : `import tiledb.cloud  # reads TILEDB_REST_TOKEN and TILEDB_REST_HOST (${host}) by itself\n\ntiledb.cloud.user_profile()\n`,
  warning: null,
});

const R: Snippet = {
  id: 'r',
  title: 'R (tiledbcloud)',
  language: 'r',
  text: 'library(tiledbcloud)\nlogin()  # reads TILEDB_REST_TOKEN and TILEDB_REST_HOST by itself\n',
  warning: null,
};

const carrara = (host: string): Snippet => ({
  id: 'python',
  title: 'Python (tiledb-client)',
  language: 'python',
  text: `from tiledb.client import client  # reads TILEDB_REST_TOKEN, _SERVER_ADDRESS (${host}) and _WORKSPACE by itself\n\nclient.get_user()\n`,
  warning: null,
});

const cloudJson = (host: string): ConfigFile => ({
  kind: 'tiledbCloudJson',
  title: 'cloud.json',
  help: 'Read by the Python and Java packages of TileDB Cloud. A variable TILEDB_REST_TOKEN counts before it.',
  path: '~/.tiledb/cloud.json',
  locator: 'api_key',
  locatorLabel: null,
  fields: { host },
});

const profilesJson = (host: string, workspace: string | null): ConfigFile => ({
  kind: 'tiledbProfiles',
  title: 'profiles.json',
  help: 'Read by libtiledb 2.28.1 and newer, all that is built on it, and the Carrara client. Where TILEDB_PROFILE_DIR is set, they look in that folder.',
  path: '~/.tiledb/profiles.json',
  locator: 'default',
  locatorLabel: 'Profile',
  fields: { host, ...(workspace === null ? {} : { workspace }) },
});
