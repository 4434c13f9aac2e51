import { BACKSLASH, isBlank, QUOTE } from './text';

/** Words of a comment, its leading hashes apart: LabKey Java, Perl and ftp clients read a commented-out entry as if it were one. */
export function holdsEntry(comment: string): boolean {
  if (!comment.includes('machine')) return false;
  const words = comment
    .replace(/^#+/, '')
    .split(/[ \t]+/)
    .filter((w) => w !== '');
  return words.some((word, i) => {
    if (!word.endsWith('machine') || words[i + 1] === undefined) return false;
    const next = words[i + 2];
    return next === undefined ? i === 0 : /^(?:login|user|password|account)$/.test(next);
  });
}

/** True where curl from 8.11 on would look for a closing quote beyond the comment. */
export function hasOpenQuote(comment: string): boolean {
  if (!comment.includes('"')) return false;
  let open = false;
  let wordStart = true;
  for (let i = 0; i < comment.length; i += 1) {
    const code = comment.charCodeAt(i);
    if (open) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) {
        open = false;
        wordStart = true;
      }
    } else if (isBlank(code)) wordStart = true;
    else {
      if (wordStart && code === QUOTE) open = true;
      wordStart = false;
    }
  }
  return open;
}
