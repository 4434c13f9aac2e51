import type { FieldValues } from '../../../domain/driver';
import { type ExportSpec, SECRET, type Snippet } from '../../../domain/exports';
import type { KeyRecord } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { has } from './releases';

/** The variable's name where the user chooses none. */
const DEFAULT_VARIABLE = 'LABKEY_API_KEY';

/** Names that every shell takes. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A word for a POSIX shell: plain where it can be, else in single quotes. */
const sh = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A string literal of Python, R or Java. JSON's escapes are theirs, too. */
const quoted = (text: string): string => JSON.stringify(text);

const HISTORY =
  'The key itself stands in this text: it can end up in a shell history, a notebook or a repository. The form that reads the variable is safer.';

const NEWER =
  'Bearer is known to LabKey since 26.5, and this server’s release is not known: an older one ignores it and takes you for a guest.';

interface Target {
  readonly base: string;
  readonly host: string;
  readonly context: string;
  readonly ssl: boolean;
  readonly variable: string;
}

/**
 * How a LabKey key is used elsewhere. All of LabKey's own clients read `.netrc`; no variable is read by itself, so its name is the user's. The
 * key is sent as Basic with the login `apikey`, or as the header `apikey`; each snippet sends one of them, since the server prefers Basic.
 */
export function exportsOf(profile: Profile, key: KeyRecord, options: FieldValues): ExportSpec {
  const wanted = (options.variable ?? '').trim();
  const variable = VARIABLE.test(wanted) ? wanted : DEFAULT_VARIABLE;
  const url = new URL(profile.address);
  const target: Target = {
    base: profile.address,
    host: url.host,
    context: url.pathname.replace(/^\/|\/$/g, ''),
    ssl: url.protocol === 'https:',
    variable,
  };
  const session = key.held?.secretKind === 'sessionKey';
  const who = `${target.base}/login-whoAmI.api`;
  return {
    variables: [
      { name: variable, value: 'secret', help: 'Under the name that you choose: no LabKey client reads a variable by itself.' },
      { name: 'LABKEY_URL', value: { text: target.base }, help: 'The server that the key belongs to, for your scripts.' },
    ],
    snippets: [
      ...python(target),
      ...requests(target, who, has(profile.server?.version, 'bearer')),
      ...r(target),
      ...java(target),
      ...curl(target, who),
      ...(session ? [] : netrc(target, who)),
    ],
    warnings: [
      ...(wanted !== '' && wanted !== variable
        ? ['A variable’s name has letters, digits and underscores, and does not begin with a digit. The usual name is used instead.']
        : []),
      ...(session
        ? ['This is a session key: it dies with the browser session that made it, and does not belong in a file.']
        : [
            'An entry for this host in .netrc beats a key that a Python program gives in a header or to the labkey package: after a change of key, change the entry, too.',
            'A .netrc has one key for each host, whatever the port or the path: two LabKey servers on one host cannot have different keys there, and curl and Python send the key to any other service of that host.',
          ]),
      ...(target.ssl ? [] : ['This address is not encrypted: the key can be read on the way.']),
    ],
  };
}

const snippet = (id: string, title: string, language: string, lines: readonly string[], warning: string | null = null): Snippet => ({
  id,
  title,
  language,
  text: `${lines.join('\n')}\n`,
  warning,
});

function wrapper(t: Target, key: readonly string[]): readonly string[] {
  const rest = [...(t.context === '' ? [] : [`context_path=${quoted(t.context)}`]), ...(t.ssl ? [] : ['use_ssl=False']), ...key];
  return [`api = APIWrapper(${[quoted(t.host), quoted('home'), ...rest].join(', ')})`, 'print(api.security.who_am_i())'];
}

const python = (t: Target): readonly Snippet[] => [
  snippet('python', 'Python, labkey package', 'python', [
    'import os',
    'from labkey.api_wrapper import APIWrapper',
    '',
    ...wrapper(t, [`api_key=os.environ[${quoted(t.variable)}]`]),
  ]),
];

/** `auth=` with a function that changes nothing keeps requests from putting a key out of `.netrc` over the header. */
const NO_NETRC = ['# auth: keeps requests from taking another key out of .netrc'];

function requests(t: Target, who: string, bearer: 'yes' | 'no' | 'unknown'): readonly Snippet[] {
  const with_ = (id: string, title: string, header: string, extra: readonly string[] = [], warning: string | null = null): Snippet =>
    snippet(
      id,
      title,
      'python',
      [
        ...(extra.length > 0 ? ['import base64'] : []),
        'import os',
        'import requests',
        '',
        `key = os.environ[${quoted(t.variable)}]`,
        ...extra,
        `headers = {${header}}`,
        ...NO_NETRC,
        `response = requests.get(${quoted(who)}, headers=headers, auth=lambda request: request)`,
        'response.raise_for_status()',
        'print(response.json())',
      ],
      warning,
    );
  return [
    with_('requests-basic', 'Python requests, Basic header', '"Authorization": f"Basic {token}"', [
      'token = base64.b64encode(f"apikey:{key}".encode()).decode()',
    ]),
    with_('requests-apikey', 'Python requests, apikey header', '"apikey": key'),
    ...(bearer === 'no'
      ? []
      : [
          with_(
            'requests-bearer',
            'Python requests, Bearer header',
            '"Authorization": f"Bearer {key}"',
            [],
            bearer === 'yes' ? null : NEWER,
          ),
        ]),
  ];
}

const r = (t: Target): readonly Snippet[] => [
  snippet('r', 'R, Rlabkey', 'r', [
    'library(Rlabkey)',
    '',
    `labkey.setDefaults(apiKey = Sys.getenv(${quoted(t.variable)}), baseUrl = ${quoted(`${t.base}/`)})`,
    'labkey.whoAmI()',
  ]),
];

/** LabKey's Java client sends the key of `.netrc` only when challenged, so by whoAmI a program with a dead key would take itself for a guest. */
const javaLines = (provider: string, expression: string, base: string): readonly string[] => [
  'import org.labkey.remoteapi.Connection;',
  `import org.labkey.remoteapi.${provider};`,
  'import org.labkey.remoteapi.security.EnsureLoginCommand;',
  '',
  `Connection connection = new Connection(${quoted(base)}, new ${provider}(${expression}));`,
  'String email = new EnsureLoginCommand().execute(connection, "/home").getProperty("currentUser.email");',
  'System.out.println(email);',
];

const java = (t: Target): readonly Snippet[] => [
  snippet('java', 'Java', 'java', javaLines('ApiKeyCredentialsProvider', `System.getenv(${quoted(t.variable)})`, t.base)),
];

const curl = (t: Target, who: string): readonly Snippet[] => [
  // printf is part of the shell, so the key is in no argument list; -H @- takes the header from stdin.
  snippet('curl', 'curl', 'sh', [`printf 'apikey: %s\\n' "$${t.variable}" | curl -sS -H @- ${sh(who)}`]),
  snippet(
    'curl-literal',
    'curl, with the key in the text',
    'sh',
    [`curl -sS -H ${sh(`apikey: ${SECRET}`)} ${sh(who)}`],
    `${HISTORY} While curl runs, other users of the machine can read the key in the process list.`,
  ),
];

const NETRC_FIRST = 'Put the key into .netrc first.';

/** Rlabkey keeps its cookies for each address; on Windows libcurl looks where HOME points, which R sets. Source: Rlabkey 3.4.0, curl's documentation. */
const R_NETRC = `${NETRC_FIRST} An R session that is running may go on with the login that it has: start a new one after a change of key. On Windows R may look for the file in Documents: set HOME to your profile's folder.`;

/** The forms that read `.netrc`: nothing of the key stands in them. */
const netrc = (t: Target, who: string): readonly Snippet[] => [
  snippet(
    'python-netrc',
    'Python, labkey package, key from .netrc',
    'python',
    ['from labkey.api_wrapper import APIWrapper', '', ...wrapper(t, [])],
    NETRC_FIRST,
  ),
  snippet(
    'r-netrc',
    'R, Rlabkey, key from .netrc',
    'r',
    ['library(Rlabkey)', '', `labkey.setDefaults(baseUrl = ${quoted(`${t.base}/`)})`, 'labkey.whoAmI()'],
    R_NETRC,
  ),
  snippet(
    'java-netrc',
    'Java, key from .netrc',
    'java',
    ['import java.net.URI;', ...javaLines('NetrcCredentialsProvider', `URI.create(${quoted(t.base)})`, t.base)],
    NETRC_FIRST,
  ),
  snippet('curl-netrc', 'curl, key from .netrc', 'sh', [`curl -sS -n ${sh(who)}`], NETRC_FIRST),
];
