import { join } from 'node:path';
import type { NetrcClient } from '../../../domain/diagnosis';
import {
  type Answer,
  ask,
  diagnose,
  type Finding,
  isEntry,
  isSameAnswer,
  lex,
  type NearMiss,
  nearMisses,
  READERS,
  type ReaderId,
  toText,
} from '../../../domain/netrc';
import { hashOf, readNetrc } from './store';
import type { Surroundings } from './which-file';

/** What one sort of program gets for a host. Holds a secret: for use in main only. */
export interface ClientReading {
  readonly client: NetrcClient;
  /** The file that it reads; null where it finds none. */
  readonly path: string | null;
  /** `rejected`: it gives up on the file. */
  readonly found: 'rejected' | { readonly login: string; readonly secret: string; readonly hash: string } | null;
  /** A sentence about the file's part in it. */
  readonly detail: string | null;
}

export interface NetrcReadings {
  readonly clients: readonly ClientReading[];
  /** Netrc files that exist, the one that most programs read first. */
  readonly files: readonly string[];
  readonly nearMisses: readonly (NearMiss & { readonly path: string })[];
}

interface Read {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Why it cannot be read. */
  readonly problem: string | null;
}

async function read(path: string): Promise<Read | null> {
  const looked = await readNetrc(path);
  if (!looked.ok) return { path, bytes: new Uint8Array(), problem: looked.error.message };
  return looked.value.found ? { path, bytes: looked.value.found.bytes, problem: null } : null;
}

/**
 * What requests, libcurl and LabKey's Java client get for a host out of the files that each reads. requests takes the file that NETRC names and no
 * other, else the first of `~/.netrc` and `~/_netrc` that exists; libcurl knows no such variable, and `_netrc` on Windows only; the Java client
 * goes on to `_netrc` where `.netrc` has no entry for the host (observed with requests 2.34, curl 7.88 and LabKey's Java client 6).
 */
export async function netrcReadings({ home, platform, netrc }: Surroundings, host: string): Promise<NetrcReadings> {
  const [dotted, plain] = await Promise.all([read(join(home, '.netrc')), read(join(home, '_netrc'))]);
  const named = netrc ? await read(join(netrc.startsWith('/') || /^[A-Za-z]:|^\\\\/.test(netrc) ? '' : home, netrc)) : null;
  const first = dotted ?? plain;
  const java = inJava(host);
  const hasJava = (file: Read | null) => file !== null && answerOf('labkeyJava', file, java) !== null;
  const files = [named, dotted, plain].filter((f) => f !== null);
  const there = files.filter((f, i) => files.findIndex((g) => g.path === f.path) === i);
  return {
    clients: [
      reading('requests', 'python', netrc ? named : first, host),
      reading('libcurl', 'curl', platform === 'win32' ? first : dotted, host),
      reading('java', 'labkeyJava', !hasJava(dotted) && hasJava(plain) ? plain : first, java),
    ],
    files: there.map((f) => f.path),
    nearMisses: there.flatMap((f) => nearMisses(f.bytes, host).map((miss) => ({ ...miss, path: f.path }))),
  };
}

/** Java's `URI.getHost()` keeps the brackets of an IPv6 address. */
const inJava = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function answerOf(id: ReaderId, file: Read, host: string): Answer {
  const reader = READERS.find((r) => r.id === id);
  return reader ? ask(reader.read(toText(file.bytes)), host) : null;
}

function reading(client: NetrcClient, id: ReaderId, file: Read | null, host: string): ClientReading {
  if (file === null) return { client, path: null, found: null, detail: null };
  const { path } = file;
  if (file.problem !== null) return { client, path, found: 'rejected', detail: file.problem };
  const answer = answerOf(id, file, host);
  const detail = detailOf(id, file, host, answer);
  if (answer === null || answer === 'rejected') return { client, path, found: answer, detail };
  const [login, key] = answer.map((part) => Buffer.from(part, 'latin1').toString('utf8'));
  return { client, path, found: { login: login ?? '', secret: key ?? '', hash: hashOf(answer[1]) }, detail };
}

/** The finding about the file that explains this reader's answer, if there is one. */
function detailOf(id: ReaderId, file: Read, host: string, answer: Answer): string | null {
  const { findings } = diagnose(file.bytes);
  const said = (code: Finding['code'], about = '') => findings.find((f) => f.code === code && f.sentence.includes(about))?.sentence ?? null;
  if (id === 'labkeyJava') return answer !== null && answer !== 'rejected' && !isLive(file, host, answer) ? HIDDEN : null;
  if (answer === 'rejected') return said(id === 'python' ? 'python-rejects' : 'curl-rejects');
  const older = id === 'curl' && !isSameAnswer(answerOf('curl813', file, host), answer) ? said('curl813-rejects') : null;
  return older ?? (answer === null ? null : said('duplicate-host', ` for ${host} `));
}

const HIDDEN = 'It takes this from a comment or a macro, which it does not skip.';

function isLive(file: Read, host: string, [login, key]: readonly [string, string]): boolean {
  const entries = lex(toText(file.bytes)).document?.items.filter(isEntry) ?? [];
  return entries.some((e) => e.name?.value === host && e.login?.value.value === login && e.password?.value.value === key);
}
