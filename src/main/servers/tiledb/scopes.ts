import type { ScopeSentence } from '../../../domain/driver';

/** Every permission at once; the server's own choice where none is sent. */
export const EVERYTHING = '*';

/** Tokens that the server mails for one purpose; nobody makes these by hand. */
const MAILED = ['password_reset', 'confirm_email'];

const AREAS = [
  ['user', 'your account and its settings', 'your account'],
  ['array', 'arrays', 'arrays'],
  ['organization', 'organisations', 'organisations'],
  ['group', 'groups', 'groups'],
] as const;

/** The scopes of the vendor's OpenAPI v1 spec (v4 has the same) in our words; only their names are published. */
export const SCOPES: readonly ScopeSentence[] = [
  ...AREAS.flatMap(([area, what, whom]): readonly ScopeSentence[] => [
    { name: `${area}:read`, sentence: `Read ${what}.`, power: 'read' },
    { name: `${area}:read-write`, sentence: `Read and change ${what}.`, power: 'write' },
    { name: `${area}:admin`, sentence: `Administer ${whom}: also share, rename and delete.`, power: 'admin' },
  ]),
  { name: EVERYTHING, sentence: 'Everything that you may do, making further tokens included.', power: 'full' },
];

/** What can be offered where the server does not say. */
export const KNOWN_SCOPES: readonly string[] = SCOPES.map((s) => s.name);

/** The server's own list without the mailed ones; what is not known here stays. */
export const offered = (scopes: readonly string[]): readonly string[] => scopes.filter((s) => !MAILED.includes(s));

/** Plain warnings about a token's powers. */
export function scopeWarnings(scopes: readonly string[] | null): readonly string[] {
  if (scopes === null) return [];
  if (scopes.includes(EVERYTHING)) return ['Full access: can do all that its owner can do, making further tokens included.'];
  if (scopes.includes('user:admin')) return ['Can administer its owner’s account, perhaps its tokens too.'];
  return scopes.some((s) => MAILED.includes(s)) ? ['Was mailed for one purpose: a new password, or to confirm an address.'] : [];
}
