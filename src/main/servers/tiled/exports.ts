import type { ExportSpec, Snippet } from '../../../domain/exports';
import { SECRET } from '../../../domain/exports';
import type { KeyRecord } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { clientUri } from './address';
import { isSingleUser } from './endpoints';

/** A word for a POSIX shell: plain where it can be, else in single quotes. */
const sh = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A Python string literal. JSON's escapes are Python's too. */
const py = (text: string): string => JSON.stringify(text);

const HISTORY =
  'The key itself stands in this text: it can end up in a shell history, a notebook or a repository. The form that reads the variable is safer.';

/**
 * How a Tiled key is used elsewhere. Tiled's Python client reads TILED_API_KEY by itself; the variable belongs to no server, so the address
 * stands beside it. curl reads its header from stdin, so that the key is in no process list.
 */
export function exportsOf(profile: Profile, key: KeyRecord): ExportSpec {
  const uri = clientUri(profile.address);
  const metadata = `${profile.address}/api/v1/metadata/`;
  return {
    variables: [
      { name: 'TILED_API_KEY', value: 'secret', help: 'Tiled’s Python client and command line read this variable by themselves.' },
      {
        name: 'TILED_URI',
        value: { text: uri },
        help: 'The server that the key belongs to. Tiled itself does not read this variable; your scripts can.',
      },
    ],
    snippets: [
      python(uri),
      curl(metadata),
      httpie(metadata),
      ...commands(profile, key, uri),
      {
        id: 'python-literal',
        title: 'Python, with the key in the text',
        language: 'python',
        text: `from tiled.client import from_uri\n\nclient = from_uri(${py(uri)}, api_key=${py(SECRET)})\n`,
        warning: HISTORY,
      },
      {
        id: 'curl-literal',
        title: 'curl, with the key in the text',
        language: 'sh',
        text: `curl -sS -H ${sh(`Authorization: Apikey ${SECRET}`)} ${sh(metadata)}\n`,
        warning: `${HISTORY} While curl runs, other users of the machine can read the key in the process list.`,
      },
      {
        id: 'url',
        title: 'Address with the key in it',
        language: 'url',
        text: `${profile.address}/?api_key=${SECRET}`,
        warning:
          'The key travels in the address: the server’s access log, proxies and the browser’s history keep it, and the server sets a cookie with it. Only where nothing but a link will do.',
      },
    ],
    warnings: [
      'TILED_API_KEY belongs to no server: whichever Tiled server a program contacts gets it.',
      'While TILED_API_KEY is set, “tiled login” refuses to work and the key is used instead of your session.',
    ],
  };
}

function python(uri: string): Snippet {
  return {
    id: 'python',
    title: 'Python',
    language: 'python',
    text: `from tiled.client import from_uri\n\nclient = from_uri(${py(uri)})  # reads TILED_API_KEY by itself\n`,
    warning: null,
  };
}

function curl(metadata: string): Snippet {
  return {
    id: 'curl',
    title: 'curl',
    language: 'sh',
    // printf is part of the shell, so the key is in no argument list; -H @- takes the header from stdin.
    text: `printf 'Authorization: Apikey %s\\n' "$TILED_API_KEY" | curl -sS -H @- ${sh(metadata)}\n`,
    warning: null,
  };
}

function httpie(metadata: string): Snippet {
  return {
    id: 'httpie',
    title: 'HTTPie',
    language: 'sh',
    // ":@" takes a header's value from a file; --ignore-stdin keeps HTTPie from taking stdin for a request body.
    text: `printf 'Apikey %s' "$TILED_API_KEY" | http --ignore-stdin GET ${sh(metadata)} Authorization:@/dev/stdin\n`,
    warning: null,
  };
}

/** The same by Tiled's own command line, which works with a profile of its own and its own login. */
function commands(profile: Profile, key: KeyRecord, uri: string): readonly Snippet[] {
  if (isSingleUser(profile)) return [];
  const listed = key.listed?.value ?? null;
  const first = listed?.fragment ?? key.marks.find((m) => m.kind === 'firstEight')?.value ?? null;
  const setUp = `tiled profile create ${sh(uri)} --name tessera\ntiled login --profile tessera\n`;
  const seconds =
    listed?.expiry.kind === 'at' && key.listed
      ? Math.max(1, Math.round((listed.expiry.at - key.listed.asOf - (key.listed.skewMs ?? 0)) / 1000))
      : null;
  const create = [
    'tiled api_key create --profile tessera',
    ...(seconds === null ? [] : [`--expires-in ${seconds}`]),
    ...(listed?.scopes ?? []).map((s) => `--scopes ${sh(s)}`),
    ...(listed?.accessTags ?? []).map((t) => `--access-tags ${sh(t)}`),
    ...(listed?.name ? [`--note ${sh(listed.name)}`] : []),
  ].join(' ');
  const snippets: Snippet[] = [
    { id: 'cli-create', title: 'Make such a key with the tiled command', language: 'sh', text: `${setUp}${create}\n`, warning: null },
  ];
  if (first !== null)
    snippets.push({
      id: 'cli-revoke',
      title: 'Revoke this key with the tiled command',
      language: 'sh',
      text: `${setUp}tiled api_key revoke --profile tessera ${sh(first)}\n`,
      warning: null,
    });
  return snippets;
}
