import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../domain/result';
import { type ClipboardEvent, ClipboardKeeper } from './clipboard';
import { type ClipboardPort, sensitiveFormats, whereCopiesStay } from './clipboard-port';

/** A clock that moves only when told, and the callbacks due by then in order. */
class Clock {
  time = 1_000;
  #due: { at: number; call: () => void }[] = [];
  now = () => this.time;
  after = (ms: number, call: () => void) => {
    const entry = { at: this.time + ms, call };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((e) => e !== entry);
    };
  };
  get waiting(): number {
    return this.#due.length;
  }
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const next = this.#due.filter((e) => e.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((e) => e !== next);
      this.time = next.at;
      next.call();
      await settle();
    }
    this.time = end;
  }
}

/** Lets all promises that can go on do so. */
const settle = async () => {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
};

/** A clipboard in memory that can fail in each of its ways. */
class Board implements ClipboardPort {
  availability: ClipboardPort['availability'] = { kind: 'available', helper: 'memory' };
  text = '';
  sensitive = false;
  writes = 0;
  clears = 0;
  failing = new Set<'write' | 'read' | 'clear' | 'writeThoughWritten' | 'clearThoughSaidDone'>();
  gate: Promise<void> = Promise.resolve();
  async write(text: string, sensitive: boolean): Promise<Result<void>> {
    await this.gate;
    if (this.failing.has('write')) return fail('clipboard.failed', 'write');
    this.writes += 1;
    this.text = text;
    this.sensitive = sensitive;
    return this.failing.has('writeThoughWritten') ? fail('clipboard.failed', 'late') : ok(undefined);
  }
  async read(): Promise<Result<string>> {
    await this.gate;
    return this.failing.has('read') ? fail('clipboard.failed', 'read') : ok(this.text);
  }
  async clear(): Promise<Result<void>> {
    this.clears += 1;
    if (this.failing.has('clear')) return fail('clipboard.failed', 'clear');
    if (!this.failing.has('clearThoughSaidDone')) this.text = '';
    return ok(undefined);
  }
}

function setUp() {
  const clock = new Clock();
  const board = new Board();
  const events: ClipboardEvent[] = [];
  const keeper = new ClipboardKeeper({ port: board, timers: clock, onEvent: (e) => events.push(e) });
  return { clock, board, events, keeper, kinds: () => events.map((e) => e.kind) };
}

const SECRET = '573928c6d1f64b2a9e0c7d35b8a4f1e2';

describe('a copied secret', () => {
  it('goes there in one write with its marks, and is cleared after 30 s', async () => {
    const { clock, board, events, keeper } = setUp();
    expect(await keeper.copySecret(SECRET)).toEqual({ ok: true, value: { until: 31_000 } });
    expect([board.text, board.sensitive, board.writes]).toEqual([SECRET, true, 1]);
    await clock.pass(29_999);
    expect(board.text).toBe(SECRET);
    await clock.pass(1);
    expect(board.text).toBe('');
    expect(events).toEqual([{ kind: 'copied', until: 31_000 }, { kind: 'cleared' }]);
    expect(clock.waiting).toBe(0);
  });

  it('is left alone when something else is in the clipboard by then', async () => {
    const { clock, board, keeper, kinds } = setUp();
    await keeper.copySecret(SECRET, 10);
    board.text = 'something else';
    await clock.pass(10_000);
    expect([board.text, board.clears]).toEqual(['something else', 0]);
    expect(kinds()).toEqual(['copied', 'replaced']);
    expect(await keeper.quit()).toBe('nothing');
  });

  it('stays for good with 0 seconds, at quit too', async () => {
    const { clock, board, events, keeper } = setUp();
    await keeper.copySecret(SECRET, 0);
    await clock.pass(1e9);
    expect(await keeper.quit()).toBe('nothing');
    expect(board.text).toBe(SECRET);
    expect(events).toEqual([{ kind: 'copied', until: null }]);
  });

  it("starts its own time: the first copy's does not clear the second", async () => {
    const { clock, board, keeper, kinds } = setUp();
    await keeper.copySecret('first', 10);
    await clock.pass(9_000);
    await keeper.copySecret('second', 10);
    await clock.pass(9_999);
    expect(board.text).toBe('second');
    await clock.pass(1);
    expect(board.text).toBe('');
    expect(kinds()).toEqual(['copied', 'copied', 'cleared']);
  });

  it('nor when the time of the first runs out while the second waits for its turn', async () => {
    const { clock, board, keeper } = setUp();
    await keeper.copySecret('first', 10);
    let open: () => void = () => undefined;
    board.gate = new Promise((done) => {
      open = () => done();
    });
    const second = keeper.copySecret('second', 10);
    await clock.pass(10_000);
    open();
    await second;
    await settle();
    expect(board.text).toBe('second');
    await clock.pass(10_000);
    expect(board.text).toBe('');
  });

  it('is cleared at quit, and by hand', async () => {
    const { board, keeper, kinds, clock } = setUp();
    await keeper.copySecret(SECRET);
    expect(await keeper.quit()).toBe('cleared');
    expect([board.text, clock.waiting]).toEqual(['', 0]);
    await keeper.copySecret(SECRET);
    expect(await keeper.clear()).toBe('cleared');
    expect(kinds()).toEqual(['copied', 'cleared', 'copied', 'cleared']);
    expect(await keeper.clear()).toBe('nothing');
  });

  it('gives way to a plain copy of ours', async () => {
    const { clock, board, keeper, kinds } = setUp();
    await keeper.copySecret(SECRET);
    await keeper.copyPlain('https://tiled.example.org');
    expect([board.text, board.sensitive]).toEqual(['https://tiled.example.org', false]);
    await clock.pass(60_000);
    expect(board.text).toBe('https://tiled.example.org');
    expect(kinds()).toEqual(['copied', 'replaced']);
  });
});

describe('failures', () => {
  it('a copy that fails leaves the time of the one before', async () => {
    const { clock, board, keeper, kinds } = setUp();
    await keeper.copySecret('first', 10);
    board.failing.add('write');
    expect(await keeper.copySecret('second', 60)).toMatchObject({ ok: false, error: { code: 'clipboard.failed' } });
    await clock.pass(10_000);
    expect(board.text).toBe('');
    expect(kinds()).toEqual(['copied', 'failed', 'cleared']);
  });

  it('a copy that reports failure but arrived is cleared in its time', async () => {
    const { clock, board, keeper, kinds } = setUp();
    board.failing.add('writeThoughWritten');
    await keeper.copySecret(SECRET, 10);
    await clock.pass(10_000);
    expect(board.text).toBe('');
    expect(kinds()).toEqual(['failed', 'cleared']);
  });

  it.each(['read', 'clear', 'clearThoughSaidDone'] as const)('%s: never called cleared, and tried again at quit', async (way) => {
    const { clock, board, keeper, kinds } = setUp();
    await keeper.copySecret(SECRET, 10);
    board.failing.add(way);
    await clock.pass(10_000);
    expect(kinds()).toEqual(['copied', 'failed']);
    expect(await keeper.quit()).toBe('failed');
    board.failing.clear();
    expect(await keeper.quit()).toBe('cleared');
    expect(board.text).toBe('');
  });

  it('a clipboard that does not answer keeps nobody from quitting', async () => {
    const { clock, board, keeper } = setUp();
    await keeper.copySecret(SECRET);
    board.gate = new Promise(() => undefined);
    const quit = keeper.quit(2_000);
    await clock.pass(2_000);
    expect(await quit).toBe('failed');
    expect(clock.waiting).toBe(0);
  });

  it('no clipboard: said, and nothing is tried', async () => {
    const { board, keeper } = setUp();
    board.availability = { kind: 'unavailable', why: 'There is no display.' };
    expect(await keeper.copySecret(SECRET)).toMatchObject({ ok: false, error: { code: 'clipboard.unavailable' } });
    expect(await keeper.copyPlain('x')).toMatchObject({ ok: false, error: { code: 'clipboard.unavailable' } });
    expect(board.writes).toBe(0);
    expect(await keeper.quit()).toBe('nothing');
  });
});

it('keeps no secret: neither it nor its events hold the text', async () => {
  const { board, keeper, events } = setUp();
  await keeper.copySecret(SECRET);
  board.text = '';
  expect(inspect(keeper, { depth: 10, showHidden: true })).not.toContain(SECRET);
  expect(JSON.stringify(events)).not.toContain(SECRET);
});

it('whatever happens in whatever order: a foreign text is never cleared, and our text never outlives its time', async () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('copy' as const), n: fc.nat(3), seconds: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ do: fc.constant('other' as const), n: fc.nat(3) }),
    fc.record({ do: fc.constant('plain' as const), n: fc.nat(3) }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 25_000 }) }),
    fc.record({ do: fc.constant('clear' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), fc.boolean(), async (actions, atOnce) => {
      const { clock, board, keeper, events } = setUp();
      let due = Number.POSITIVE_INFINITY;
      for (const a of actions) {
        let done: Promise<unknown> = Promise.resolve();
        if (a.do === 'copy') {
          done = keeper.copySecret(`secret ${a.n}`, a.seconds);
          due = clock.time + a.seconds * 1_000;
        } else if (a.do === 'other') {
          board.text = `other ${a.n}`;
        } else if (a.do === 'plain') done = keeper.copyPlain(`plain ${a.n}`);
        else if (a.do === 'clear') done = keeper.clear();
        else {
          const before = board.text;
          await clock.pass(a.ms);
          if (/^(other|plain)/.test(before)) expect(board.text).toBe(before);
          if (clock.time >= due) expect(board.text).not.toMatch(/^secret/);
        }
        if (!atOnce) await done;
        await settle();
      }
      await keeper.quit();
      expect(board.text).not.toMatch(/^secret/);
      expect(events.some((e) => e.kind === 'failed')).toBe(false);
      expect(clock.waiting).toBe(0);
    }),
    { numRuns: 500 },
  );
});

it('the marks and the sentences of each platform', () => {
  expect(sensitiveFormats('win32').map((f) => f.format)).toEqual([
    'ExcludeClipboardContentFromMonitorProcessing',
    'CanIncludeInClipboardHistory',
    'CanUploadToCloudClipboard',
  ]);
  expect(sensitiveFormats('darwin').map((f) => f.format)).toEqual(['org.nspasteboard.ConcealedType']);
  expect(sensitiveFormats('linux').map((f) => [f.format, new TextDecoder().decode(f.bytes)])).toEqual([
    ['x-kde-passwordManagerHint', 'secret'],
  ]);
  for (const platform of ['win32', 'darwin', 'linux', 'freebsd']) {
    for (const marked of [true, false])
      expect(whereCopiesStay(platform, marked).join(' ')).toMatch(
        /every program.*copy that Tessera cannot remove|every program.*may keep it/,
      );
  }
  expect(whereCopiesStay('win32', true)).not.toEqual(whereCopiesStay('win32', false));
});
