import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must, mustFail } from '../common/testing';
import { isLoopback, mayCarryCredential } from '../common/web-address';
import { actionUrl, parseAddress } from './address';
import { profileOf } from './test-tools';

const addressOf = (text: string) => must(parseAddress(text)).address;

describe('parseAddress', () => {
  it.each([
    ['https://lk.example.org', 'https://lk.example.org'],
    ['https://lk.example.org/', 'https://lk.example.org'],
    ['lk.example.org', 'https://lk.example.org'],
    ['//lk.example.org/labkey/', 'https://lk.example.org/labkey'],
    ['localhost:8080/labkey', 'http://localhost:8080/labkey'],
    ['https://LK.Example.org:443/labkey/project/home/begin.view?pageId=2#top', 'https://lk.example.org/labkey/project/home'],
    ['https://lk.example.org/home/project-begin.view?', 'https://lk.example.org/home'],
    ['https://lk.example.org/labkey/Lab%20One/query-selectRows.api?schemaName=core', 'https://lk.example.org/labkey/Lab%20One'],
    ['https://lk.example.org/login-loginApi.POST', 'https://lk.example.org'],
    ['"https://lk.example.org/labkey-prod"', 'https://lk.example.org/labkey-prod'],
    ['<https://lk.example.org/labkey>', 'https://lk.example.org/labkey'],
  ])('%s begins at %s', (text, address) => {
    expect(addressOf(text)).toBe(address);
  });

  it('keeps a key that stood before the host, and nothing else of it', () => {
    const parsed = must(parseAddress(`https://apikey:${'ab'.repeat(32)}@lk.example.org/labkey`));
    expect(parsed).toMatchObject({ address: 'https://lk.example.org/labkey', secret: 'ab'.repeat(32) });
    expect(must(parseAddress('https://ada%40lab.test:pass@lk.example.org')).secret).toBeNull();
  });

  it.each(['', '   ', 'ftp://lk.example.org', 'https://', 'a b c', 'javascript:alert(1)'])('refuses %j', (text) => {
    expect(mustFail(parseAddress(text))).toMatchObject({ code: 'labkey.badAddress', field: 'address' });
  });

  it('marks http to another machine, and stops credentials until that was accepted', () => {
    expect(must(parseAddress('http://lk.example.org')).plainHttp).toBe(true);
    expect(must(parseAddress('http://127.0.0.1:8080')).plainHttp).toBe(false);
    expect(mustFail(mayCarryCredential(profileOf('http://lk.example.org'))).code).toBe('labkey.plainHttp');
    expect(mayCarryCredential(profileOf('http://lk.example.org', null, { plainHttpAccepted: true })).ok).toBe(true);
  });

  it('any address that is read stays as it is when read again, and holds neither query nor user info', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_. -]{1,12}$/).filter((s) => s.trim() === s && !/^\.{1,2}$/.test(s));
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.array(segment, { maxLength: 4 }), (url, path) => {
        const parsed = parseAddress(`${url.split(/[?#]/)[0]}/${path.map(encodeURIComponent).join('/')}?apikey=x&y=1#z`);
        if (!parsed.ok) return;
        const { address } = parsed.value;
        expect(addressOf(address)).toBe(address);
        expect(new URL(address)).toMatchObject({ username: '', password: '', search: '', hash: '' });
        expect(address.endsWith('/')).toBe(false);
      }),
    );
  });

  it('no text whatever makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAddress(text)));
  });
});

describe('actionUrl', () => {
  it('encodes each part of a folder by itself and never doubles a slash', () => {
    expect(actionUrl('https://h/labkey', 'query-selectRows.api', '/Lab One/50% & more/ä')).toBe(
      'https://h/labkey/Lab%20One/50%25%20%26%20more/%C3%A4/query-selectRows.api',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (container) => {
        expect(new URL(actionUrl('https://h', 'a-b.api', container)).pathname).not.toContain('//');
      }),
    );
  });
});

it('this machine’s own names are loopback, and look-alikes are not', () => {
  for (const name of ['localhost', 'LOCALHOST.', 'a.localhost', '[::1]', '127.1.2.3']) expect(isLoopback(name), name).toBe(true);
  for (const name of ['localhost.example.org', '128.0.0.1', 'lk.example.org']) expect(isLoopback(name), name).toBe(false);
});
