import type { ByteText } from '../text';
import type { Answer, Answers, ReaderModel } from './answers';

/**
 * The Go toolchain's reader (cmd/go/internal/auth). Each line is read in pairs of words, so a keyword and its value must stand on one line and
 * an odd word shifts the rest; a line whose last, odd word is `default` ends the file; a macro ends at a line without any character, which
 * CRLF never gives. The first complete entry of a host counts.
 */
function readAsGo(text: ByteText): Answers {
  const byHost = new Map<string, Answer>();
  let [machine, login, password] = ['', '', ''];
  let inMacro = false;
  for (let start = 0; start <= text.length; ) {
    const eol = text.indexOf('\n', start);
    const line = text.slice(start, eol < 0 ? text.length : eol);
    start = eol < 0 ? text.length + 1 : eol + 1;
    if (inMacro) {
      if (line === '') inMacro = false;
      continue;
    }
    if (line === '') continue;
    const words = fields(line);
    let i = 0;
    for (; i < words.length - 1; i += 2) {
      const value = words[i + 1] ?? '';
      const word = words[i];
      if (word === 'machine') [machine, login, password] = [value, '', ''];
      else if (word === 'login') login = value;
      else if (word === 'password') password = value;
      else if (word === 'macdef') inMacro = true;
      if (machine !== '' && login !== '' && password !== '') {
        if (!byHost.has(machine)) byHost.set(machine, [login, password]);
        [machine, login, password] = ['', '', ''];
      }
    }
    if (words[i] === 'default') break;
  }
  return { byHost, others: null, ignoresCase: false };
}

function fields(line: string): readonly string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i <= line.length; i += 1) {
    const code = i < line.length ? line.charCodeAt(i) : 32;
    const isSpace = code === 32 || (code >= 9 && code <= 13);
    if (!isSpace && start < 0) start = i;
    else if (isSpace && start >= 0) {
      words.push(line.slice(start, i));
      start = -1;
    }
  }
  return words;
}

export const go: ReaderModel = { id: 'go', title: 'Go toolchain', weight: 'warn', read: readAsGo };
