import { describe, expect, it } from 'vitest';
import type { KeyRecord, ListedKey } from '../../domain/key';
import { NO_CHOICE, type Notice } from '../../domain/notices';
import { at, held, listedKey, record, T0 } from '../../domain/testing';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import { attentionOf } from '../notices/desk';
import { nextEnds, titleFor, trayModel } from './tray-model';

const PROFILES = [
  { id: 'profile', label: 'Tiled at BMM' },
  { id: 'quiet', label: 'LabKey', warn: { leads: null, muted: true } },
];

function key(id: string, listed: Partial<ListedKey> = {}, change: Partial<KeyRecord> = {}): KeyRecord {
  return record(id, {
    listed: { value: listedKey('573928c6', { name: id, expiry: at(T0 + DAY), ...listed }), source: 'listing', asOf: T0 },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    ...change,
  });
}
const endsAt = (moment: number) => ({ first: moment, last: moment });
const ids = (keys: readonly KeyRecord[]) => nextEnds(keys, PROFILES, T0).map((n) => n.keyId);

describe('the next ends', () => {
  it('are the three nearest, nearest first, whatever the order of the keys', () => {
    const keys = [9, 3, 7, 1, 5].map((days) => key(`d${days}`, { expiry: at(T0 + days * DAY) }));
    expect(ids(keys)).toEqual(['d1', 'd3', 'd5']);
    expect(ids(keys.toReversed())).toEqual(['d1', 'd3', 'd5']);
  });

  it.each<[string, KeyRecord]>([
    ['has ended', key('k', { expiry: at(T0) })],
    ['never ends', key('k', { expiry: { kind: 'never' } })],
    ['ends nobody knows when', key('k', { expiry: { kind: 'notTold' } })],
    ['is meant to end', key('k', {}, { warn: { ...NO_CHOICE, mayDie: true } })],
    ['is muted', key('k', {}, { warn: { ...NO_CHOICE, muted: true } })],
    ['belongs to a muted server', key('k', {}, { profileId: 'quiet' })],
    ['is a session', key('k', { session: true })],
    ['is revoked', key('k', {}, { revokedAt: T0 })],
    ['is gone from the server', key('k', {}, { held: held('h'), presence: { value: 'notListed', source: 'listing', asOf: T0 } })],
    ['is somebody else’s', key('k', { owner: { id: 'p2', label: 'bob' } })],
  ])('leave out a key that %s', (_case, k) => {
    expect(ids([key('other', { expiry: at(T0 + 2 * DAY) }), k])).toEqual(['other']);
  });

  it('hold somebody else’s key whose secret is here', () => {
    expect(ids([key('k', { owner: { id: 'p2', label: 'bob' } }, { held: held('h') })])).toEqual(['k']);
  });

  it('go by our clock where the server’s is ahead', () => {
    const ahead = key('k');
    const shifted: KeyRecord = { ...ahead, listed: ahead.listed && { ...ahead.listed, skewMs: HOUR } };
    expect(nextEnds([shifted], PROFILES, T0)[0]?.ends.first).toBe(T0 + DAY - HOUR);
  });
});

describe('attention', () => {
  const notice = (id: string, keyId: string | null, urgency: Notice['urgency']): Notice => ({
    id,
    kind: 'expiry',
    urgency,
    profileId: 'profile',
    keyId,
    since: T0,
    title: '',
    body: '',
    discreet: '',
    offers: [],
  });
  it('counts each key once, and neither advice nor whole servers', () => {
    const list = [notice('1', 'a', 'urgent'), notice('2', 'a', 'warn'), notice('3', 'b', 'warn'), notice('4', 'c', 'info')];
    expect(attentionOf([...list, notice('5', null, 'warn')])).toBe(2);
    expect(attentionOf([])).toBe(0);
  });
  it('stands in the title in words', () => {
    expect([0, 1, 3].map(titleFor)).toEqual(['Tessera', '(1) Tessera: 1 key needs attention', '(3) Tessera: 3 keys need attention']);
  });
});

describe('the tray', () => {
  const next = [
    { keyId: 'a', name: 'laptop', server: 'Tiled at BMM', ends: endsAt(T0 + 3 * DAY) },
    { keyId: 'b', name: 'beam time', server: 'TileDB', ends: endsAt(T0 + 40 * DAY) },
  ];

  it('names the next ends, then what can be done', () => {
    const model = trayModel({ attention: 2, next }, false, T0);
    expect(model.tooltip).toBe('Tessera: 2 keys need attention. laptop ends in 3 days');
    expect(model.attention).toBe(true);
    expect(model.items).toEqual([
      { kind: 'key', keyId: 'a', label: 'laptop · Tiled at BMM · in 3 days' },
      { kind: 'key', keyId: 'b', label: 'beam time · TileDB · in 40 days' },
      { kind: 'line' },
      { kind: 'open', label: 'Open Tessera' },
      { kind: 'refresh', label: 'Refresh now' },
      { kind: 'line' },
      { kind: 'quit', label: 'Quit Tessera' },
    ]);
  });

  it('reveals no name and no server where details are hidden, and still leads to the key', () => {
    const model = trayModel({ attention: 2, next }, true, T0);
    expect(JSON.stringify(model)).not.toMatch(/laptop|BMM|beam|TileDB/);
    expect(model.items[0]).toEqual({ kind: 'key', keyId: 'a', label: 'A key · in 3 days' });
    expect(model.tooltip).toBe('Tessera: 2 keys need attention. Next end: in 3 days');
  });

  it('says so where no end is known', () => {
    const model = trayModel({ attention: 0, next: [] }, false, T0);
    expect(model.tooltip).toBe('Tessera');
    expect(model.items[0]).toEqual({ kind: 'words', label: 'No key is known to end' });
  });

  it('says of an end in an unknown zone what is known', () => {
    const text = new Date(T0 + 3 * DAY + 14 * HOUR).toISOString().slice(0, 19);
    const found = nextEnds([key('old', { expiry: { kind: 'serverLocal', text } })], PROFILES, T0);
    const label = (now: number) => trayModel({ attention: 0, next: found }, false, now).items[0];
    expect(label(T0)).toMatchObject({ label: 'old · Tiled at BMM · in 3 days at the earliest' });
    expect(label(T0 + 4 * DAY)).toMatchObject({ label: 'old · Tiled at BMM · may have ended' });
    expect(trayModel({ attention: 0, next: found }, false, T0).tooltip).toBe('Tessera. old may end in 3 days');
  });

  it('moves with time', () => {
    const at2 = trayModel({ attention: 0, next }, false, T0 + 3 * DAY - 5 * MINUTE);
    expect(at2.items[0]).toMatchObject({ label: 'laptop · Tiled at BMM · in 5 minutes' });
  });

  it('cuts what is too long between characters, not through one', () => {
    const long = [{ keyId: 'a', name: `${'🔑'.repeat(60)}\n`, server: 'x\ny', ends: endsAt(T0 + DAY) }];
    const model = trayModel({ attention: 0, next: long }, false, T0);
    expect(model.items[0]).toMatchObject({ label: `${'🔑'.repeat(39)}… · x y · in 24 hours` });
    expect([...model.tooltip].length).toBeLessThanOrEqual(120);
  });
});
