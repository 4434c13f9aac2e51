import { type ByteText, CR, isBlank } from './text';

/** The text of a macro, which nobody may touch. */
export interface MacroBody {
  /** Behind the empty line that ends it. */
  readonly end: number;
  /** The number of the line that begins at `end`. */
  readonly nextLine: number;
  readonly terminated: boolean;
  /** Numbers of lines that have only blanks: the macro ends there for curl from 8.11 on and wget. */
  readonly blankLines: readonly number[];
  /** A line begins like an entry. */
  readonly holdsEntryLine: boolean;
  /** Such a line stands behind one that has only blanks: for some programs it is an entry, for others text. */
  readonly isDoubtful: boolean;
}

/** Reads a macro's text from the end of its name, which stands in line `line`, through the first line that is empty but for one CR. */
export function readMacro(text: ByteText, nameEnd: number, line: number): MacroBody {
  const blankLines: number[] = [];
  let nextLine = line + 1;
  let holdsEntryLine = false;
  let isDoubtful = false;
  const first = text.indexOf('\n', nameEnd);
  for (let at = first < 0 ? text.length : first + 1; at < text.length; nextLine += 1) {
    const eol = text.indexOf('\n', at);
    const next = eol < 0 ? text.length : eol + 1;
    let end = eol < 0 ? text.length : eol;
    if (end > at && text.charCodeAt(end - 1) === CR) end -= 1;
    if (end === at) return { end: next, nextLine: nextLine + 1, terminated: eol >= 0, blankLines, holdsEntryLine, isDoubtful };
    let word = at;
    while (word < end && isBlank(text.charCodeAt(word))) word += 1;
    if (word === end) blankLines.push(nextLine);
    else if (/^(?:machine|default|macdef)(?=\s|$)/i.test(text.slice(word, Math.min(end, word + 8)))) {
      holdsEntryLine = true;
      if (blankLines.length > 0) isDoubtful = true;
    }
    at = next;
  }
  return { end: text.length, nextLine, terminated: false, blankLines, holdsEntryLine, isDoubtful };
}
