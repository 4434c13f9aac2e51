import { lowerAscii } from './text';

/** Words that some reader takes as a keyword wherever a keyword can stand. */
export const KEYWORDS: ReadonlySet<string> = new Set(['machine', 'default', 'login', 'password', 'account', 'macdef']);

/** Words that hide the entries after them from curl up to 8.20 when they are another entry's value. */
export const HIDING_WORDS: ReadonlySet<string> = new Set(['machine', 'default', 'macdef']);

/** Keywords of some readers only: Python and wget know `user`, ftp clients `passwd`. Never written, and refused as values. */
const DIALECT: ReadonlySet<string> = new Set(['user', 'passwd']);

/** True for a word that a keyword could be confused with, in any case. */
const isKeyword = (word: string): boolean => KEYWORDS.has(lowerAscii(word));

/** Characters that all readers return alike: printable ASCII but quote, backslash, hash and comma, each of which some reader takes apart. */
const SAFE = /^[!$-+\--[\]-~]{1,1024}$/;

/**
 * True for a key (or login) that every reader returns as it was written. Quoting is no way out: curl before 7.84, Python before 3.11, LabKey
 * Java and Go read the quotes as part of the value.
 */
export const isSafeValue = (value: string): boolean => SAFE.test(value) && !isKeyword(value) && !DIALECT.has(lowerAscii(value));

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** True for eight groups of hex digits, `::` for one or more groups of zeros, and an IPv4 address in the place of the last two groups. */
function isIPv6(host: string): boolean {
  const tail = host.lastIndexOf(':') + 1;
  const last = host.slice(tail);
  if (last.includes('.') && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(last)) return false;
  const whole = last.includes('.') ? `${host.slice(0, tail)}0:0` : host;
  const halves = whole.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((g) => /^[0-9a-f]{1,4}$/.test(g))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

/**
 * True for a host as it must stand after `machine`: lower-case ASCII name (IDN in its `xn--` form), IPv4, or IPv6 without brackets and zone. No
 * scheme, port, path or trailing dot, since readers look up the bare host; no keyword, since `machine default` is a catch-all for Python.
 */
export function isHost(host: string): boolean {
  if (host.length === 0 || host.length > 253 || isKeyword(host)) return false;
  return host.includes(':') ? isIPv6(host) : NAME.test(host);
}
