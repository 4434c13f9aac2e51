import { describe, expect, it } from 'vitest';
import { shownLines } from './preview';
import { removeEntry } from './remove';
import { setEntry } from './set';

const encode = (text: string) => new TextEncoder().encode(text);
const marks = { secret: 'SECRET', mask: '***' };
const set = (text: string, replace = false) => {
  const done = setEntry(encode(text), { host: 'lk.test', key: 'NEWKEY', replace });
  if (!done.ok) throw new Error(done.error.code);
  return shownLines(encode(text), done.value.edits, 'NEWKEY', marks);
};
const remove = (text: string) => {
  const done = removeEntry(encode(text), { host: 'lk.test' });
  if (!done.ok) throw new Error(done.error.code);
  return shownLines(encode(text), done.value.edits, null, marks);
};

describe('a preview shows the changed lines and no value', () => {
  it('a new line at the end', () => {
    expect(set('machine a.test login ua password pa\n')).toEqual([
      { number: 2, before: null, after: 'machine lk.test login apikey password SECRET' },
    ]);
  });

  it('a new line after one without line end: only the new one is shown', () => {
    expect(set('machine a.test login ua password pa')).toEqual([
      { number: 2, before: null, after: 'machine lk.test login apikey password SECRET' },
    ]);
  });

  it('a new line before default', () => {
    expect(set('# x\nmachine a.test login ua password pa\n# fallback\ndefault login d password p\n')).toEqual([
      { number: 3, before: null, after: 'machine lk.test login apikey password SECRET' },
    ]);
  });

  it('a replaced key, with other entries and a comment on its line', () => {
    expect(set('\nmachine a.test login ua password pa machine lk.test login apikey password OLD # was OLDER\n')).toEqual([
      {
        number: 2,
        before: 'machine a.test login ua password *** machine lk.test login apikey password *** # ***',
        after: 'machine a.test login ua password *** machine lk.test login apikey password SECRET # ***',
      },
    ]);
  });

  it('an entry over several lines: the changed ones', () => {
    expect(set('machine lk.test\n  login me@x.test\n  account 4711\n  password pw\n', true)).toEqual([
      { number: 2, before: '  login me@x.test', after: '  login apikey' },
      { number: 4, before: '  password ***', after: '  password SECRET' },
    ]);
  });

  it('a password that is new', () => {
    expect(set('machine lk.test\n  login apikey\n')).toEqual([{ number: 3, before: null, after: '  password SECRET' }]);
  });

  it('two entries of the host', () => {
    expect(set('machine lk.test login apikey password A\nmachine b login u password p\nmachine lk.test login apikey password B\n')).toEqual(
      [
        { number: 1, before: 'machine lk.test login apikey password ***', after: 'machine lk.test login apikey password SECRET' },
        { number: 3, before: 'machine lk.test login apikey password ***', after: 'machine lk.test login apikey password SECRET' },
      ],
    );
  });

  it('a removed line', () => {
    expect(remove('machine a login u password p\nmachine lk.test login apikey password K\nmachine b login u password p\n')).toEqual([
      { number: 2, before: 'machine lk.test login apikey password ***', after: null },
    ]);
  });

  it('a removed entry that leaves a line #', () => {
    expect(
      remove('machine b.test login ub password "pb"\nmachine lk.test login apikey password K\n# about a\nmachine a login u password p\n'),
    ).toEqual([{ number: 2, before: 'machine lk.test login apikey password ***', after: '#' }]);
  });

  it('a removed entry on a shared line', () => {
    expect(remove('machine a login u password p machine lk.test login apikey password K\n')).toEqual([
      {
        number: 1,
        before: 'machine a login u password *** machine lk.test login apikey password ***',
        after: 'machine a login u password ***',
      },
    ]);
  });

  it('an unknown word beside the entry is masked', () => {
    expect(JSON.stringify(set('machine lk.test login apikey password OLD token S3CRET\n'))).not.toMatch(/OLD|S3CRET/);
  });
});
