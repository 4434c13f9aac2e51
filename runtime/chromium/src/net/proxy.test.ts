import { describe, expect, it } from 'vitest';
import { isExempt, proxyFor } from './proxy';

const at = (url: string, env: NodeJS.ProcessEnv): string | null => proxyFor(new URL(url), { mode: 'system' }, env)?.href ?? null;

describe('the proxy of a request', () => {
  it('comes from the variable of its scheme', () => {
    const env = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'secure:3129' };
    expect(at('http://a.example/', env)).toBe('http://plain:3128/');
    expect(at('https://a.example/', env)).toBe('http://secure:3129/');
    expect(at('https://a.example/', { ALL_PROXY: 'http://all:1' })).toBe('http://all:1/');
    expect(at('https://a.example/', {})).toBeNull();
    expect(at('https://a.example/', { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:2' })).toBe('http://lower:1/');
    expect(at('https://a.example/', { HTTPS_PROXY: 'socks5://s:1' })).toBeNull();
  });
  it.each([
    ['https://a.example/', '*', true],
    ['https://a.example/', 'example', true],
    ['https://a.example/', '.a.example', true],
    ['https://b.a.example/', 'a.example', true],
    ['https://xa.example/', 'a.example', false],
    ['https://a.example/', 'a.example:8443', false],
    ['https://a.example:8443/', 'a.example:8443', true],
    ['https://a.example/', 'b.example , a.example', true],
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://[2001:db8::1]/', '2001:db8::1', true],
    ['http://localhost:5000/', '', true],
    ['http://127.0.0.1/', '', true],
    ['http://[::1]/', '', true],
    ['https://a.example/', '', false],
  ])('%s with NO_PROXY "%s" is exempt: %s', (url, list, exempt) => {
    expect(isExempt(new URL(url), list)).toBe(exempt);
  });
});
