import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a vendor's client may see of the machine. */
export interface Surroundings {
  /** Its home: `~/.tiledb` lies there. */
  readonly home: string;
  /** Variables beside PATH, LANG, HOME and TMPDIR, such as the exported ones. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a script left, or the exception that ended it, with its cause. */
export type Said =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly error: string; readonly text: string; readonly cause: string | null };

const LIMIT = 60_000;

/** Runs a Python script in one of the environments. `values` reach it over stdin as `values`; it leaves `answer`. Throws where Python itself fails. */
export async function runPython(
  python: string,
  script: string,
  { home, env = {} }: Surroundings,
  values: Readonly<Record<string, unknown>> = {},
): Promise<Said> {
  const child = spawn(python, ['-I', join(import.meta.dirname, 'job.py')], {
    cwd: home,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: home, TMPDIR: tmpdir(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err = (err + String(chunk)).slice(-2_000);
  });
  child.stdin.end(JSON.stringify({ script, values }));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`Python ended with ${code}: ${err}`);
  const said: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '');
  if (typeof said !== 'object' || said === null) throw new Error('The Python job said nothing.');
  if ('answer' in said) return { ok: true, answer: said.answer };
  const { error, text, cause }: { error?: unknown; text?: unknown; cause?: unknown } = said;
  return { ok: false, error: String(error), text: String(text), cause: typeof cause === 'string' ? cause : null };
}

/** What a script left; throws with the vendor's own exception where there was one. */
export async function answerOf(said: Promise<Said>): Promise<unknown> {
  const result = await said;
  if (result.ok) return result.answer;
  throw new Error(`${result.error}: ${result.text}${result.cause === null ? '' : ` (${result.cause})`}`);
}

/** tiledb-cloud: where it would go, with which kind of credential, as file and variables make it. No request is sent. */
export const cloudConfiguration = (python: string, around: Surroundings): Promise<Said> =>
  runPython(
    python,
    `
import tiledb.cloud
c = tiledb.cloud.config.config
answer = {"host": c.host, "api_key": c.api_key, "username": c.username, "password": c.password, "verify_ssl": c.verify_ssl}
`,
    around,
  );

/** tiledb-cloud: the names of the tokens that the server lists, with what file and variables give, and nothing else. */
export const cloudTokenNames = (python: string, around: Surroundings): Promise<Said> =>
  runPython(
    python,
    `
import tiledb.cloud
from tiledb.cloud import client, rest_api
answer = [t.name for t in client.build(rest_api.UserApi).tokens_get()]
`,
    around,
  );

/** tiledb-client: where it would go and with what, as profile and variables make it. No request is sent. */
export const clientConfiguration = (python: string, around: Surroundings): Promise<Said> =>
  runPython(
    python,
    `
import tiledb.client
from tiledb.client import config
c = config.config
answer = {"host": c.host, "api_key": c.api_key, "username": c.username, "password": c.password, "workspace": config._workspace_id}
`,
    around,
  );

/** tiledb-client: the names of the API tokens that the server lists, over all pages, with what profile and variables give, and nothing else. */
export const clientTokenNames = (python: string, around: Surroundings): Promise<Said> =>
  runPython(
    python,
    `
from tiledb.client import tokens
answer = [t.name for t in tokens.list_tokens("api")]
`,
    around,
  );

/** libtiledb: the values of a profile in `profiles.json`, null for what it lacks. `TILEDB_PROFILE_DIR` and `_NAME` count as they do for everybody. */
export const readProfile = (
  python: string,
  around: Surroundings,
  profile: { readonly name?: string; readonly folder?: string } = {},
): Promise<Said> =>
  runPython(
    python,
    `
import tiledb
p = tiledb.Profile.load(values.get("name"), values.get("folder"))
keys = ["rest.server_address", "rest.token", "rest.username", "rest.password", "rest.workspace", "rest.payer_namespace", "rest.verify_ssl"]
answer = {k: p.get(k, False) for k in keys}
`,
    around,
    profile,
  );

/** libtiledb: saves a profile as the vendor's programs do. */
export const writeProfile = (
  python: string,
  around: Surroundings,
  profile: {
    readonly name?: string;
    readonly folder?: string;
    readonly set: Readonly<Record<string, string>>;
    readonly overwrite?: boolean;
  },
): Promise<Said> =>
  runPython(
    python,
    `
import tiledb
p = tiledb.Profile(values.get("name"), values.get("folder"))
for key, value in values["set"].items():
    p[key] = value
p.save(overwrite=values.get("overwrite", False))
answer = {"name": p.name, "folder": p.dir}
`,
    around,
    profile,
  );

/** libtiledb: the configuration that a plain `tiledb.Config()` arrives at, from variables and profile; null for what is unset. */
export const libtiledbConfiguration = (python: string, around: Surroundings): Promise<Said> =>
  runPython(
    python,
    `
import tiledb
c = tiledb.Config()
keys = ["rest.server_address", "rest.token", "rest.username", "rest.password", "rest.workspace"]
answer = {k: (c.get(k, False) or None) for k in keys}
`,
    around,
  );
