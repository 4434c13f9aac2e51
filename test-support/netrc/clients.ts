import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Recorder } from './server';

/** What a real program sent for a host, or found: one character per byte. */
export type RealAnswer = readonly [string, string] | null | 'ERR';

/** A program that reads a netrc file, run on a home of its own. */
export interface RealClient {
  readonly name: string;
  readonly command: string;
  /** A command that must succeed where the program alone is not enough. */
  readonly needs?: readonly string[];
  /** So slow that some files must do. */
  readonly isSlow?: boolean;
  /** Looks a host up in the file of `home`. */
  readonly look: (home: string, host: string, recorder: Recorder) => Promise<RealAnswer>;
}

export const isInstalled = (command: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));

export const isUsable = ({ command, needs }: RealClient): boolean =>
  isInstalled(command) && (needs === undefined || spawnSync(command, needs, { stdio: 'ignore', timeout: 20_000 }).status === 0);

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program with nothing of our environment but the path, in a home of its own; ten seconds at most unless told. */
export function runIn(
  home: string,
  command: string,
  args: readonly string[],
  more: { env?: Record<string, string>; input?: string; limit?: number } = {},
): Promise<Ended> {
  return new Promise((done, failed) => {
    const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', ...more.env };
    const child = spawn(command, args, {
      cwd: home,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: more.limit ?? 10_000,
      killSignal: 'SIGKILL',
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(more.input ?? '');
  });
}

/** Runs `use` with a home that holds this file as `.netrc`, 0600. */
export async function withHome<T>(bytes: Uint8Array, use: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'tessera-home-'));
  try {
    writeFileSync(join(home, '.netrc'), bytes, { mode: 0o600 });
    chmodSync(join(home, '.netrc'), 0o600);
    return await use(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

// The home of the password database comes first for this module, so that it is pointed to ours: no test may read the user's own file.
const PERL = `
BEGIN { *CORE::GLOBAL::getpwuid = sub { return ('x', 'x', 0, 0, '', '', '', $ENV{HOME}, '') }; }
use Net::Netrc;
my $m = Net::Netrc->lookup($ARGV[0]);
binmode STDOUT;
print join("\\0", map { defined $_ ? $_ : '' } $m->login, $m->password) if $m;
`;

const PYTHON = `
import netrc, sys
try:
    found = netrc.netrc().authenticators(sys.argv[1])
except (netrc.NetrcParseError, UnicodeDecodeError):
    sys.exit(26)
if found:
    sys.stdout.write(found[0] + "\\0" + found[2])
`;

const pair = (out: string): RealAnswer => {
  if (out === '') return null;
  const [login = '', password = ''] = out.split('\0');
  return [latin1(login), latin1(password)];
};

export const CLIENTS: readonly RealClient[] = [
  {
    name: 'curl',
    command: 'curl',
    look: async (home, host, recorder) => {
      const id = recorder.nextId();
      const { code } = await runIn(home, 'curl', ['-s', '-n', '-o', '/dev/null', '-x', recorder.url, `http://${host}/${id}`]);
      return code === 26 ? 'ERR' : recorder.sent(id);
    },
  },
  {
    name: 'git',
    command: 'git',
    look: async (home, host, recorder) => {
      const id = recorder.nextId();
      await runIn(home, 'git', ['-c', `http.proxy=${recorder.url}`, '-c', 'credential.helper=', 'ls-remote', `http://${host}/${id}.git`], {
        env: { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', GIT_CONFIG_NOSYSTEM: '1' },
      });
      return recorder.sent(id);
    },
  },
  {
    name: 'wget',
    command: 'wget',
    look: async (home, host, recorder) => {
      const id = recorder.nextId();
      await runIn(home, 'wget', [
        '-q',
        '-t',
        '1',
        '-T',
        '8',
        '-O',
        '/dev/null',
        '-e',
        'use_proxy=yes',
        '-e',
        `http_proxy=${recorder.url}`,
        `http://${host}/${id}`,
      ]);
      return recorder.sent(id);
    },
  },
  {
    name: 'aria2',
    command: 'aria2c',
    look: async (home, host, recorder) => {
      const id = recorder.nextId();
      await runIn(home, 'aria2c', [
        '--no-conf',
        '-q',
        '--max-tries=1',
        '--connect-timeout=8',
        '--timeout=8',
        '--allow-overwrite=true',
        `--http-proxy=${recorder.url}`,
        '-d',
        home,
        '-o',
        'fetched',
        `http://${host}/${id}`,
      ]);
      return recorder.sent(id);
    },
  },
  {
    name: 'R httr',
    command: 'Rscript',
    needs: ['--vanilla', '-e', 'library(httr)'],
    isSlow: true,
    look: async (home, host, recorder) => {
      const id = recorder.nextId();
      // As LabKey's R client asks for it.
      const script = 'a <- commandArgs(TRUE); httr::GET(a[1], httr::config(netrc = 1L, proxy = a[2]))';
      await runIn(home, 'Rscript', ['--vanilla', '-e', script, `http://${host}/${id}`, recorder.url], { limit: 30_000 });
      return recorder.sent(id);
    },
  },
  {
    name: 'Perl Net::Netrc',
    command: 'perl',
    look: async (home, host) => pair((await runIn(home, 'perl', ['-e', PERL, host])).out),
  },
  {
    name: 'Python netrc',
    command: 'python3',
    look: async (home, host) => {
      const { code, out, err } = await runIn(home, 'python3', ['-I', '-c', PYTHON, host]);
      if (code === 26) return 'ERR';
      if (code !== 0) throw new Error(`python3: ${err.slice(-300)}`);
      return pair(out);
    },
  },
];

/** The name under which the vectors measured a program like the installed one; null where they did not. git and R have the system's libcurl. */
export function columnOf(client: RealClient): string | null {
  const version = (command: string, args: readonly string[]): readonly number[] => {
    const said = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 }).stdout ?? '';
    return (/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number);
  };
  if (client.name === 'wget') return 'wget';
  if (client.command === 'python3') {
    const [, minor = 0] = version('python3', ['--version']);
    return minor >= 11 ? 'p313' : 'p310';
  }
  if (!['curl', 'git', 'Rscript'].includes(client.command)) return null;
  const [major = 0, minor = 0] = version('curl', ['--version']);
  const number = major * 100 + minor;
  return number < 784 ? 'c7x' : number < 811 ? 'c85' : number < 821 ? 'c814' : 'c822';
}
