import { describe, expect, it } from 'vitest';
import { removeEntry } from './remove';
import { setEntry } from './set';
import { toBytes, toText } from './text';

const HOST = 'lk.test';
const LINE = 'machine lk.test login apikey password K\n';
const set = (text: string, more: { login?: string; replace?: boolean } = {}) => {
  const done = setEntry(toBytes(text), { host: HOST, key: 'K', ...more });
  return done.ok ? toText(done.value.bytes) : done.error.code;
};
const remove = (text: string, force = false) => {
  const done = removeEntry(toBytes(text), { host: HOST, force });
  return done.ok ? toText(done.value.bytes) : done.error.code;
};

describe('setting a key beyond the measured vectors', () => {
  it('a twin in a comment that Python reads too needs a line above and one below', () => {
    const text = 'machine c login u password p\n\n\n# machine lk.test login apikey password OLD\n';
    expect(set(text)).toBe(`${LINE}${text}${LINE}`);
    expect(remove(`${LINE}${text}${LINE}`)).toBe(text);
  });

  it('comments attached to default stay attached', () => {
    expect(set('machine a login u password p\n\n# for all\n# others\n  default login d password p\n')).toBe(
      `machine a login u password p\n\n${LINE}# for all\n# others\n  default login d password p\n`,
    );
  });

  it('a value of another entry that hides what follows puts the line at the top', () => {
    expect(set('machine a login u password machine\n')).toBe(`${LINE}machine a login u password machine\n`);
    expect(set('machine a login "macdef" password p\n')).toBe(`${LINE}machine a login "macdef" password p\n`);
    expect(set('machine a login account password p\n')).toBe(`machine a login account password p\n${LINE}`);
  });

  it('a password is added with the white space of its entry, but for blank lines and comments', () => {
    expect(set('machine lk.test\n\tlogin apikey\n')).toBe('machine lk.test\n\tlogin apikey\n\tpassword K\n');
    expect(set('machine lk.test\r\n  login apikey\r\n')).toBe('machine lk.test\r\n  login apikey\r\n  password K\r\n');
    expect(set('machine lk.test\n\n  login apikey\n')).toBe('machine lk.test\n\n  login apikey password K\n');
    expect(set('machine lk.test # mine\n  login apikey\n')).toBe('machine lk.test # mine\n  login apikey password K\n');
    expect(set('machine lk.test login apikey account a\n')).toBe('machine lk.test login apikey password K account a\n');
  });

  it('an entry with neither is another login, and filled on consent', () => {
    expect(set('machine lk.test\n')).toBe('conflict-other-login');
    expect(set('machine lk.test\n', { replace: true })).toBe('machine lk.test login apikey password K\n');
    expect(set('machine lk.test password p\n')).toBe('conflict-other-login');
  });

  it('only words that differ are written', () => {
    expect(set('machine LK.test user "apikey" password  "x y"  # z\n')).toBe('machine lk.test login apikey password  K  # z\n');
    expect(set('machine lk.test password OLD login apikey\n')).toBe('machine lk.test password K login apikey\n');
  });

  it('a login of its own', () => {
    expect(set('', { login: 'me@x.test' })).toBe('machine lk.test login me@x.test password K\n');
    expect(set(LINE, { login: 'me@x.test' })).toBe('conflict-other-login');
    expect(set('', { login: 'a b' })).toBe('unsafe-key');
  });

  it('words astray at the top are not taken for ours when it goes again', () => {
    const text = '"" junk\nmachine a login u password p\n';
    expect(set(text)).toBe(`${LINE}${text}`);
    expect(remove(`${LINE}${text}`)).toBe(text);
  });

  it.each([
    ['bare-cr', 'machine a login u password p\rmachine b login u password p\n'],
    ['nul-or-utf16', '\u00ff\u00fem\0a\0'],
    ['dangling-keyword', 'machine a\nlogin\npassword p\n'],
    ['dangling-keyword', 'machine\n'],
    ['comment-before-value', 'machine a login u password\n# soon\np\n'],
    ['text-after-quote', 'machine a login "u"x password p\n'],
    ['unterminated-quote', 'machine a login "u password p\n'],
    ['macdef-ambiguous', 'macdef m\n ls\n \n x\nmachine a login u password p\n\n'],
  ])('%s is refused, whatever is asked', (code, text) => {
    expect(set(text, { replace: true })).toBe(code);
    expect(remove(text, true)).toBe(code);
  });
});

describe('removing a key beyond the measured vectors', () => {
  it('the trap of a comment below a blank line: the blank lines above go (R12)', () => {
    expect(remove(`machine a login u password p\n\n\n${LINE}# about b\nmachine b login u password p\n`)).toBe(
      'machine a login u password p\n# about b\nmachine b login u password p\n',
    );
  });

  it('below a line with trailing blanks a line # stays', () => {
    expect(remove(`machine a login u password p \n${LINE}# about b\nmachine b login u password p\n`)).toBe(
      'machine a login u password p \n#\n# about b\nmachine b login u password p\n',
    );
  });

  it('with CRLF the line # has CRLF', () => {
    expect(
      remove('machine a login u password "p"\r\nmachine lk.test login apikey password K\r\n# about b\r\nmachine b login u password p\r\n'),
    ).toBe('machine a login u password "p"\r\n#\r\n# about b\r\nmachine b login u password p\r\n');
  });

  it('only the removals that need it take more than the entry', () => {
    const [a, b] = ['machine a login u password p\n', '# about b\nmachine b login u password p\n'];
    expect(remove(`${a}\n${LINE}${a}\n${LINE}${b}`)).toBe(`${a}\n${a}${b}`);
  });

  it('in the middle of a line, and over the end of one', () => {
    expect(remove('machine a login u password p machine lk.test login apikey password K machine b login u password p\n')).toBe(
      'machine a login u password p machine b login u password p\n',
    );
    expect(
      remove('machine a login u password p machine lk.test\n  login apikey\n  # note\n  password K\nmachine b login u password p\n'),
    ).toBe('machine a login u password p\n  # note\nmachine b login u password p\n');
    expect(remove('machine lk.test\n  login apikey password K machine b login u password p\n')).toBe('machine b login u password p\n');
    expect(remove('machine lk.test login apikey password K machine lk.test login apikey password L\nmachine b login u password p\n')).toBe(
      'machine b login u password p\n',
    );
  });

  it('blank lines between two entries of the host stay', () => {
    expect(remove(`${LINE}\n${LINE}`)).toBe('\n');
  });

  it('entries that are not meant stay', () => {
    const two = `${LINE}machine lk.test login apikey password L\n`;
    const done = removeEntry(toBytes(two), { host: HOST, only: (password) => password === 'K' });
    expect(done.ok && toText(done.value.bytes)).toBe('machine lk.test login apikey password L\n');
    expect(done.ok && done.value.stillReadBy).toEqual(['python', 'curl', 'labkeyJava', 'curl813', 'go']);
  });

  it('a macro below stays and is said to belong to the entry above', () => {
    const done = removeEntry(toBytes(`machine a login u password p\n${LINE}macdef init\n ls\n\n`), { host: HOST });
    expect(done.ok && [toText(done.value.bytes), done.value.movesMacro]).toEqual([
      'machine a login u password p\nmacdef init\n ls\n\n',
      true,
    ]);
  });

  it('force says who rejects the file then', () => {
    const done = removeEntry(toBytes(`${LINE}#old stuff here\n`), { host: HOST, force: true });
    expect(done.ok && done.value.alters.map((c) => [c.reader.id, c.rejects])).toEqual([['python', true]]);
  });
});
