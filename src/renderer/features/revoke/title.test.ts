import { expect, it } from 'vitest';
import { titleOf } from './title';

const came = (code: string) => ({
  keyId: 'k',
  result:
    code === '' ? ({ ok: true, already: false } as const) : ({ ok: false, problem: { code, message: '', next: { do: 'none' } } } as const),
  places: [],
  secretRemoved: true,
});

it.each([
  ['Key revoked', ['']],
  ['2 keys revoked', ['', '']],
  ['Nothing was revoked', ['http.refused']],
  ['Nothing was revoked', ['key.revokeNothing', 'http.refused']],
  ['1 of 2 keys revoked', ['', 'http.refused']],
  ['At least 1 of 3 keys revoked', ['', 'key.revokeUnknown', 'http.refused']],
  ['It is not known whether it was revoked', ['key.revokeUnknown']],
  ['It is not known whether 1 key was revoked', ['key.revokeUnknown', 'http.refused']],
  ['It is not known whether 2 keys were revoked', ['key.revokeUnknown', 'key.revokeUnknown']],
  ['Another key was revoked', ['key.wrongLink', 'key.revokeUnknown']],
])('%s', (title, codes) => {
  expect(titleOf(codes.map(came))).toBe(title);
});
