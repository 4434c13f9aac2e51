import { describe, expect, it } from 'vitest';
import { GuardedEmitter, guard, NotImplemented } from '../guard';
import { parseAccelerator } from './menu';
import { toChromium, toElectron } from './origins';
import { matchesPattern } from './web-request';

describe('addresses', () => {
  it.each([
    ['app://tessera/index.html', 'https://tessera.app.internal/index.html'],
    ['app://tessera', 'https://tessera.app.internal/'],
    ['app://Tessera/a?b=c#d', 'https://tessera.app.internal/a?b=c#d'],
  ])('%s lives at %s', (own, there) => {
    expect(toChromium(own, new Set(['app']))).toBe(there);
    expect(toElectron(there)).toBe(own.toLowerCase().replace(/^(app:\/\/tessera)$/, '$1/'));
  });
  it('of others pass unchanged', () => {
    for (const url of ['https://example.org/x', 'about:blank', 'data:text/html,x', 'other://x/y', 'mailto:a@b.c']) {
      expect(toChromium(url, new Set(['app']))).toBe(url);
      expect(toElectron(url)).toBe(url);
    }
  });
});

describe('accelerators', () => {
  it.each([
    ['CmdOrCtrl+K', { key: 'k', ctrl: true, alt: false, shift: false, meta: false }],
    ['CommandOrControl+Shift+Plus', { key: '+', ctrl: true, alt: false, shift: true, meta: false }],
    ['Ctrl++', { key: '+', ctrl: true, alt: false, shift: false, meta: false }],
    ['Alt+Left', { key: 'ArrowLeft', ctrl: false, alt: true, shift: false, meta: false }],
    ['F11', { key: 'F11', ctrl: false, alt: false, shift: false, meta: false }],
    ['Ctrl+,', { key: ',', ctrl: true, alt: false, shift: false, meta: false }],
  ])('%s', (text, expected) => {
    expect(parseAccelerator(1, text, false)).toEqual({ id: 1, ...expected });
  });
  it('on a Mac mean Command', () => {
    expect(parseAccelerator(1, 'CmdOrCtrl+K', true)).toMatchObject({ ctrl: false, meta: true });
  });
  it('that are not understood are null', () => {
    for (const text of ['Hyper+K', 'Ctrl+Nothing', '']) expect(parseAccelerator(1, text, false)).toBeNull();
  });
});

describe('match patterns', () => {
  it.each([
    ['<all_urls>', 'app://x/y', true],
    ['*://*/*', 'https://a.example/x', true],
    ['*://*/*', 'app://x/y', false],
    ['app://*/*', 'app://x/y', true],
    ['https://*.example.org/*', 'https://a.example.org/b', true],
    ['https://*.example.org/*', 'https://example.org/b', true],
    ['https://*.example.org/*', 'https://evil-example.org/b', false],
    ['http://127.0.0.1/*', 'http://127.0.0.1:5000/b', true],
    ['https://a.example/x/*', 'https://a.example/y/z', false],
  ])('%s and %s: %s', (pattern, url, fits) => {
    expect(matchesPattern(pattern, url)).toBe(fits);
  });
});

describe('what is not there', () => {
  it('throws by name on use', () => {
    class Thing extends GuardedEmitter {
      readonly known = 1;
    }
    const thing = new Thing() as Thing & Record<string, unknown>;
    expect(thing.known).toBe(1);
    expect(() => thing.unknown).toThrow(new NotImplemented('Thing.unknown'));
    expect(thing.then).toBeUndefined();
    expect(() => (guard('shell', { open: 1 }) as Record<string, unknown>).trashItem).toThrow(
      'electron-on-chromium: shell.trashItem is not implemented',
    );
  });
});
