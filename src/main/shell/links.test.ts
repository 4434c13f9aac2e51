import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ app: {}, protocol: {} }));

import { forbiddenSwitch } from './guard';
import { allowedLink } from './links';
import { pathFor } from './pages';

const SERVERS = ['https://tiled.example.org/api/v1', 'http://127.0.0.1:8000'];

describe('links that may open in the browser', () => {
  it.each(['https://tiled.example.org/ui/browse', 'http://127.0.0.1:8000/docs', 'https://blueskyproject.io/tiled/'])('%s opens', (url) =>
    expect(allowedLink(url, SERVERS)).toEqual({ ok: true, value: url }),
  );

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://tiled.example.org.evil.example/',
    'https://tiled.example.org@evil.example/',
    'https://user:pass@tiled.example.org/',
    'http://tiled.example.org/',
    'http://127.0.0.1:8001/',
    'https://tiled.example.org/?api_key=secret',
    'http://blueskyproject.io/',
    'smb://tiled.example.org/share',
    'tiled.example.org',
    '',
  ])('%s does not', (url) => expect(allowedLink(url, SERVERS).ok).toBe(false));
});

describe('files that the window may load', () => {
  const folder = join('/', 'app', 'out', 'renderer');
  const at = (path: string) => pathFor(folder, new URL(path, 'app://tessera'));
  it('its own', () => {
    expect(at('/')).toBe(join(folder, 'index.html'));
    expect(at('/assets/index.js')).toBe(join(folder, 'assets', 'index.js'));
  });
  it.each(['/..%2f..%2fetc/passwd', '/%2e%2e%2fmain/index.js', '/assets/..%5c..%5cx', '/a%00b', '/%E0%A4%A'])('%s is not', (path) =>
    expect(at(path)).toBeNull(),
  );
  it('another host is not', () => expect(pathFor(folder, new URL('app://other/index.html'))).toBeNull());
});

describe('switches that a packaged app does not start with', () => {
  it.each(['--inspect', '--inspect-brk=0', '--remote-debugging-port=9222', '--remote-debugging-pipe', '--js-flags=--expose-gc'])(
    '%s',
    (arg) => expect(forbiddenSwitch(['tessera', arg])).not.toBeNull(),
  );
  it('others are fine', () => expect(forbiddenSwitch(['--hidden', 'file.txt', '-x'])).toBeNull());
});
