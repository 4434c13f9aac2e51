import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desktopEntry, entryState, execValue } from './desktop-entry';

/** Reads an `Exec` line back as the specification tells a desktop to, step by step. */
function read(value: string): string[] {
  const unescaped = value.replace(/\\(.)/gs, (_all, c: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' })[c] ?? `\\${c}`);
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < unescaped.length; at += 1) {
    const c = unescaped.charAt(at);
    if (c === '"' && word === null) {
      word = '';
      for (at += 1; unescaped.charAt(at) !== '"'; at += 1) {
        if (at >= unescaped.length) throw new Error('a quote is not closed');
        if (unescaped.charAt(at) === '\\') at += 1;
        word += unescaped.charAt(at);
      }
    } else if (c === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + c;
  }
  if (word !== null) words.push(word);
  return words.map((w) => w.replaceAll('%%', '%'));
}

describe('Exec', () => {
  it.each<[readonly string[], string]>([
    [['/opt/Tessera/tessera', '--hidden'], '/opt/Tessera/tessera --hidden'],
    [['/home/a b/Tessera.AppImage', '--hidden'], '"/home/a b/Tessera.AppImage" --hidden'],
    [['/opt/100%/tessera'], '/opt/100%%/tessera'],
    [['/opt/$x/tessera'], '"/opt/\\\\$x/tessera"'],
  ])('%j', (command, expected) => {
    expect(execValue(command)).toBe(expected);
  });

  it('is read back by a desktop as the very words', () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, unit: fc.constantFrom(...'ab/ "\'`$\\%*?#()<>|&;~=-é鍵') }),
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((w) => !/\p{Cc}/u.test(w)),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (command) => {
        fc.pre(!command[0]?.includes('='));
        expect(read(execValue(command) ?? '')).toEqual(command);
      }),
    );
  });

  it.each([
    ['a line break in a path', ['/opt/a\nb']],
    ['an empty word', ['/opt/a', '']],
    ['a program that reads as a variable', ['/opt/a=b']],
  ])('does not exist for %s', (_case, command) => {
    expect(execValue(command)).toBe(null);
    expect(desktopEntry(command)).toBe(null);
  });
});

describe('an entry', () => {
  const command = ['/opt/Tessera/tessera', '--hidden'];
  const text = desktopEntry(command) ?? '';

  it('starts Tessera without a terminal, and nothing where it is no longer there', () => {
    expect(text.split('\n')).toEqual([
      '[Desktop Entry]',
      'Type=Application',
      'Version=1.5',
      'Name=Tessera',
      'Comment=Warns before the keys of data servers end',
      'TryExec=/opt/Tessera/tessera',
      'Exec=/opt/Tessera/tessera --hidden',
      'Icon=tessera',
      'Terminal=false',
      'StartupNotify=false',
      '',
    ]);
  });

  it.each<[string, string, string]>([
    ['as it was written', text, 'on'],
    ['with line ends of Windows', text.replaceAll('\n', '\r\n'), 'on'],
    ['hidden by a desktop', `${text}Hidden=true\n`, 'off'],
    ['switched off by GNOME', `${text}X-GNOME-Autostart-enabled=false\n`, 'off'],
    ['hidden in another group only', `${text}\n[Other]\nHidden=true\n`, 'on'],
    ['of another copy', desktopEntry(['/home/x/Tessera.AppImage', '--hidden']) ?? '', 'elsewhere'],
    ['without a command', '[Desktop Entry]\nType=Application\n', 'off'],
    ['empty', '', 'off'],
  ])('%s', (_case, contents, expected) => {
    expect(entryState(contents, command)).toBe(expected);
  });
});
