import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../domain/time';
import { networkText } from '../notices/sight';
import { Refresher } from './refresher';
import { type Ended, INTERVAL_MS, nextDelay } from './schedule';
import { watchSurroundings } from './surroundings';
import { HandTimers, settled } from './testing';

describe('when a server is asked again', () => {
  it('stays in its bounds, grows while it fails, and never asks where the user is wanted', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const ok = nextDelay('ok', 0, random) ?? 0;
        expect(ok).toBeGreaterThanOrEqual(0.9 * INTERVAL_MS);
        expect(ok).toBeLessThanOrEqual(1.1 * INTERVAL_MS);
        const failed = nextDelay('failed', failures + 1, random) ?? 0;
        expect(failed).toBeGreaterThanOrEqual(15 * SECOND);
        expect(failed).toBeLessThanOrEqual(HOUR);
        expect(nextDelay('failed', failures + 2, random)).toBeGreaterThanOrEqual(failed);
        expect(nextDelay('wantsUser', failures, random)).toBeNull();
      }),
    );
  });
});

function scene(answers: Record<string, () => Promise<Ended>>) {
  const timers = new HandTimers();
  const asked: string[] = [];
  const threw: unknown[] = [];
  let profiles = Object.keys(answers);
  const refresher = new Refresher({
    profiles: () => profiles,
    ask: (id) => {
      asked.push(id);
      return answers[id]?.() ?? Promise.resolve('ok');
    },
    threw: (error) => threw.push(error),
    timers,
    random: () => 0.5,
  });
  return { timers, asked, threw, refresher, drop: (id: string) => (profiles = profiles.filter((p) => p !== id)) };
}
const ok = () => Promise.resolve<Ended>('ok');
const never = () => new Promise<Ended>(() => undefined);

describe('asking all servers', () => {
  it('one that hangs delays nobody', async () => {
    const s = scene({ a: ok, hanging: never, b: ok });
    void s.refresher.now();
    await settled();
    await s.timers.pass(INTERVAL_MS);
    expect(s.asked.filter((id) => id !== 'hanging')).toEqual(['a', 'b', 'a', 'b']);
    expect(s.asked.filter((id) => id === 'hanging')).toHaveLength(1);
  });

  it('two wishes at once are one request', async () => {
    const s = scene({ a: ok });
    await Promise.all([s.refresher.now(), s.refresher.now('a'), s.refresher.wake()]);
    expect(s.asked).toEqual(['a']);
  });

  it('one that fails is asked less and less often, and at once after the network came back', async () => {
    const s = scene({ a: () => Promise.resolve('failed') });
    await s.refresher.now();
    await s.timers.pass(2 * HOUR);
    const before = s.asked.length;
    expect(before).toBeLessThan(12);
    await s.refresher.wake();
    expect(s.asked).toHaveLength(before + 1);
    await s.timers.pass(30 * SECOND);
    expect(s.asked).toHaveLength(before + 2);
  });

  it('one that wants the user is left alone until the user asks', async () => {
    const s = scene({ a: () => Promise.resolve('wantsUser') });
    await s.refresher.now();
    await s.timers.pass(24 * HOUR);
    await s.refresher.wake();
    expect(s.asked).toEqual(['a']);
    await s.refresher.now('a');
    expect(s.asked).toEqual(['a', 'a']);
  });

  it('a bug met with one server stops neither the others nor the next look at it', async () => {
    const bug = new Error('bug');
    const s = scene({ a: () => Promise.reject(bug), b: ok });
    await s.refresher.now();
    await s.timers.pass(30 * SECOND);
    expect(s.asked).toEqual(['a', 'b', 'a']);
    expect(s.threw).toEqual([bug, bug]);
  });

  it('a server that was removed is not asked again; nor any after the end', async () => {
    const s = scene({ a: ok, b: ok });
    await s.refresher.now();
    s.drop('a');
    await s.timers.pass(INTERVAL_MS);
    expect(s.asked).toEqual(['a', 'b', 'b']);
    s.refresher.stop();
    await s.timers.pass(24 * HOUR);
    expect(s.asked).toEqual(['a', 'b', 'b']);
  });
});

describe('the machine’s network as text', () => {
  const face = (address: string, internal = false) => ({ address, internal });
  it('changes with a network, and not with what a container or a privacy address brings', () => {
    const home = { lo: [face('127.0.0.1', true)], wlan0: [face('10.0.0.7'), face('2001:db8:1:2:aaaa::1'), face('fe80::1')] };
    const text = networkText(home);
    expect(networkText({ ...home, veth12ab: [face('fe80::2')], docker0: [face('172.17.0.1')], eth9: [face('169.254.3.4')] })).toBe(text);
    expect(networkText({ wlan0: [face('10.0.0.7'), face('2001:db8:1:2:bbbb::9')] })).toBe(text);
    expect(networkText({ wlan0: [face('192.168.1.7')] })).not.toBe(text);
    expect(networkText({ ...home, tun0: [face('10.8.0.2')] })).not.toBe(text);
    expect(networkText({ lo: [face('127.0.0.1', true)], docker0: [face('172.17.0.1')] })).toBe('');
  });
});

describe('sleep, clock and network', () => {
  function watched() {
    const timers = new HandTimers(1_000_000);
    const seen: string[] = [];
    const here = { network: 'wlan 10.0.0.1', shift: 0 };
    const stop = watchSurroundings({
      timers,
      now: () => timers.now + here.shift,
      network: () => here.network,
      changed: (what) => seen.push(what),
    });
    return { timers, seen, here, stop };
  }
  it('a quiet day is no event', async () => {
    const w = watched();
    await w.timers.pass(24 * HOUR);
    expect(w.seen).toEqual([]);
  });
  it('sleep is noticed at once after waking', async () => {
    const w = watched();
    w.timers.sleep(8 * HOUR);
    await w.timers.pass(20 * SECOND);
    expect(w.seen).toEqual(['clock']);
  });
  it.each([HOUR, -HOUR, 2 * MINUTE])('a clock set by %d ms is noticed', async (shift) => {
    const w = watched();
    w.here.shift = shift;
    await w.timers.pass(MINUTE);
    expect(w.seen).toEqual(['clock']);
  });
  it('another network is noticed; losing it is not', async () => {
    const w = watched();
    w.here.network = '';
    await w.timers.pass(MINUTE);
    expect(w.seen).toEqual([]);
    w.here.network = 'eth 192.168.1.7';
    await w.timers.pass(MINUTE);
    expect(w.seen).toEqual(['network']);
    w.stop();
    w.here.network = 'wlan 10.0.0.1';
    await w.timers.pass(MINUTE);
    expect(w.seen).toEqual(['network']);
  });
});
