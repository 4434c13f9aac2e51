import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LaunchedApp, launchApp } from '../testing';
import { appDir, waitFor } from './child';

declare global {
  interface Window {
    test: { ask(name: string, ...args: unknown[]): Promise<unknown>; line(...args: unknown[]): void };
  }
}

let app: LaunchedApp;
let folder: string;
const ask = (name: string, ...args: unknown[]) => app.page.evaluate(([n, rest]) => window.test.ask(n, ...rest), [name, args] as const);
const saw = (text: string) => waitFor(`${text} in ${app.output()}`, () => app.output().includes(text));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-test-'));
  app = await launchApp({ appDir, userDataDir: folder, env: { RECOVER: '1' } });
});
afterAll(async () => {
  expect(await app.close()).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

describe('an app under test', () => {
  it('shows its page and knows its names', async () => {
    expect(await app.page.textContent('h1')).toBe('Hello');
    expect(await ask('version')).toEqual(['Runtime Test', '4.5.6', false, folder]);
    const [window] = await app.control.windows();
    expect(window).toMatchObject({ title: 'Runtime test', url: 'app://test/', bounds: { width: 700, height: 500 } });
    expect((await app.control.runtime()).version).toMatch(/^\d+\./);
  });
  it('answers dialogs from the script, and fails without one', async () => {
    await app.control.answerDialog({ canceled: false, filePaths: ['/x'] });
    expect(await ask('choose')).toEqual({ canceled: false, filePaths: ['/x'] });
    expect(await app.control.dialogCalls()).toEqual([{ method: 'showOpenDialog', options: { title: 'pick' } }]);
    await expect(ask('choose')).rejects.toThrow('the test has no answer for it');
  });
  it('has a clipboard of its own', async () => {
    await ask('copy', 'kopiert');
    expect(await app.control.readClipboard()).toBe('kopiert');
    await app.control.writeClipboard('from outside');
    expect(await ask('paste')).toBe('from outside');
    await ask('clearClipboard');
    expect(await app.control.readClipboard()).toBe('');
  });
  it('records links, notifications and power events', async () => {
    await ask('external', 'https://example.org/help');
    expect(await app.control.openedExternals()).toEqual(['https://example.org/help']);
    await ask('notify', 'A key expires', 'in 3 days');
    expect(await app.control.notifications()).toEqual([
      { title: 'A key expires', body: 'in 3 days', urgency: 'normal', actions: ['Open'] },
    ]);
    await app.control.notificationEvent(-1, 'default');
    await app.control.notificationEvent(-1, '0');
    await saw('notification action 0');
    await saw('notification click');
    await app.control.power('lock-screen');
    await saw('lock-screen');
  });
  it('runs menu items by id, by label and by key', async () => {
    expect(await app.control.clickMenu('new')).toBe(true);
    await saw('menu new');
    expect(await app.control.clickMenu('Off')).toBe(false);
    await app.page.keyboard.press('Control+K');
    await saw('menu palette Runtime test');
    await expect(app.control.clickMenu('nothing')).rejects.toThrow('The menu has no item nothing');
  });
  it('leaves keys to the page first, also where it stops them', async () => {
    await app.page.evaluate(() => {
      document.querySelector('#stop')?.addEventListener('keydown', (event) => event.stopPropagation());
      document.querySelector('#field')?.addEventListener('keydown', (event) => event.preventDefault());
    });
    const count = () => app.output().split('menu palette').length;
    const before = count();
    await app.page.focus('#field');
    await app.page.keyboard.press('Control+K');
    await app.page.focus('#stop');
    await app.page.keyboard.press('Control+K');
    await waitFor('the second', () => count() === before + 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(count()).toBe(before + 1);
  });
  it('sets the theme', async () => {
    await ask('theme', 'dark');
    await app.page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(17, 34, 51)');
    await saw('theme true');
    await ask('theme', 'light');
    await app.page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(221, 255, 238)');
  });
  it('asks about windows that a link wants, and opens none', async () => {
    await app.page.evaluate(() =>
      document.body.insertAdjacentHTML('beforeend', '<a id="out" target="_blank" href="https://example.org/out">out</a>'),
    );
    await app.page.click('#out');
    await saw('asked https://example.org/out');
    expect(app.page.context().pages()).toHaveLength(1);
  });
  it('has no browser menu and takes no dropped file', async () => {
    const seen = await app.page.evaluate(async () => {
      const events: [string, boolean][] = [];
      for (const name of ['contextmenu', 'drop', 'dragover'])
        window.addEventListener(name, (event) => events.push([name, event.defaultPrevented]));
      document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'x.html'));
      for (const name of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer }));
      return events;
    });
    expect(seen).toEqual([
      ['contextmenu', true],
      ['dragover', true],
      ['drop', true],
    ]);
  });
  it('says by name what is not there', async () => {
    await expect(ask('missing')).rejects.toThrow('electron-on-chromium: App.setJumpList is not implemented');
  });
  it('comes back after its page has crashed', async () => {
    const session = await app.page.context().newCDPSession(app.page);
    session.send('Page.crash').catch(() => {});
    await saw('render-process-gone crashed');
    await saw('recovered');
  });
});
