import { describe, expect, it } from 'vitest';
import type { Entry, Macro } from './document';
import { lex } from './lex';
import { removeEntry } from './remove';
import { setEntry } from './set';
import { type EditVector, editVectors, expandText, parseVectors } from './testing';
import { toText } from './text';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const utf8 = (value: string | undefined) => (value === undefined ? null : decode(Uint8Array.from(value, (c) => c.charCodeAt(0))));

const shown = (item: Entry | Macro) => {
  if (item.kind === 'macdef') return ['macdef', item.name.value];
  const values = [utf8(item.login?.value.value), utf8(item.password?.value.value)];
  return item.kind === 'default' ? ['default', ...values] : ['machine', utf8(item.name?.value), ...values];
};

const codes = (found: readonly { readonly code: string }[]) => [...new Set(found.map((w) => w.code))].sort();

describe('the lexer sees what was agreed', () => {
  it.each(parseVectors())('$id $what', (vector) => {
    const lexed = lex(toText(encode(expandText(vector))));
    if (vector.model.fatal) {
      expect(lexed.fatal?.code).toBe(vector.model.fatal);
      return;
    }
    const long = (part: string | null) => (part === '(the 200 k)' ? 'k'.repeat(200) : part);
    expect(lexed.document?.items.map(shown)).toEqual(vector.model.entries?.map((entry) => entry.map(long)));
    expect(codes(lexed.warnings)).toEqual([...(vector.model.warn ?? [])].sort());
  });
});

/** The vectors' names for the readers modelled here. */
const MODELLED: Readonly<Record<string, string>> = { p313: 'python', c822: 'curl', c814: 'curl813', lk: 'labkeyJava', go: 'go' };
const modelled = (names: readonly string[] | undefined) => (names ?? []).flatMap((name) => MODELLED[name] ?? []).sort();

const HOST = 'lk.test';
const KEY = 'NEWKEY';
const run = (vector: EditVector, bytes: Uint8Array) =>
  vector.op === 'set'
    ? setEntry(bytes, { host: HOST, key: KEY, replace: vector.replace ?? false })
    : removeEntry(bytes, { host: HOST, force: vector.force ?? false });

describe('edits give exactly the agreed bytes', () => {
  it.each(editVectors().filter((v) => v.text !== undefined || v.textParts !== undefined))('$id $what', (vector) => {
    const before = encode(expandText(vector));
    const result = run(vector, before);
    if (vector.refuse) {
      expect(result).toMatchObject({ ok: false, error: { code: vector.refuse } });
      if (vector.warn) expect(codes(lex(toText(before)).warnings)).toEqual([...vector.warn].sort());
      return;
    }
    if (!result.ok) throw new Error(`refused: ${result.error.code}`);
    expect(decode(result.value.bytes)).toBe(vector.same ? decode(before) : vector.out);
    expect(result.value.changed).toBe(!vector.same);
    expect(codes(result.value.warnings)).toEqual([...(vector.warn ?? [])].sort());
    if ('notReadBy' in result.value) expect([...result.value.notReadBy].sort()).toEqual(modelled(vector.notReadBy));
    else expect([...result.value.stillReadBy].sort()).toEqual(modelled(vector.stillReadBy));
  });
});
