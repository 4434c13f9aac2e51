import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must, mustFail } from '../common/testing';
import { isLoopback, isPlainHttp } from '../common/web-address';
import { atOrigin, clientUri, ownPath, parseAddress } from './address';

const KEY = `${'0123456789abcdef'.repeat(4)}01234567`;

describe('parseAddress', () => {
  it.each([
    ['https://h', 'https://h'],
    ['https://h/', 'https://h'],
    ['https://h/api', 'https://h'],
    ['https://h/api/', 'https://h'],
    ['https://h/api/v1', 'https://h'],
    ['https://h/api/v1/', 'https://h'],
    ['https://h/tiled', 'https://h/tiled'],
    ['https://h/tiled/', 'https://h/tiled'],
    ['https://h/tiled/api/v1/metadata/a/b?x=1#y', 'https://h/tiled'],
    ['https://h/api/v1/array/full/a/api/v1/ui', 'https://h'],
    ['https://h/ui/browse/x', 'https://h'],
    ['https://h/tiled/ui/', 'https://h/tiled'],
    ['https://h/docs', 'https://h'],
    ['https://h/healthz', 'https://h'],
    ['https://h/api/v1/auth/whoami', 'https://h'],
    ['https://h/api-gateway/tiled', 'https://h/api-gateway/tiled'],
    ['https://h:8443/x', 'https://h:8443/x'],
    ['https://h:443', 'https://h'],
    ['HTTPS://Tiled.Example.ORG/', 'https://tiled.example.org'],
    ['tiled.example.org', 'https://tiled.example.org'],
    ['tiled.example.org/tiled/ui', 'https://tiled.example.org/tiled'],
    ['localhost:8000', 'http://localhost:8000'],
    ['127.0.0.1:8000/ui', 'http://127.0.0.1:8000'],
    ['//h/x', 'https://h/x'],
    ['  "http://127.0.0.1:8000?api_key=abc"  ', 'http://127.0.0.1:8000'],
    ['https://user:pass@h/', 'https://h'],
  ])('%s is the server %s', (text, address) => {
    expect(must(parseAddress(text)).address).toBe(address);
  });

  it('takes the key out and answers it', () => {
    const parsed = must(parseAddress(`https://h/api/v1/metadata/a/b?api_key=${KEY}&x=1`));
    expect(parsed).toEqual({ address: 'https://h', secret: KEY, suggestedLabel: 'h', plainHttp: false });
    expect(must(parseAddress('https://h/?api_key=')).secret).toBeNull();
  });

  it('refuses two keys, other schemes and what is no address', () => {
    expect(mustFail(parseAddress('https://h/?api_key=a&api_key=b')).message).not.toContain('=a');
    for (const text of ['', '   ', 'ftp://h', 'file:///etc/passwd', 'javascript://x', 'https://', 'not an address', 'http://[::1'])
      expect(mustFail(parseAddress(text))).toMatchObject({ code: 'tiled.badAddress', field: 'address' });
  });

  it('marks http:// to other machines', () => {
    expect(must(parseAddress('http://h')).plainHttp).toBe(true);
    for (const text of ['https://h', 'http://localhost', 'http://127.1.2.3:1', 'http://[::1]:8000', 'http://a.localhost'])
      expect(must(parseAddress(text)).plainHttp).toBe(false);
    expect(isPlainHttp('http://127.0.0.1.example.org')).toBe(true);
    expect(isLoopback('localhost.example.org')).toBe(false);
  });

  const segment = fc.oneof(
    fc.constantFrom('api', 'v1', 'metadata', 'ui', 'tiled', 'docs', 'browse', '', '.', '..', '%2e', 'a b', 'ü'),
    fc.string({ maxLength: 6 }).map(encodeURIComponent),
  );
  const url = fc
    .tuple(
      fc.constantFrom('https://', 'http://', ''),
      fc.constantFrom('tiled.example.org', 'localhost', '127.0.0.1:8000', '[::1]:9', 'h:8443'),
      fc.array(segment, { maxLength: 6 }),
      fc.constantFrom('', `?api_key=${KEY}`, `?a=1&api_key=${KEY}&b=2`, `?API_KEY=${KEY}`, `#api_key=${KEY}`, `?a=1#?api_key=${KEY}`),
      fc.constantFrom('', ' ', '"', '\n'),
    )
    .map(([scheme, host, path, query, edge]) => `${edge}${scheme}${host}/${path.join('/')}${query}${edge}`);

  it('property: never leaves a key, a query, a fragment or user info in the address', () => {
    fc.assert(
      fc.property(url, (text) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) return;
        expect(parsed.value.address).not.toContain(KEY);
        expect(parsed.value.suggestedLabel).not.toContain(KEY);
        expect(parsed.value.address).not.toMatch(/[?#@]/);
        if (/[?&]api_key=/.test(text.split('#')[0] ?? '')) expect(parsed.value.secret).toBe(KEY);
      }),
    );
  });

  it('property: an address is its own address', () => {
    fc.assert(
      fc.property(url, (text) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) return;
        expect(must(parseAddress(parsed.value.address))).toMatchObject({ address: parsed.value.address, secret: null });
        expect(parsed.value.address.endsWith('/')).toBe(false);
      }),
    );
  });

  it('property: no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAddress(text)));
  });
});

describe('links', () => {
  it('are paths on the user’s own origin, whatever scheme and port they name', () => {
    expect(ownPath('https://h/tiled', 'http://h:8000/tiled/api/v1/auth/whoami')).toBe('/tiled/api/v1/auth/whoami');
    expect(ownPath('https://h', '/api/v1/auth/whoami')).toBe('/api/v1/auth/whoami');
    expect(atOrigin('https://h/tiled', '/tiled/api/v1/auth/whoami')).toBe('https://h/tiled/api/v1/auth/whoami');
  });

  it('to another host are no paths', () => {
    for (const link of ['https://evil/api/v1/auth/whoami', '//evil/x', 'https://h.evil/x', 'https://h@evil/x'])
      expect(ownPath('https://h', link)).toBeNull();
  });
});

it('the client’s address carries the API path where Tiled’s own rule would misread the root', () => {
  expect(clientUri('https://h/tiled')).toBe('https://h/tiled');
  expect(clientUri('https://h/api-gateway/tiled')).toBe('https://h/api-gateway/tiled/api/v1');
});
