import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must, mustFail } from '../common/testing';
import { isPlainHttp } from '../common/web-address';
import { likelyApi, parseAddress } from './address';

describe('parseAddress', () => {
  it.each([
    ['https://api.tiledb.com', 'https://api.tiledb.com'],
    ['api.tiledb.com', 'https://api.tiledb.com'],
    ['https://api.tiledb.com/v1', 'https://api.tiledb.com'],
    ['https://api.tiledb.com/v1/', 'https://api.tiledb.com'],
    ['https://api.tiledb.com/v4//', 'https://api.tiledb.com'],
    ['https://api.tiledb.com/v1/v2', 'https://api.tiledb.com'],
    ['https://cloud.tiledb.com/settings/tokens', 'https://api.tiledb.com'],
    ['https://h/tiledb/v1', 'https://h/tiledb'],
    ['https://h/v1x', 'https://h/v1x'],
    ['https://h:8443/', 'https://h:8443'],
    ['https://user:pass@h/?a=b#c', 'https://h'],
    ['  "HTTPS://Api.Example.ORG/" ', 'https://api.example.org'],
    ['localhost:8181', 'http://localhost:8181'],
    ['127.0.0.1:8181/v1', 'http://127.0.0.1:8181'],
    ['http://api.example.org', 'http://api.example.org'],
  ])('%s is the server %s', (text, address) => {
    expect(must(parseAddress(text))).toMatchObject({ address, secret: null });
  });

  it('offers a name, by region where there is one', () => {
    const label = (text: string) => must(parseAddress(text)).suggestedLabel;
    expect(label('api.tiledb.com')).toBe('TileDB Cloud');
    expect(label('eu-west-1.aws.api.tiledb.com')).toBe('TileDB Cloud (eu-west-1)');
    expect(label('https://api.example.org/x')).toBe('api.example.org/x');
  });

  it('refuses what is no address', () => {
    for (const text of ['', '  ', 'ftp://h', 'javascript:alert(1)', 'https://', 'not an address', 'http://[::1'])
      expect(mustFail(parseAddress(text))).toMatchObject({ code: 'tiledb.badAddress', field: 'address' });
  });

  it('marks http:// to other machines', () => {
    expect(must(parseAddress('http://h')).plainHttp).toBe(true);
    for (const text of ['https://h', 'http://localhost', 'http://127.1.2.3:1', 'http://[::1]:80', 'http://a.localhost'])
      expect(must(parseAddress(text)).plainHttp).toBe(false);
    expect(isPlainHttp('http://127.0.0.1.example.org')).toBe(true);
  });

  it('knows a console by its name', () => {
    expect(likelyApi('https://app.example.org:8443/x')).toBe('https://api.example.org:8443');
    expect(likelyApi('https://api.example.org')).toBeNull();
    expect(likelyApi('https://apps.example.org')).toBeNull();
  });

  it('an address stays what it was made', () => {
    const text = fc.tuple(
      fc.constantFrom('https://h', 'http://localhost:1', 'h.org'),
      fc.array(fc.constantFrom('v1', 'v4', 'x', ''), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(text, ([host, path]) => {
        const { address } = must(parseAddress([host, ...path].join('/')));
        expect(must(parseAddress(address)).address).toBe(address);
      }),
    );
  });
});
