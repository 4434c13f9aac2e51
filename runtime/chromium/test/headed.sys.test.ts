import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startVirtualDisplay, type VirtualDisplay } from '../../../test-support/keyring/virtual-display.mjs';
import { type ClipboardStore, findHelper, helperStore } from '../src/electron/clipboard-store';
import { type Run, start } from './child';
import { closeWindow, hasWindow, numbersOf, pixel } from './x11';

let display: VirtualDisplay;
let run: Run | null = null;
beforeAll(async () => {
  display = await startVirtualDisplay({ size: '1200x800' });
});
afterAll(() => display.stop());
afterEach(async () => {
  await run?.clean();
  run = null;
});

const env = () => ({ DISPLAY: display.name, WAYLAND_DISPLAY: undefined, TESSERA_HEADLESS: undefined });

it('the display does not start over when its last client leaves: whoever comes in that moment would be turned away', async () => {
  const [, second] = await numbersOf(display.name, ['TESSERA_FIRST', 'TESSERA_SECOND']);
  expect(await numbersOf(display.name, ['TESSERA_SECOND'])).toEqual([second]);
});

describe('a window on a display', () => {
  it('is the page and nothing else: no tabs, no address, no bar', async () => {
    run = start(env(), []);
    await run.saw('loaded {"x":60,"y":40,"width":700,"height":500}');
    expect(await hasWindow(display.name, 'Runtime test')).toBe(true);
    // Its colour reaches from edge to edge; outside is the empty screen.
    for (const [x, y] of [
      [400, 42],
      [62, 300],
      [757, 300],
      [400, 537],
    ] as const) {
      await waitForColour(x, y, '#ddffee');
    }
    expect(await pixel(display.name, 400, 30)).toBe('#000000');
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(0);
  });

  it('asks the app when its close button is clicked, and stays where the app refuses', async () => {
    run = start({ ...env(), VETOES: '1' }, []);
    await run.saw('loaded');
    await closeWindow(display.name, 'Runtime test');
    await run.saw('vetoed');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await hasWindow(display.name, 'Runtime test')).toBe(true);
    await closeWindow(display.name, 'Runtime test');
    expect((await run.ended).code).toBe(0);
    const events = run.lines().filter((text) => !text.startsWith('blur') && !text.startsWith('loaded'));
    expect(events).toEqual(['close', 'vetoed', 'close', 'closed', 'window-all-closed', 'before-quit', 'will-quit', 'quit']);
  });

  it.each(['xclip', 'xsel'])('copies through %s, to the clipboard proper only, with nothing on a command line', async (name) => {
    await withHelper(name, display.name, async (store) => {
      const secret = "canary 'quoted' ☃\nsecond line";
      await store.write(new Map([['text/plain', Buffer.from(secret)]]));
      expect((await store.read('text/plain')).toString()).toBe(secret);
      expect(await store.types()).toContain('text/plain');
      for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
        expect(commandLine(pid)).not.toContain('canary');
      }
      const selection = spawnSync('/usr/bin/xclip', ['-selection', 'primary', '-out'], { env: { DISPLAY: display.name }, timeout: 3000 });
      expect(selection.stdout.toString()).not.toContain('canary');
      store.clear();
      expect((await store.read('text/plain')).toString()).toBe('');
    });
  });

  it.each(['xclip', 'xsel'])('tells why %s does not copy, and not what', async (name) => {
    await withHelper(name, ':99999', async (store) => {
      const copied = store.write(new Map([['text/plain', Buffer.from('canary')]]));
      await expect(copied).rejects.toThrow(new RegExp(`^The clipboard helper ${name} failed \\(1\\): .*display.*\\.$`, 'i'));
    });
  });

  it.each([
    ['it', 'canary\n'],
    ['a long one’s beginning', `${'0123456789abcdef'.repeat(256)}\n`],
    ['one of its lines', 'canary of one line\nand of another\n'],
  ])('does not tell what is copied where a helper repeats %s', async (_part, text) => {
    const script = 'read -r line; echo "cannot copy $line" >&2; exit 1';
    const talks = (): readonly string[] => ['sh', '-c', script];
    const store = helperStore({ name: 'talks', read: talks, write: talks, clear: null, list: null, textOnly: false });
    const copied = store.write(new Map([['text/plain', Buffer.from(text)]]));
    await expect(copied).rejects.toThrow(/^The clipboard helper sh failed \(1\)\.$/);
  });

  it('says that copying is not possible where no helper is', async () => {
    const store = helperStore(null);
    expect(store.name).toBeNull();
    await expect(store.read('text/plain')).rejects.toThrow('Copying is not possible here');
    await expect(store.write(new Map())).rejects.toThrow('Install xclip or xsel');
  });
});

/** The clipboard of a display through one helper, where no other is to be found. */
async function withHelper(name: string, on: string, work: (store: ClipboardStore) => Promise<void>): Promise<void> {
  const before = { ...process.env };
  const programs = mkdtempSync(join(tmpdir(), 'helpers-'));
  symlinkSync(`/usr/bin/${name}`, join(programs, name));
  try {
    process.env.DISPLAY = on;
    delete process.env.WAYLAND_DISPLAY;
    process.env.PATH = programs;
    const store = helperStore(findHelper());
    expect(store.name).toBe(name);
    await work(store);
  } finally {
    process.env.PATH = before.PATH ?? '';
    if (before.DISPLAY === undefined) delete process.env.DISPLAY;
    rmSync(programs, { recursive: true });
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function waitForColour(x: number, y: number, colour: string): Promise<void> {
  let seen = '';
  const until = Date.now() + 5000;
  while (seen !== colour && Date.now() < until) seen = await pixel(display.name, x, y);
  expect(seen).toBe(colour);
}
