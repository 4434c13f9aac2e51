import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const system = vi.hoisted(() => ({ supported: true, works: true }));
const shown: FakeNotification[] = [];

interface Options {
  readonly title: string;
  readonly body: string;
  readonly urgency: string;
}
class FakeNotification extends EventEmitter {
  static isSupported = () => system.supported;
  closed = false;
  constructor(readonly options: Options) {
    super();
  }
  show(): void {
    shown.push(this);
    this.emit(system.works ? 'show' : 'failed', {}, 'no');
  }
  close(): void {
    this.closed = true;
    this.emit('close', {});
  }
}
vi.mock('electron', () => ({
  get Notification() {
    return FakeNotification;
  },
}));

import type { Notice } from '../../domain/notices';
import { MINUTE, SECOND } from '../../domain/time';
import type { Announcement } from '../notices/desk';
import { HandTimers } from '../refresh/testing';
import { announcedText } from './announced-text';
import { createAnnouncer, OPEN_AT_ONCE } from './notify';

const notice = (id: string): Notice => ({
  id,
  kind: 'expiry',
  urgency: 'warn',
  profileId: 'profile',
  keyId: `key-${id}`,
  since: 0,
  title: id,
  body: '',
  discreet: '',
  offers: [],
});
const about = (id: string | null, urgent = false): Announcement => ({
  notice: id === null ? null : notice(id),
  title: `title ${id}`,
  body: 'body',
  urgent,
});

function announcer() {
  const timers = new HandTimers();
  const opened: (Notice | null)[] = [];
  return { timers, opened, announcer: createAnnouncer({ timers, onOpen: (n) => opened.push(n) }) };
}

beforeEach(() => {
  shown.length = 0;
  system.supported = true;
  system.works = true;
});

describe('an announcement', () => {
  it('is shown with its words, and is critical where it is urgent', () => {
    const { announcer: a } = announcer();
    a.announce(about('x'));
    a.announce(about('y', true));
    expect(shown.map((s) => s.options)).toEqual([
      { title: 'title x', body: 'body', urgency: 'normal' },
      { title: 'title y', body: 'body', urgency: 'critical' },
    ]);
    expect(a.silent).toBe(null);
  });

  it('leads to its notice when it is clicked', () => {
    const { announcer: a, opened } = announcer();
    a.announce(about('x'));
    a.announce(about(null));
    shown[0]?.emit('click');
    shown[1]?.emit('click');
    expect(opened.map((n) => n?.id ?? null)).toEqual(['x', null]);
  });

  it('makes the oldest go where too many are open', () => {
    const { announcer: a } = announcer();
    for (let i = 0; i <= OPEN_AT_ONCE; i += 1) a.announce(about(String(i)));
    expect(shown.map((s) => s.closed)).toEqual([true, ...Array.from({ length: OPEN_AT_ONCE }, () => false)]);
  });

  it('that the person closed makes room', () => {
    const { announcer: a } = announcer();
    for (let i = 0; i < OPEN_AT_ONCE; i += 1) a.announce(about(String(i)));
    shown[1]?.emit('close', {});
    a.announce(about('new'));
    expect(shown.filter((s) => s.closed)).toEqual([]);
  });

  it('that timed out into the system’s list still counts, and still leads to its key', () => {
    const { announcer: a, opened } = announcer();
    for (let i = 0; i < OPEN_AT_ONCE; i += 1) a.announce(about(String(i)));
    shown[1]?.emit('close', { reason: 'timedOut' });
    a.announce(about('new'));
    expect(shown[0]?.closed).toBe(true);
    shown[1]?.emit('click');
    expect(opened.map((n) => n?.id)).toEqual(['1']);
  });

  it('is taken back when its cause is gone', () => {
    const { announcer: a } = announcer();
    for (const id of ['x', 'y', null]) a.announce(about(id));
    a.keep([notice('y')]);
    expect(shown.map((s) => s.closed)).toEqual([true, false, false]);
    a.keep([]);
    expect(shown.map((s) => s.closed)).toEqual([true, true, true]);
  });
});

it('that a key has ended stays to be read, though its server has cleared the key away', () => {
  const { announcer: a } = announcer();
  const ended = about('x');
  a.announce({ ...ended, notice: ended.notice && { ...ended.notice, kind: 'expired' } });
  a.keep([]);
  expect(shown.map((s) => s.closed)).toEqual([false]);
});

describe('a system that shows nothing', () => {
  it('is said in a sentence where it has no notifications', () => {
    system.supported = false;
    const { announcer: a } = announcer();
    a.announce(about('x'));
    expect(shown).toEqual([]);
    expect(a.silent).toBe('This system shows no notifications: warnings stand in the window only.');
  });

  it('is said, and tried again: at login the desktop may come up later', async () => {
    system.works = false;
    const { announcer: a, timers } = announcer();
    a.announce(about('x'));
    expect(a.silent).toMatch(/warnings stand in the window/i);
    await timers.pass(15 * SECOND);
    expect(shown.length).toBe(2);
    system.works = true;
    await timers.pass(MINUTE);
    expect(shown.length).toBe(3);
    expect(a.silent).toBe(null);
    await timers.pass(60 * MINUTE);
    expect(shown.length).toBe(3);
  });

  it('is left alone after a while', async () => {
    system.works = false;
    const { announcer: a, timers } = announcer();
    a.announce(about('x'));
    await timers.pass(24 * 60 * MINUTE);
    expect(shown.length).toBe(4);
    expect(timers.next).toBe(null);
  });

  it('is not told later what is no longer true', async () => {
    system.works = false;
    const { announcer: a, timers } = announcer();
    a.announce(about('x'));
    a.keep([]);
    await timers.pass(60 * MINUTE);
    expect(shown.length).toBe(1);
  });
});

describe('the words', () => {
  it.each([
    ['line breaks and control characters', 'a\r\nb\u0000\u001b[1mc', 'a b [1mc'],
    ['a turn of direction', 'key\u202egpj.exe\u2066', 'keygpj.exe'],
    ['half a character', 'a\ud83d', 'a\ufffd'],
    ['what is too long', 'x'.repeat(500), `${'x'.repeat(119)}…`],
  ])('in a title: %s', (_case, title, expected) => {
    expect(announcedText({ title, body: '' }, 'linux').title).toBe(expected);
  });

  it('hold no markup where a desktop may read some', () => {
    const body = 'a <a href="https://evil.example">b</a> & c';
    expect(announcedText({ title: '', body }, 'linux').body).not.toMatch(/[<>]/);
    expect(announcedText({ title: '', body }, 'darwin').body).toBe(body);
  });
});
