import { describe, expect, it } from 'vitest';
import { NEVER } from '../../../domain/expiry';
import { SECRET } from '../../../domain/exports';
import type { KeyRecord, ListedKey } from '../../../domain/key';
import { tiled } from './index';
import { profileOf } from './test-tools';

const HOSTILE = `it's "$HOME" \`id\` \\ !x`;

function record(listed: Partial<ListedKey>): KeyRecord {
  const value: ListedKey = {
    marks: [{ kind: 'firstEight', value: '573928c6' }],
    name: null,
    fragment: '573928c6',
    scopes: ['read:metadata', 'read:data'],
    fullAccess: false,
    accessTags: null,
    expiry: NEVER,
    createdAt: null,
    lastUsed: null,
    owner: null,
    warnings: [],
    session: false,
    ...listed,
  };
  return {
    id: 'key-1',
    profileId: 'profile-1',
    marks: value.marks,
    listed: { value, source: 'listing', asOf: 1_000_000 },
    presence: { value: 'listed', source: 'listing', asOf: 0 },
    held: null,
    check: null,
    places: [],
    ambiguous: false,
    local: { label: '', owner: '', note: '' },
    userExpiry: null,
    ownCalls: [],
    firstSeen: 0,
    revokedAt: null,
  };
}

const profile = profileOf('https://h/tiled', null);
const spec = tiled.exports(profile, record({ name: HOSTILE, accessTags: ['a b'], expiry: { kind: 'at', at: 1_600_000 } }), {});
const snippet = (id: string) => spec.snippets.find((s) => s.id === id);

describe('exports', () => {
  it('the variable with the secret, and the server’s address beside it', () => {
    expect(spec.variables.map((v) => [v.name, v.value])).toEqual([
      ['TILED_API_KEY', 'secret'],
      ['TILED_URI', { text: 'https://h/tiled' }],
    ]);
    expect(spec.variables.every((v) => v.help !== '')).toBe(true);
    expect(spec.warnings.join(' ')).toMatch(/whichever Tiled server/);
    expect(spec.warnings.join(' ')).toMatch(/tiled login/);
  });

  it('forms without the secret come first and unwarned, forms with it last and warned', () => {
    const literal = spec.snippets.map((s) => s.text.includes(SECRET));
    expect(literal).toEqual([...literal].sort());
    for (const s of spec.snippets) expect(s.warning !== null, s.id).toBe(s.text.includes(SECRET));
    expect(literal.filter(Boolean)).toHaveLength(3);
  });

  it('curl gets its header on stdin', () => {
    expect(snippet('curl')?.text).toBe(
      `printf 'Authorization: Apikey %s\\n' "$TILED_API_KEY" | curl -sS -H @- https://h/tiled/api/v1/metadata/\n`,
    );
  });

  it('the tiled command names each scope and tag by an option of its own, and quotes', () => {
    expect(snippet('cli-create')?.text).toContain(
      `tiled api_key create --profile tessera --expires-in 600 --scopes read:metadata --scopes read:data --access-tags 'a b' --note 'it'\\''s "$HOME" \`id\` \\ !x'\n`,
    );
    expect(snippet('cli-revoke')?.text).toContain('tiled api_key revoke --profile tessera 573928c6\n');
  });

  it('a key that never ends gets no --expires-in, a single-user server no key commands', () => {
    const never = tiled.exports(profile, record({}), {});
    expect(never.snippets.find((s) => s.id === 'cli-create')?.text).not.toContain('--expires-in');
    const single = {
      ...profile,
      server: {
        version: null,
        mode: 'singleUser',
        meaning: '',
        signInMethods: [],
        manages: false,
        probedAt: 0,
        details: { singleUser: 'yes' },
      },
    };
    expect(tiled.exports(single, record({}), {}).snippets.map((s) => s.id)).not.toContain('cli-create');
  });
});
