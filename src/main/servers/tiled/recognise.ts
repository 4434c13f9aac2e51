import { hashMark } from '../common/marks';
import type { Recognised } from '../driver';
import { parseAddress } from './address';

/** Multi-user keys: 36 random bytes in hex. */
export const MULTI_USER = /^[0-9a-f]{72}$/i;
/** Single-user keys: any letters and digits; 64 hex by default. */
const SINGLE_USER = /^[A-Za-z0-9]+$/;

/**
 * What a pasted text is. Takes off what a copy brings along: blanks and line breaks, quotes, `export TILED_API_KEY=`, `Authorization: Apikey`,
 * and the URL around `?api_key=`. A multi-user key is written in lower case, as the server gave it out (it reads both); a single-user key is
 * kept to the letter, since case counts there.
 */
export function recognise(pasted: string): Recognised {
  const bare = unwrap(pasted);
  if (bare === '') return { secret: '', kindId: null, marks: [], problem: 'There is no key in this text.' };
  if (MULTI_USER.test(bare)) {
    const secret = bare.toLowerCase();
    return { secret, kindId: 'multiUser', marks: [hashMark(secret), { kind: 'firstEight', value: secret.slice(0, 8) }], problem: null };
  }
  if (SINGLE_USER.test(bare)) {
    const short = /^[0-9a-f]+$/i.test(bare) && bare.length === 8;
    return {
      secret: bare,
      kindId: 'singleUser',
      marks: [hashMark(bare)],
      problem: short ? 'These are eight characters, as lists show them; the whole key has 72.' : null,
    };
  }
  return {
    secret: bare,
    kindId: null,
    marks: [hashMark(bare)],
    problem: 'A Tiled key has letters and digits only. Perhaps something else was copied along.',
  };
}

function unwrap(pasted: string): string {
  let text = pasted.trim();
  if (/^["']?https?:\/\//i.test(text)) {
    const parsed = parseAddress(text);
    if (parsed.ok && parsed.value.secret !== null) return parsed.value.secret;
  }
  text = text.replace(/^(?:export\s+|set\s+|setenv\s+)?TILED_API_KEY(?:\s*=\s*|\s+)/i, '');
  text = unquote(text).replace(/^Authorization\s*:\s*/i, '');
  text = text.replace(/^Apikey\s+/i, '');
  return unquote(text).trim();
}

function unquote(text: string): string {
  const match = /^(["'`])(.*)\1;?$/s.exec(text.trim());
  return (match?.[2] ?? text).trim();
}
