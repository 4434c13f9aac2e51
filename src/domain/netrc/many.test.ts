import { describe, expect, it } from 'vitest';
import { lex } from './lex';
import { removeEntry } from './remove';
import { setEntry } from './set';
import { editVectors } from './testing';
import { toText } from './text';
import { isHost, isSafeValue } from './words';

const encode = (text: string) => new TextEncoder().encode(text);
const HOST = 'lk.test';
const LINE = `machine ${HOST} login apikey password NEWKEY\n`;

const vector = (id: string) => {
  const found = editVectors().find((v) => v.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
};

const generated = (id: string): string => {
  const { gen } = vector(id);
  if (!gen) throw new Error(`vector ${id} generates nothing`);
  return Array.from({ length: gen.repeat }, (_, i) => gen.line.replaceAll('{i}', String(i))).join('');
};

const cpuMs = (work: () => unknown): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

const set = (text: string) => {
  const done = setEntry(encode(text), { host: HOST, key: 'NEWKEY' });
  if (!done.ok) throw new Error(done.error.code);
  return { text: toText(done.value.bytes), codes: [...new Set(done.value.warnings.map((w) => w.code))] };
};

describe('large files', () => {
  it('G01: 10,000 entries get one line more', () => {
    const before = generated('G01');
    const done = set(before);
    expect(done.text).toBe(before + LINE);
    expect(done.codes).toEqual(['curl-file-limit']);
    // The best of some, in time that the processor spent for us: other work on the machine only ever adds.
    const times = Array.from({ length: 4 }, () => cpuMs(() => set(before)));
    expect(Math.min(...times)).toBeLessThan(300);
  });

  it('G03: 200,000 blank lines', () => {
    const before = generated('G03');
    const done = set(before);
    expect(done.text).toBe(before + LINE);
    expect(done.codes).toEqual(['curl-file-limit']);
  });

  it('G04: comments do not count towards the limit of curl', () => {
    const before = generated('G04');
    const done = set(before);
    expect(done.text).toBe(before + LINE);
    expect(done.codes).toEqual([]);
  });

  it('G05: 20,000 quoted words on one line', () => {
    const before = generated('G05');
    expect(set(before).text).toBe(`${before}\n${LINE}`);
  });

  it.each([
    ['machine names on one line', 'machine '],
    ['logins without end', 'machine a login '],
    ['entries without a password', 'machine a login u\n'],
    ['the same with white space only', 'machine   login   '],
    ['blank lines after machine', 'machine \n \n \n x\n'],
    ['comments', '# machine a login b\n'],
    ['quotes in comments', '# "a\n'],
    ['defaults', 'default\n'],
    ['our host many times', `machine ${HOST} login apikey\n`],
    ['backslashes', '\\\\ '],
    ['logins that swallow the next machine', 'machine h{i} login '],
    ['macros', 'macdef m\n x\n\n'],
  ])('time grows no faster than the file: %s', (_, unit) => {
    const time = (times: number) => {
      const bytes = encode(`${Array.from({ length: times }, (_, i) => unit.replace('{i}', String(i))).join('')}\n`);
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 2; i += 1) {
        const ms = cpuMs(() => {
          lex(toText(bytes));
          setEntry(bytes, { host: HOST, key: 'NEWKEY', replace: true });
          removeEntry(bytes, { host: HOST, force: true });
        });
        best = Math.min(best, ms);
      }
      return best;
    };
    const small = time(700);
    // Eight times the size (and still within curl's limit): linear is 8, quadratic 64. A floor keeps a machine's hiccup out of it.
    expect(time(5_600)).toBeLessThan(Math.max(small, 2) * 30);
  });
});

describe('values that are written, and those that are refused', () => {
  it('K02: keys that every reader returns', () => {
    for (const key of vector('K02').keysAccepted ?? []) {
      expect(isSafeValue(key), key).toBe(true);
      const done = setEntry(new Uint8Array(), { host: HOST, key });
      expect(done.ok && toText(done.value.bytes)).toBe(`machine ${HOST} login apikey password ${key}\n`);
      expect(done.ok && done.value.notReadBy).toEqual([]);
    }
  });

  it('keys that some reader takes apart', () => {
    const refused = [
      '',
      'a b',
      '"a',
      'a"',
      'a\\b',
      '#a',
      'a#b',
      'a,b',
      'ä',
      'a\tb',
      'a\nb',
      'a\0',
      'machine',
      'DEFAULT',
      'Password',
      'user',
      'x'.repeat(1_025),
    ];
    for (const key of refused)
      expect(setEntry(new Uint8Array(), { host: HOST, key }), JSON.stringify(key)).toMatchObject({
        ok: false,
        error: { code: 'unsafe-key' },
      });
    expect(isSafeValue('x'.repeat(1_024))).toBe(true);
  });

  it('every accepted character is printable ASCII', () => {
    const accepted = Array.from({ length: 0x250 }, (_, i) => String.fromCharCode(i)).filter(isSafeValue);
    expect(accepted.join('')).toBe(
      Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
        .join('')
        .replace(/["\\#,]/g, ''),
    );
  });

  it('K03: hosts that no reader looks up', () => {
    for (const host of vector('K03').hostsRefused ?? []) {
      expect(setEntry(new Uint8Array(), { host, key: 'K' }), host).toMatchObject({ ok: false, error: { code: 'bad-host' } });
      expect(removeEntry(new Uint8Array(), { host }), host).toMatchObject({ ok: false, error: { code: 'bad-host' } });
    }
  });

  it('K04: hosts that are written', () => {
    for (const host of vector('K04').hostsAccepted ?? []) {
      const done = setEntry(new Uint8Array(), { host, key: 'K' });
      expect(done.ok && toText(done.value.bytes)).toBe(`machine ${host} login apikey password K\n`);
    }
  });

  it.each(['2001:db8::1', '::', 'fe80::1:2', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', 'a', '10.0.0.1'])('host %s', (host) => {
    expect(isHost(host)).toBe(true);
  });

  it.each(['1:2:3:4:5:6:7', '1::2::3', 'fe80::1%eth0', '::g', ':1', '1:2:3:4:5:6:7:8:9', '-a', 'a..b', 'a-', '.', 'FE80::1'])(
    'not a host: %s',
    (host) => {
      expect(isHost(host)).toBe(false);
    },
  );
});
