import { describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import type { DriverContext } from '../driver';
import { driverOf, drivers } from '../registry';
import { other } from './index';

const asked: string[] = [];
const ctx: DriverContext = {
  http: async (request) => {
    asked.push(request.url);
    return { ok: false, error: { kind: 'other', sent: false, detail: '' } };
  },
  now: () => 42,
  signal: new AbortController().signal,
  ca: null,
};
const profile = {
  id: 'p',
  kind: 'other',
  label: 'x',
  address: 'data.example.org',
  principal: null,
  manager: { kind: 'none' as const },
  server: null,
  caFile: null,
  plainHttpAccepted: false,
  addedAt: 0,
  note: '',
};
const session = { durable: 'd', volatile: null, renewed: async () => {} };
const record = {} as Parameters<typeof other.exports>[1];

describe('other', () => {
  it('makes no request, whatever is asked of it', async () => {
    const key = { kind: 'key' as const, secret: 'k' };
    expect((await other.probe(ctx, 'data.example.org')).ok).toBe(true);
    expect((await other.signIn(ctx, profile, 'password', {}, {})).ok).toBe(false);
    expect(await other.signOut(ctx, profile, session)).toEqual({ confirmed: false });
    expect((await other.list(ctx, profile, key)).ok).toBe(false);
    expect(await other.create(ctx, profile, key, {})).toMatchObject({ ok: false, error: { ambiguous: false, code: 'other.noNetwork' } });
    expect((await other.revoke(ctx, profile, key, { marks: [], secret: 'k' })).ok).toBe(false);
    // A check that proves nothing: neither live nor refused.
    expect(await other.check(ctx, profile, 'k')).toMatchObject({ ok: true, value: { outcome: { kind: 'inconclusive' } } });
    expect(asked).toEqual([]);
    expect(other.description).toMatchObject({ network: false, lists: false, create: null, revoke: null });
  });

  it.each([
    ['', ''],
    ['data.example.org', 'data.example.org'],
    [' Data.Example.org:8443/path?token=x#y ', 'data.example.org:8443'],
    ['https://user:secret@data.example.org/x', 'https://data.example.org'],
  ])('the host of “%s” is “%s”', (text, address) => {
    expect(other.parseAddress(text)).toMatchObject({ ok: true, value: { address, secret: null, plainHttp: false } });
  });

  it('refuses what is no host', () => {
    for (const text of ['two words', 'ftp://h', 'https://'])
      expect(other.parseAddress(text)).toMatchObject({ ok: false, error: { field: 'address' } });
  });

  it('exports under the name of the user’s choosing', () => {
    const named = other.exports(profile, record, { variable: 'BEAMLINE_TOKEN' });
    expect(named.variables).toMatchObject([{ name: 'BEAMLINE_TOKEN', value: 'secret' }, { name: 'BEAMLINE_TOKEN_HOST' }]);
    expect(named.warnings).toEqual([]);
    const bad = other.exports(profile, record, { variable: '1 x; rm' });
    expect(bad.variables[0]?.name).toBe('API_KEY');
    expect(bad.warnings).toHaveLength(1);
    expect(bad.snippets[0]?.text).toBe(SECRET);
  });

  it('recognises nothing special: the text is the key', () => {
    expect(other.recognise(' apikey|Bearer x= \n')).toMatchObject({ secret: 'apikey|Bearer x=', kindId: null, problem: null });
    expect(other.recognise(' \n').problem).not.toBeNull();
    expect(other.recognise('a\nb').problem).not.toBeNull();
    expect(other.recognise('a\0b').problem).toContain('NUL');
  });
});

describe('the registry', () => {
  it('has each kind once', () => {
    const kinds = drivers.map((d) => d.description.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(driverOf('tiled')?.description.name).toBe('Tiled');
    expect(driverOf('nonsense')).toBeUndefined();
  });
});
