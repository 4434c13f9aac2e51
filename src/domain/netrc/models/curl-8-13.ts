import { type ByteText, CR, isBlank, LF, lowerAscii, QUOTE } from '../text';
import type { Answer, Answers, ReaderModel } from './answers';
import { rejectedWhole } from './answers';
import { LARGEST_FILE, quoted } from './curl';
import { LONGEST_WORD, load } from './curl-lines';

/** How often the file may be read over in all. Only files made for it need more; the answers for their last hosts are left out then. */
const PATIENCE = 32;

/**
 * curl 8.13 to 8.20, as of lib/netrc.c before its scanner was written anew, and measured on 8.16. Values of hosts that do not match are not
 * known as values, so that another entry's password `machine` hides what follows; any byte from 0x80 on ends a word and is a fault where it
 * begins one; so is the CR of a CRLF blank line. Macro bodies are read word by word, so a quote in them can be a fault.
 *
 * The search is one for each host; what they share, the words outside of matching entries, is walked once.
 */
export function readAsCurl813(text: ByteText): Answers {
  const loaded = load(text, true);
  if (loaded.size > LARGEST_FILE) return rejectedWhole(true);
  const entries = survey(loaded.text);
  const byHost = new Map<string, Answer>();
  let budget = loaded.size * PATIENCE;
  for (const [host, places] of entries.places) {
    if (budget < 0) break;
    byHost.set(
      host,
      search(loaded.text, places, entries.defaultAt, (read) => {
        budget -= read;
      }),
    );
  }
  const others = entries.defaultAt === null ? null : search(loaded.text, [], entries.defaultAt);
  return { byHost, others: others === null && entries.fault ? 'rejected' : others, ignoresCase: true };
}

interface Survey {
  /** For each host in lower case, where the search for its login goes on after its name. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  readonly defaultAt: number | null;
  readonly fault: boolean;
}

/** The words as a host sees them that has no entry. */
function survey(text: ByteText): Survey {
  const places = new Map<string, number[]>();
  const words = new Words(text, 0);
  let defaultAt: number | null = null;
  let isName = false;
  for (;;) {
    const token = words.next();
    if (token === 'end' || token === 'fault') return { places, defaultAt, fault: token === 'fault' };
    if (token === 'lineEnd') continue;
    if (isName) {
      const host = lowerAscii(words.value);
      const known = places.get(host);
      if (known) known.push(words.at);
      else places.set(host, [words.at]);
      isName = false;
      continue;
    }
    if (words.inMacro) {
      if (words.value === '') words.inMacro = false;
      continue;
    }
    if (words.value.length > 7) continue;
    const word = lowerAscii(words.value);
    if (word === 'machine') isName = true;
    else if (word === 'macdef') words.inMacro = true;
    else if (word === 'default' && defaultAt === null) {
      defaultAt = words.at;
      // An entry that is complete answers for every host that has none above it.
      const answer = search(text, [], defaultAt);
      if (answer !== null) return { places, defaultAt, fault: false };
    }
  }
}

/** The search within matching entries, from one to the next. */
function search(
  text: ByteText,
  places: readonly number[],
  defaultAt: number | null,
  spend: (read: number) => void = () => undefined,
): Answer {
  let login: string | null = null;
  let password: string | null = null;
  let hasLogin = false;
  let from = 0;
  let at = 0;
  for (;;) {
    while ((places[at] ?? Infinity) <= from) at += 1;
    const mine = places[at];
    const start =
      mine !== undefined && (defaultAt === null || mine < defaultAt) ? mine : defaultAt !== null && defaultAt > from ? defaultAt : mine;
    if (start === undefined) break;
    const words = new Words(text, start);
    let keyword = '';
    let foundLogin = false;
    let foundPassword = false;
    login = password = null;
    for (;;) {
      const before = words.at;
      const token = words.next();
      spend(words.at - before);
      if (token === 'fault') return 'rejected';
      if (token === 'end') return finish(login, password, hasLogin);
      if (token === 'lineEnd') continue;
      const word = words.value.length <= 8 ? lowerAscii(words.value) : '';
      if (keyword === 'login') {
        login = words.value;
        hasLogin = foundLogin = true;
        keyword = '';
      } else if (keyword === 'password') {
        password = words.value;
        foundPassword = true;
        keyword = '';
      } else if (word === 'login' || word === 'password') keyword = word;
      else if (word === 'machine') {
        if (foundPassword) return finish(login, password, hasLogin);
        break;
      } else if (word === 'default') login = password = null;
      if (foundLogin && foundPassword && hasLogin) return finish(login, password, hasLogin);
    }
    login = password = null;
    from = words.at;
  }
  return finish(login, password, hasLogin);
}

function finish(login: string | null, password: string | null, hasLogin: boolean): Answer {
  if (password === null && hasLogin) return [login ?? '', ''];
  return login === null && password === null ? null : [login ?? '', password ?? ''];
}

class Words {
  value = '';
  inMacro = false;

  constructor(
    readonly text: ByteText,
    public at: number,
  ) {}

  next(): 'word' | 'lineEnd' | 'end' | 'fault' {
    const { text } = this;
    while (isBlank(text.charCodeAt(this.at))) this.at += 1;
    if (this.at >= text.length) return 'end';
    const code = text.charCodeAt(this.at);
    if (this.inMacro && (code === LF || code === CR)) this.inMacro = false;
    if (code === LF) {
      this.at += 1;
      return 'lineEnd';
    }
    const start = this.at;
    let end = start;
    if (code === QUOTE) {
      const value = quoted(text, start);
      if (value === null) return 'fault';
      this.value = value.value;
      end = value.end;
    } else {
      // Signed characters: from 0x80 on they count as less than a space.
      for (let c = code; c > 32 && c < 128; c = text.charCodeAt(end)) end += 1;
      if (end === start) return 'fault';
      this.value = text.slice(start, end);
    }
    // The character behind a word goes with it, whatever it is.
    this.at = end + 1;
    return this.value.length > LONGEST_WORD ? 'fault' : 'word';
  }
}

export const curl813: ReaderModel = {
  id: 'curl813',
  title: 'curl 8.13 to 8.20',
  weight: 'warn',
  read: readAsCurl813,
};
