import { describe, expect, it } from 'vitest';
import type { KeyRecord } from '../../domain/key';
import { DEFAULT_RULES, type Notice, type NoticeProfile } from '../../domain/notices';
import { at, held, listedKey, record, T0 } from '../../domain/testing';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import { HandTimers } from '../refresh/testing';
import { type Announcement, NoticeDesk } from './desk';
import { type Told, withTold } from './told';

const PROFILE: NoticeProfile = { profile: { id: 'profile', label: 'Tiled at BMM' }, usage: null, skewMs: null, at: T0 };

function key(id: string, end: number): KeyRecord {
  return record(id, {
    firstSeen: T0 - 365 * DAY,
    listed: { value: listedKey('573928c6', { name: id, expiry: at(end), createdAt: T0 - 365 * DAY }), source: 'listing', asOf: T0 },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    lastRealUse: T0,
  });
}

function desk(
  keys: readonly KeyRecord[],
  change: { readonly told?: Told | null; readonly announce?: boolean; readonly hideDetails?: boolean } = {},
) {
  const timers = new HandTimers(T0);
  const said: Announcement[] = [];
  const lists: (readonly Notice[])[] = [];
  let told: Told | null = change.told === undefined ? {} : change.told;
  const choices = { announce: change.announce ?? true, hideDetails: change.hideDetails ?? false };
  const made = new NoticeDesk({
    keys: () => keys,
    profiles: () => [PROFILE],
    rules: () => DEFAULT_RULES,
    choices: () => choices,
    tell: () => (t) => new Date(t).toISOString(),
    now: () => timers.now,
    timers,
    told,
    saveTold: (next) => {
      told = next;
    },
    changed: (list) => lists.push(list),
    announce: (a) => said.push(a),
  });
  return { desk: made, timers, said, lists, choices, told: () => told };
}
const titles = (said: readonly Announcement[]) => said.map((a) => a.title);

describe('announcements', () => {
  it('come once for each lead, at its moment', async () => {
    const d = desk([key('laptop', T0 + 40 * DAY)]);
    d.desk.look();
    await d.timers.pass(41 * DAY);
    expect(titles(d.said)).toEqual([
      '“laptop” ends in 30 days',
      '“laptop” ends in 7 days',
      '“laptop” ends in 24 hours',
      '“laptop” ends in 1 hour',
      '“laptop” has ended',
    ]);
  });

  it('are not repeated after a restart', () => {
    const keys = [key('laptop', T0 + 5 * DAY)];
    const first = desk(keys);
    first.desk.look();
    expect(first.said).toHaveLength(1);
    const second = desk(keys, { told: first.told() });
    second.desk.look();
    expect(second.said).toEqual([]);
    expect(second.lists.at(-1)).toHaveLength(1);
  });

  it('after sleep through three leads there is one', async () => {
    const d = desk([key('laptop', T0 + 40 * DAY)]);
    d.desk.look();
    d.timers.sleep(40 * DAY - 30 * MINUTE);
    d.desk.look();
    expect(titles(d.said)).toEqual(['“laptop” ends in 30 minutes']);
  });

  it('a clock set back brings none back', () => {
    const d = desk([key('laptop', T0 + 5 * DAY)]);
    d.desk.look();
    d.timers.now -= 40 * DAY;
    d.desk.look();
    d.timers.now += 40 * DAY;
    d.desk.look();
    expect(d.said).toHaveLength(1);
  });

  it('where the list of them was lost, only what came up of late is told, and nothing twice from then on', () => {
    const keys = [key('old', T0 + 5 * DAY), key('new', T0 + 7 * DAY - HOUR)];
    const d = desk(keys, { told: null });
    d.desk.look();
    expect(titles(d.said)).toEqual(['“new” ends in 6 days']);
    const again = desk(keys, { told: d.told() });
    again.desk.look();
    expect(again.said).toEqual([]);
    expect(Object.keys(d.told() ?? {})).toHaveLength(2);
  });

  it('what still stands is not told again after years', () => {
    const dead = key('dead', T0 - HOUR);
    const d = desk([dead]);
    d.desk.look();
    expect(titles(d.said)).toEqual(['“dead” has ended']);
    d.timers.now += 900 * DAY;
    const [id = ''] = Object.keys(d.told() ?? {});
    expect(withTold(d.told() ?? {}, ['other'], new Set([id]), d.timers.now)).toHaveProperty(id);
    expect(withTold(d.told() ?? {}, ['other'], new Set(), d.timers.now)).not.toHaveProperty(id);
  });

  it('a key that was told to be gone is not told to have ended too', () => {
    const gone: KeyRecord = {
      ...key('laptop', T0 + HOUR),
      held: held('h'),
      presence: { value: 'notListed', source: 'listing', asOf: T0 },
    };
    const d = desk([gone]);
    d.desk.look();
    d.timers.now += 2 * HOUR;
    d.desk.look();
    expect(titles(d.said)).toEqual(['“laptop” is gone from Tiled at BMM']);
    expect(d.lists.at(-1)?.map((n) => n.kind)).toEqual(['gone']);
    // Nor where it is known by another way, later than its end.
    const again = desk([{ ...gone, presence: { value: 'notListed', source: 'listing', asOf: T0 + HOUR } }], { told: d.told() });
    again.timers.now += 2 * HOUR;
    again.desk.look();
    expect(again.lists.at(-1)?.map((n) => n.kind)).toEqual(['expired']);
    expect(again.said).toEqual([]);
  });

  it('a storm is one message', () => {
    const d = desk(Array.from({ length: 12 }, (_, i) => key(`k${i}`, T0 + 2 * DAY + i * HOUR)));
    d.desk.look();
    expect(titles(d.said)).toEqual(['12 warnings about your keys']);
    expect(d.said[0]?.notice).toBeNull();
  });

  it('tell no names where details are hidden', () => {
    const one = desk([key('laptop', T0 + 2 * DAY)], { hideDetails: true });
    one.desk.look();
    const many = desk(
      Array.from({ length: 5 }, () => key('laptop', T0 + 2 * DAY)).map((k, i) => ({ ...k, id: `k${i}` })),
      { hideDetails: true },
    );
    many.desk.look();
    expect(JSON.stringify([...one.said, ...many.said].map(({ title, body }) => [title, body]))).not.toMatch(/laptop|BMM|573928c6/);
  });

  it('turned off, the window is told all the same; turned on later, nothing old comes up', () => {
    const d = desk([key('laptop', T0 + 2 * DAY)], { announce: false });
    d.desk.look();
    expect(d.said).toEqual([]);
    expect(d.lists.at(-1)).toHaveLength(1);
    d.choices.announce = true;
    d.desk.look();
    expect(d.said).toEqual([]);
  });

  it('many changes are one look', async () => {
    const d = desk([key('laptop', T0 + 2 * DAY)]);
    for (let i = 0; i < 50; i++) d.desk.later();
    expect(d.lists).toHaveLength(0);
    await d.timers.pass(MINUTE);
    expect(d.lists).toHaveLength(1);
    d.desk.stop();
    await d.timers.pass(3 * DAY);
    expect(d.said).toHaveLength(1);
  });
});
