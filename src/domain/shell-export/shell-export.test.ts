import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExportVariable, SECRET, type Shell } from '../exports';
import { HOSTILE_BREAKS, HOSTILE_PIECES } from './hostile-pieces';
import { renderPrompted } from './prompted';
import { fillSecret, renderAssignment, renderBlock, renderExport } from './render';
import { checkName } from './value';

const strung = (pieces: readonly string[]) => fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((p) => p.join(''));
const hostileLine = fc.oneof(
  strung(HOSTILE_PIECES),
  fc.string({ unit: 'grapheme' }).filter((s) => !/[\p{Cc}\p{Cs}]/u.test(s)),
);
const hostileText = fc.oneof(hostileLine, strung([...HOSTILE_PIECES, ...HOSTILE_BREAKS]));

const text = (shell: Shell, value: string, name = 'X') => {
  const line = renderAssignment(shell, { name, value });
  return line.ok ? line.value : { refused: line.error.code };
};
const REFUSED = { refused: 'export.cannotQuote' };

describe('a plain key', () => {
  it.each([
    ['posix', "export TILED_API_KEY='5739'"],
    ['fish', "set -gx TILED_API_KEY '5739'"],
    ['tcsh', "setenv TILED_API_KEY '5739'"],
    ['powershell', "$env:TILED_API_KEY = '5739'"],
    ['cmd', 'set "TILED_API_KEY=5739"'],
    ['dotenv', "TILED_API_KEY='5739'"],
  ] as const)('%s', (shell, line) => expect(text(shell, '5739', 'TILED_API_KEY')).toBe(line));
});

/** No PowerShell or cmd runs on the test machine: these lines follow from their documented rules. */
describe('PowerShell, by its documented rules', () => {
  it.each([
    ["it's", "$env:X = 'it''s'"],
    ['‘a’ ‚b‛', "$env:X = '‘‘a’’ ‚‚b‛‛'"],
    ['$HOME `t "q" $(x)', '$env:X = \'$HOME `t "q" $(x)\''],
    ['%PATH% ! ^ & |', "$env:X = '%PATH% ! ^ & |'"],
    ['-leading', "$env:X = '-leading'"],
    ['a\nb', "$env:X = 'a' + [char]10 + 'b'"],
    ['\ta', "$env:X = '' + [char]9 + 'a'"],
    ['é漢😀', "$env:X = 'é漢😀'"],
    ['', REFUSED],
  ])('%j', (value, line) => expect(text('powershell', value)).toEqual(line));

  it('reads back under a model of its quoting: quote characters end the text unless doubled', () => {
    const QUOTES = "'\u2018\u2019\u201a\u201b";
    const read = (line: string) => {
      let value = '';
      let at = '$env:X = '.length;
      for (;;) {
        if (line[at] === '[') {
          const char = /^\[char\](\d+)/.exec(line.slice(at));
          if (!char) throw new Error(line);
          value += String.fromCodePoint(Number(char[1]));
          at += char[0].length;
        } else {
          expect(QUOTES).toContain(line[at]);
          at += 1;
          for (; ; at += 1) {
            const c = line[at];
            if (c === undefined) throw new Error('unclosed');
            if (!QUOTES.includes(c)) value += c;
            else if (QUOTES.includes(line[at + 1] ?? ' ')) {
              value += c;
              at += 1;
            } else break;
          }
          at += 1;
        }
        if (at === line.length) return value;
        expect(line.slice(at, at + 3)).toBe(' + ');
        at += 3;
      }
    };
    fc.assert(
      fc.property(hostileText, (value) => {
        const line = text('powershell', value);
        if (typeof line === 'string') expect(read(line)).toBe(value);
        else expect(value).toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('cmd, by its documented rules', () => {
  it.each([
    ['a&b|c<d>e^f(g)', 'set "X=a&b|c<d>e^f(g)"'],
    ["it's $HOME `x`", 'set "X=it\'s $HOME `x`"'],
    ['-leading *?~#', 'set "X=-leading *?~#"'],
    ['a=b', 'set "X=a=b"'],
    [' spaces ', 'set "X= spaces "'],
    ['é漢😀', 'set "X=é漢😀"'],
    ['50%', REFUSED],
    ['a!b', REFUSED],
    ['a"b', REFUSED],
    ['a\nb', REFUSED],
    ['a\rb', REFUSED],
    ['/?', REFUSED],
    ['', REFUSED],
  ])('%j', (value, line) => expect(text('cmd', value)).toEqual(line));

  it('keeps to the longest line that cmd takes', () => {
    expect(text('cmd', 'k'.repeat(8191 - 'set "X="'.length))).toHaveLength(8191);
    expect(text('cmd', 'k'.repeat(8192 - 'set "X="'.length))).toEqual(REFUSED);
  });

  it('never lets through a line with a character that cmd interprets inside quotes', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const line = text('cmd', value);
        if (typeof line !== 'string') return;
        expect(line).toBe(`set "X=${value}"`);
        expect(value).not.toMatch(/[%!"\n\r]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('dotenv', () => {
  it.each([
    ['a#b $HOME', "X='a#b $HOME'"],
    ["it's", 'X="it\'s"'],
    ['C:\\temp', "X='C:\\temp'"],
    ["it's $5", REFUSED],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the hostile text
    ['${HOME}', REFUSED],
    ['a\\\\b', REFUSED],
    ['a\\', REFUSED],
    ['a\nb', REFUSED],
  ])('%j', (value, line) => expect(text('dotenv', value)).toEqual(line));
});

describe('what no shell can hold, or a terminal would act on', () => {
  it.each(['posix', 'fish', 'tcsh', 'cmd', 'dotenv'] as const)('%s refuses Tab, Escape, Ctrl-C, DEL and C1, and says which', (shell) => {
    for (const [c, name] of [
      ['\t', 'U+0009'],
      ['\x1b', 'U+001B'],
      ['\x03', 'U+0003'],
      ['\x7f', 'U+007F'],
      ['\x9b', 'U+009B'],
    ]) {
      const line = renderAssignment(shell, { name: 'X', value: `a${c}b` });
      expect(line.ok ? line.value : line.error.message).toContain(name);
    }
  });

  it.each(['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv'] as const)('%s refuses NUL and half a surrogate pair', (shell) => {
    expect(text(shell, 'a\0b')).toEqual({ refused: 'export.value' });
    expect(text(shell, 'a\ud800b')).toEqual({ refused: 'export.value' });
  });

  it('names neither the value nor a part of it in the refusal', () => {
    const line = renderAssignment('cmd', { name: 'X', value: 'topsecret%PATH%' });
    expect(line.ok ? '' : line.error.message).not.toMatch(/topsecret|PATH/);
  });
});

describe('names', () => {
  it.each(['TILED_API_KEY', '_x', 'a1'])('%s is taken', (name) => expect(checkName(name).ok).toBe(true));
  it.each(['', '1a', 'a-b', 'a b', 'a=b', 'é', 'X\n', 'X;id', '$X', 'a.b'])('%j is refused', (name) =>
    expect(checkName(name)).toMatchObject({ error: { code: 'export.name', field: 'name' } }),
  );
  it.each(['PATH', 'path', 'LD_PRELOAD', 'IFS', 'BASH_ENV', 'status'])('%s already means something', (name) =>
    expect(checkName(name)).toMatchObject({ error: { code: 'export.nameTaken' } }),
  );
  it('a bad name renders in no shell', () => {
    for (const shell of ['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv'] as const)
      expect(text(shell, 'v', 'X;id')).toEqual({ refused: 'export.name' });
  });
});

const KEY: ExportVariable = { name: 'TILED_API_KEY', value: 'secret', help: '' };
const URI: ExportVariable = { name: 'TILED_URI', value: { text: 'https://tiled.example.org/api' }, help: '' };

describe('a block', () => {
  it('has one line a variable and no line end', () => {
    expect(renderExport('posix', [KEY, URI], 'abc')).toEqual({
      ok: true,
      value: "export TILED_API_KEY='abc'\nexport TILED_URI='https://tiled.example.org/api'",
    });
  });
  it('fails as a whole when one variable fails', () => {
    expect(renderExport('cmd', [URI, KEY], '50%').ok).toBe(false);
  });
  it('refuses a name twice, without case where the system has none', () => {
    const twice = [
      { name: 'Key', value: '1' },
      { name: 'KEY', value: '2' },
    ];
    expect(renderBlock('posix', twice).ok).toBe(true);
    expect(renderBlock('cmd', twice).ok).toBe(false);
    expect(renderBlock('powershell', twice).ok).toBe(false);
  });
  it('puts the secret in before quoting, and inside texts, whatever it holds', () => {
    const inside: ExportVariable = { name: 'U', value: { text: `https://h/?k=${SECRET}` }, help: '' };
    expect(fillSecret([KEY, inside], "$&'$'").map((a) => a.value)).toEqual(["$&'$'", "https://h/?k=$&'$'"]);
    expect(renderExport('posix', [KEY], "a'b")).toEqual({ ok: true, value: "export TILED_API_KEY='a'\\''b'" });
  });
  it('passes the placeholder through every shell, so that the window can mask it', () => {
    for (const shell of ['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv'] as const) {
      const block = renderExport(shell, [KEY, URI], SECRET);
      expect(block.ok && block.value.split(SECRET).length).toBe(2);
    }
  });
});

describe('the prompted form', () => {
  it('holds no secret, sets the other variables, and exists where a shell can ask', () => {
    const forms = renderPrompted('posix', [KEY, URI]);
    expect(forms).toMatchObject({ ok: true, value: [{ id: 'bash-zsh' }, { id: 'posix' }] });
    if (forms.ok) {
      for (const form of forms.value) expect(form.text.split('\n')[0]).toBe("export TILED_URI='https://tiled.example.org/api'");
    }
  });
  it.each(['cmd', 'dotenv'] as const)('%s says that it cannot', (shell) =>
    expect(renderPrompted(shell, [KEY])).toMatchObject({ ok: false, error: { code: 'export.cannotPrompt' } }),
  );
  it('refuses a name that would run something', () => {
    expect(renderPrompted('posix', [{ ...KEY, name: "X';id" }]).ok).toBe(false);
  });
  it('refuses a text with the key inside, and a list without a key', () => {
    expect(renderPrompted('posix', [KEY, { name: 'U', value: { text: `a${SECRET}` }, help: '' }]).ok).toBe(false);
    expect(renderPrompted('posix', [URI]).ok).toBe(false);
  });
  it('warns of keys longer than a terminal line', () => {
    const notes = (length: number) => {
      const forms = renderPrompted('posix', [KEY], length);
      return forms.ok ? (forms.value[0]?.notes.length ?? -1) : -1;
    };
    expect(notes(1023)).toBe(0);
    expect(notes(1024)).toBe(1);
  });
  it('follows the documented PowerShell forms', () => {
    const forms = renderPrompted('powershell', [KEY]);
    expect(forms.ok && forms.value.map((f) => f.text)).toEqual([
      "$env:TILED_API_KEY = Read-Host 'TILED_API_KEY' -MaskInput",
      "$env:TILED_API_KEY = [System.Net.NetworkCredential]::new('', (Read-Host 'TILED_API_KEY' -AsSecureString)).Password",
    ]);
  });
});

describe('one line in, one line out', () => {
  it.each(['posix', 'fish', 'tcsh', 'powershell', 'dotenv'] as const)('%s', (shell) => {
    fc.assert(
      fc.property(hostileLine, (value) => {
        const line = text(shell, value);
        if (typeof line === 'string') expect(line).not.toContain('\n');
      }),
    );
  });
});
