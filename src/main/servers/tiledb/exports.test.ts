import { describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import { newRecord } from '../../../domain/join';
import type { KeyRecord, ListedKey } from '../../../domain/key';
import { listedKey } from '../../../domain/testing';
import { tiledb } from './index';
import { profileOf } from './test-tools';

const info = (generation: string) => ({
  version: null,
  mode: generation,
  meaning: '',
  signInMethods: [],
  manages: true,
  probedAt: 0,
  details: { generation },
});
const keyWith = (more: Partial<ListedKey> = {}): KeyRecord => ({
  ...newRecord('k', 'p', 0),
  listed: { value: listedKey('aaaaaaaa', more), source: 'listing', asOf: 0 },
});
const spec = (address: string, generation: string, more: Partial<ListedKey> = {}) =>
  tiledb.exports(profileOf(address, info(generation)), keyWith(more), {});

describe('exports', () => {
  it('of TileDB Cloud need the token alone', () => {
    const { variables, files } = spec('https://api.tiledb.com', 'v1');
    expect(variables.map((v) => v.name)).toEqual(['TILEDB_REST_TOKEN']);
    expect(files?.map((f) => [f.kind, f.fields])).toEqual([
      ['tiledbCloudJson', { host: 'https://api.tiledb.com' }],
      ['tiledbProfiles', { host: 'https://api.tiledb.com' }],
    ]);
  });

  it('of one’s own server name it twice, since clients read one or the other', () => {
    const { variables, warnings } = spec('https://api.example.org', 'v1');
    expect(variables.map((v) => [v.name, v.value])).toEqual([
      ['TILEDB_REST_TOKEN', 'secret'],
      ['TILEDB_REST_HOST', { text: 'https://api.example.org' }],
      ['TILEDB_REST_SERVER_ADDRESS', { text: 'https://api.example.org' }],
    ]);
    expect(warnings.join(' ')).toContain('without both address variables');
  });

  it('of Carrara name the workspace of the token, in the profile too, and have no cloud.json', () => {
    const { variables, files, snippets } = spec('https://api.example.org', 'v4', { details: { workspace: 'ws_1' } });
    expect(variables.at(-1)).toMatchObject({ name: 'TILEDB_REST_WORKSPACE', value: { text: 'ws_1' } });
    expect(files).toMatchObject([
      {
        kind: 'tiledbProfiles',
        locator: 'default',
        locatorLabel: 'Profile',
        fields: { host: 'https://api.example.org', workspace: 'ws_1' },
      },
    ]);
    expect(snippets.find((s) => s.id === 'curl')?.text).toContain('/v4/users/self');
    const untold = spec('https://api.example.org', 'v4');
    expect(untold.variables.map((v) => v.name)).not.toContain('TILEDB_REST_WORKSPACE');
    expect(untold.warnings.join(' ')).toContain('set TILEDB_REST_WORKSPACE, too');
  });

  it('put the token into a text only with a warning, and say where none is needed', () => {
    for (const generation of ['v1', 'v4', 'undecided']) {
      const { snippets, warnings } = spec('https://api.example.org', generation);
      for (const { text, warning } of snippets) expect(text.includes(SECRET)).toBe(warning !== null);
      expect(warnings.join(' ')).toContain('Inside a TileDB notebook no token is needed');
      expect(warnings.join(' ')).toContain('before the token');
    }
  });
});
