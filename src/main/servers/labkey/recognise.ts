import { hashMark } from '../common/marks';
import type { Recognised } from '../driver';
import { parseAddress } from './address';

/** A key since 23.3: 64 hex digits in lower case. A session key of those releases looks the same. */
export const API_KEY = '^[0-9a-f]{64}$';
/** A key up to 22.11. It goes on working after an update, with its prefix: that is part of what the server compares. */
export const LEGACY_KEY = '^apikey\\|[0-9a-f]{32}$';
/** A session key up to 22.11. */
export const SESSION_KEY = '^session\\|[0-9a-f]{32}$';

const KINDS = [
  ['apiKey', new RegExp(API_KEY)],
  ['legacyKey', new RegExp(LEGACY_KEY)],
  ['sessionKey', new RegExp(SESSION_KEY)],
] as const;

/**
 * What a pasted text is. Takes off what a copy brings along: blanks, line breaks inside a long hex text, quotes, a variable's name, a header's
 * name, a line of a netrc file. A prefix is never stripped: it belongs to an old key, and before a new one it is a mistake that is pointed at.
 * An administrator can give keys of any shape, so an unknown one is let through.
 */
export function recognise(pasted: string): Recognised {
  const secret = unwrap(pasted);
  const answer = (kindId: string | null, problem: string | null): Recognised => ({
    secret,
    kindId,
    marks: secret === '' ? [] : [hashMark(secret)],
    problem,
  });
  if (secret === '') return answer(null, 'There is no key in this text.');
  const kind = KINDS.find(([, pattern]) => pattern.test(secret))?.[0];
  if (kind) return answer(kind, null);
  return answer(null, problemOf(secret));
}

function problemOf(secret: string): string | null {
  if (/^(apikey|session)\|[0-9a-f]{64}$/i.test(secret))
    return 'This key has a prefix that LabKey does not use any more (since 23.3), and the server would refuse it. Paste the 64 characters after the “|” alone.';
  if (/\s/.test(secret)) return 'There are blanks or several lines in this text. Paste the key alone.';
  if (/^[0-9a-f]{64}$/i.test(secret))
    return 'A LabKey key has lower-case letters only, and the server would refuse this one. Copy it once more.';
  if (/^(?:apikey\||session\|)?[0-9a-f]{1,63}$/i.test(secret))
    return `A LabKey key has 64 characters, 0-9 and a-f (before 23.3 “apikey|” and 32 of them); here are ${secret.replace(/^\w+\|/, '').length}. Perhaps a part was not copied.`;
  if (/^[0-9a-f]{65,}$/i.test(secret))
    return `A LabKey key has 64 characters; here are ${secret.length}. Perhaps something was copied twice.`;
  return /^[\x21-\x7e]+$/.test(secret) ? null : 'A LabKey key has plain letters and digits only. Perhaps something else was copied along.';
}

function unwrap(pasted: string): string {
  let text = pasted.trim();
  if (/^["']?https?:\/\//i.test(text)) {
    const parsed = parseAddress(text);
    if (parsed.ok && parsed.value.secret !== null) return parsed.value.secret;
  }
  const line = /^machine\s+\S+\s+login\s+apikey\s+password\s+(\S+)$/.exec(text);
  if (line) text = line[1] ?? '';
  text = text.replace(/^(?:export\s+|set\s+|setenv\s+)?[A-Za-z_][A-Za-z0-9_]*(?:KEY|TOKEN)\s*=\s*/i, '');
  text = unquote(text)
    .replace(/^Authorization\s*:\s*/i, '')
    .replace(/^Bearer\s+/i, '')
    .replace(/^apikey\s*:\s*/i, '');
  text = unquote(text).trim();
  // A mail or a terminal breaks a long line; nothing but a key is that much hex.
  const joined = text.replace(/\s+/g, '');
  return /^[0-9a-f]{64}$/.test(joined) ? joined : text;
}

function unquote(text: string): string {
  const match = /^(["'`“‘])(.*)["'`”’];?$/s.exec(text.trim());
  return (match?.[2] ?? text).trim();
}
