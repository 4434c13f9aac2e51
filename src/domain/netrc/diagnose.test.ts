import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose';
import { fixFile } from './fix';
import { ask } from './models/answers';
import { python } from './models/python';
import { toText } from './text';

const encode = (text: string) => new TextEncoder().encode(text);
const codesOf = (text: string) => diagnose(encode(text)).findings.map((f) => f.code);
const fixesOf = (text: string) => diagnose(encode(text)).fixes.map((f) => f.id);
const fix = (text: string, id: Parameters<typeof fixFile>[1]) => {
  const fixed = fixFile(encode(text), id);
  if (!fixed.ok) throw new Error(fixed.error.code);
  return toText(fixed.value.bytes);
};

it('names the first entry default', () => {
  expect(diagnose(encode('machine a.test login u password p\ndefault login v password q\n')).defaultLine).toBe(2);
  expect(diagnose(encode('machine default.test login u password p\n')).defaultLine).toBeUndefined();
});

describe('the health of a file', () => {
  it('an ordinary file has no findings', () => {
    expect(diagnose(encode('# mine\nmachine a.test\n  login u\n  password p\n'))).toEqual({ findings: [], fixes: [] });
    expect(diagnose(new Uint8Array())).toEqual({ findings: [], fixes: [] });
  });

  it('no finding holds a value of the file', () => {
    const text =
      '# machine a login u password S3CRET\nmachine a.test login "S3CRET 1" password S3CRET stray S3CRET\nmachine a.test login x password "S3CRET';
    expect(JSON.stringify(diagnose(encode(text)))).not.toContain('S3CRET');
  });

  it('comments that make Python reject the file are shielded', () => {
    const text = 'machine a.test login u password p\n\n# two words\nmachine b.test login ub password pb\n';
    expect(codesOf(text)).toEqual(['python-rejects']);
    expect(fixesOf(text)).toEqual(['shield-comments']);
    const fixed = fix(text, 'shield-comments');
    expect(fixed).toBe('machine a.test login u password p\n\n#\n# two words\nmachine b.test login ub password pb\n');
    expect(ask(python.read(fixed), 'b.test')).toEqual(['ub', 'pb']);
  });

  it('so is a comment without a blank behind its hash at the top', () => {
    const text = '#old stuff here\nmachine a.test login u password p\n';
    expect(fixesOf(text)).toEqual(['shield-comments']);
    expect(ask(python.read(fix(text, 'shield-comments')), 'a.test')).toEqual(['u', 'p']);
  });

  it('an unknown word is not mended by a guess', () => {
    const text = 'machine a.test login u password p protocol https\n';
    expect(codesOf(text)).toEqual(['unknown-token', 'python-rejects']);
    expect(fixesOf(text)).toEqual([]);
  });

  it('the byte order mark is taken out, and curl sees the first entry', () => {
    const text = '\u00ef\u00bb\u00bfmachine a.test login u password p\n';
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    expect(diagnose(bytes).fixes.map((f) => f.id)).toEqual(['no-bom']);
    const fixed = fixFile(bytes, 'no-bom');
    expect(fixed.ok && toText(fixed.value.bytes)).toBe('machine a.test login u password p\n');
  });

  it('blank lines with CRLF, capital keywords, a macro without end, a last line without end', () => {
    expect(fix('machine a login u password p\r\n\r\nmachine b login u password p\r\n', 'plain-blank-lines')).toBe(
      'machine a login u password p\r\n\nmachine b login u password p\r\n',
    );
    expect(fix('MACHINE a Login U password P\n', 'lower-keywords')).toBe('machine a login U password P\n');
    expect(fix('machine a login u password p\nmacdef m\n ls', 'end-macro')).toBe('machine a login u password p\nmacdef m\n ls\n\n');
    expect(fix('machine a login u password p', 'final-newline')).toBe('machine a login u password p\n');
  });

  it('two entries of a host that differ, and one after default', () => {
    expect(codesOf('machine a login u password p\nmachine A login u password q\n')).toEqual(['duplicate-host']);
    expect(codesOf('default login d password p\nmachine a login u password q\n')).toEqual(['machine-after-default']);
  });

  it('what cannot be understood is an error with its line', () => {
    const { findings } = diagnose(encode('machine a login u password p\nmachine b login u password "p\n'));
    expect(findings[0]).toMatchObject({ code: 'curl-rejects', severity: 'error' });
    expect(findings.find((f) => f.code === 'unterminated-quote')).toMatchObject({ line: 2, severity: 'error' });
  });

  it('a fix that would not be for the better is refused', () => {
    // In lower case the first entry would be seen by LabKey Java and Go too, instead of the second.
    expect(fixFile(encode('Machine a login u password p\nmachine a login v password q\n'), 'lower-keywords')).toMatchObject({
      ok: false,
      error: { code: 'would-change-others' },
    });
  });
});
