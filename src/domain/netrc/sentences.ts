import type { WarningCode } from './document';

/** For people: what a finding means and what to do about it. `{line}` is the line's number. */
const WARNING_SENTENCES: Readonly<Record<WarningCode, string>> = {
  bom: 'The file begins with a byte order mark. Python rejects the file for it, and curl does not see the first entry. Save it as UTF-8 without the mark.',
  'commented-out-entry':
    'Line {line} is a commented-out entry. The LabKey Java client, Perl and ftp programs read it as if it were not commented out. Take it out if it is not needed.',
  'curl-file-limit':
    'The file is larger than curl takes (128 KiB without comments, 16 KiB in one line). curl from 8.11 on, and git and R built on it, reject all of it.',
  'hash-value': 'Line {line} has a value that begins with #. Some versions of curl, wget and others lose it.',
  'inline-comment-quote':
    'Line {line} has a quotation mark in a comment behind an entry. curl from 8.11 on looks for its end and rejects the file. Move the comment to a line of its own.',
  'keyword-as-value':
    'Line {line} has a value that is also a keyword. curl up to 8.20 does not see the entries after such a value, where it is machine, default or macdef.',
  'keyword-case': 'Line {line} has a keyword with capital letters, which only curl understands. Python rejects the file.',
  'macdef-unterminated':
    'Line {line} begins a macro without an empty line at its end. Python rejects the file, and others take what follows for its text.',
  'machine-after-default': 'Line {line} is an entry after default. curl and git never use it, since default answers for every host.',
  'unknown-token': 'Line {line} has a word that is no keyword. Python rejects the whole file for it.',
  'whitespace-line-in-macdef': 'Line {line}, inside a macro, has only blanks. Programs differ on whether the macro ends there.',
};

export const sentenceOf = (code: WarningCode, line: number): string => WARNING_SENTENCES[code].replace('{line}', String(line));

/** What holds for every entry, whatever the file looks like; said before one is written. */
export const ENTRY_FACTS: readonly { readonly code: string; readonly sentence: (host: string) => string }[] = [
  {
    code: 'every-port',
    sentence: (host) =>
      `The entry counts for every port of ${host}, and for plain http:// too: a program that is sent there gives the key away unencrypted.`,
  },
  {
    code: 'overrides-headers',
    sentence: (host) =>
      `Python's requests prefers the entry to an Authorization header that a script sets by hand. A script that sends another key to ${host} changes its behaviour.`,
  },
];
