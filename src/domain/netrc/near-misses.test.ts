import { describe, expect, it } from 'vitest';
import { nearMisses } from './near-misses';

const seen = (text: string, host = 'lk.test') => nearMisses(new TextEncoder().encode(text), host);

describe('machine names that are meant for a host and match nothing', () => {
  it.each([
    ['with a port', 'lk.test:8080'],
    ['with a scheme', 'https://lk.test'],
    ['with scheme, port and path', 'http://lk.test:8443/labkey/home'],
    ['with a path', 'lk.test/labkey'],
    ['in capital letters', 'LK.Test'],
    ['with a comma behind it', 'lk.test,'],
    ['with a dot at its end', 'lk.test.'],
  ])('%s', (_what, machine) => {
    expect(seen(`# a comment\nmachine ${machine} login apikey password one\n`)).toEqual([{ line: 2, machine }]);
  });

  it('shows no user and no password that stand in such a name', () => {
    expect(seen('machine https://apikey:hunter2@lk.test/x login a password b\n')).toEqual([{ line: 1, machine: 'https://lk.test/x' }]);
    expect(seen('machine apikey:hunter2@lk.test login a password b\n')).toEqual([{ line: 1, machine: 'lk.test' }]);
  });

  it('are not the right name, another host or a default', () => {
    expect(seen('machine lk.test login a password b\nmachine lk.test.example login a password b\ndefault login a password b\n')).toEqual(
      [],
    );
  });

  it('with brackets and a port around an IPv6 address', () => {
    expect(seen('machine [::1]:8080 login a password b\n', '::1')).toEqual([{ line: 1, machine: '[::1]:8080' }]);
  });
});
