import { describe, expect, it } from 'vitest';
import type { KeyRecord } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { held, listedKey, record } from '../../domain/testing';
import { EMPTY_INDEX, INDEX, type Index } from './documents';

const profile: Profile = {
  id: 'profile',
  kind: 'labkey',
  label: 'Lab',
  address: 'https://lab.test',
  principal: null,
  manager: { kind: 'none' },
  server: { version: null, mode: 'm', meaning: '', signInMethods: [], manages: true, probedAt: 1, details: {} },
  caFile: null,
  plainHttpAccepted: false,
  addedAt: 1,
  note: '',
};
const key: KeyRecord = record('a', {
  held: held('H'),
  listed: { value: listedKey('x'), source: 'listing', asOf: 1 },
  check: { value: { kind: 'inconclusive', why: 'Paused.' }, source: 'ownCheck', asOf: 1 },
});
const parsed = (index: Index) => {
  const answer = INDEX.shape.safeParse(index);
  return answer.success ? answer.data : answer.error;
};

describe('the index', () => {
  it('of before links, kinds of secret and administrators is read as it was', () => {
    const index = { ...EMPTY_INDEX, profiles: [profile], keys: [key] };
    expect(parsed(index)).toEqual(index);
  });

  it('keeps a link, the kind of secret, the wish to see all users’ keys, a server’s pages and the time of a second look', () => {
    const links = [{ id: 'keys', label: 'Open', url: 'https://lab.test/keys', steps: ['Press it.'], administrator: true }];
    const index: Index = {
      ...EMPTY_INDEX,
      profiles: [{ ...profile, everyone: true, server: profile.server && { ...profile.server, links } }],
      keys: [
        {
          ...key,
          linked: { by: 'hand', at: 5 },
          held: { ...held('H'), secretKind: 'apiKey' },
          check: { value: { kind: 'inconclusive', why: 'Paused.', lookAgainMs: 60_000 }, source: 'ownCheck', asOf: 1 },
        },
      ],
    };
    expect(parsed(index)).toEqual(index);
  });
});
