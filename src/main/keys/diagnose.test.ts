import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiagnosisFacts, NetrcReading } from '../../domain/diagnosis';
import { startTestApp, type TestApp, valueIn } from '../testing';
import { holdIn, inLab, Lab } from './testing-lab';

let lab: Lab;
let t: TestApp;
let profileId: string;
let secret: string;
let keyId: string;
const leftovers: string[] = [];

beforeEach(async () => {
  lab = new Lab();
  t = await startTestApp({ drivers: [lab.driver] });
  ({ profileId } = await inLab(t));
  secret = lab.add('alice', 'nightly').secret;
  ({ keyId } = await holdIn(t, profileId, secret));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
  for (const path of leftovers.splice(0)) rmSync(path, { recursive: true });
});

const netrc = (text: string, name = '.netrc') => {
  const path = join(t.home, name);
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return path;
};
/** The lab's verdict is the facts that it was given. */
const facts = async (): Promise<DiagnosisFacts> => JSON.parse(valueIn(await t.client.call('keys.diagnose', { keyId })).verdict);
const seen = async (): Promise<Record<string, NetrcReading['sees']>> =>
  Object.fromEntries((await facts()).readings.map((r) => [r.client, r.sees]));
const line = (key: string, machine = 'lab.test', login = 'apikey') => `machine ${machine}\nlogin ${login}\npassword ${key}\n`;

describe('what is collected about a key that is refused', () => {
  it('a fresh check, a fresh listing, the end, and nothing in any file', async () => {
    expect(await facts()).toMatchObject({
      host: 'lab.test',
      expiry: { kind: 'never' },
      presence: 'listed',
      check: { kind: 'live' },
      shapeProblem: null,
      revokedAt: null,
      files: [],
      nearMisses: [],
    });
    expect(await seen()).toEqual({ requests: 'nothing', libcurl: 'nothing', java: 'nothing' });
    lab.rows.length = 0;
    expect(await facts()).toMatchObject({ presence: 'notListed', check: { kind: 'refused' } });
    expect(t.app.core.state.key(keyId)?.check?.value.kind).toBe('refused');
  });

  it('the key as every program finds it', async () => {
    const path = netrc(line(secret));
    expect(await seen()).toEqual({ requests: 'key', libcurl: 'key', java: 'key' });
    expect((await facts()).files).toEqual([path]);
    expect((await facts()).readings.map((r) => r.path)).toEqual([path, path, path]);
  });

  it('two entries of one host: the last for requests, the first for the others', async () => {
    netrc(line('stale'.repeat(8)) + line(secret));
    expect(await seen()).toEqual({ requests: 'key', libcurl: 'otherKey', java: 'otherKey' });
    expect((await facts()).readings[1]?.detail).toContain('Python uses the last one');
  });

  it('an old key in a comment, which LabKey’s Java client takes', async () => {
    netrc(`# machine lab.test login apikey password ${'old'.repeat(9)}\n${line(secret)}`);
    expect(await seen()).toEqual({ requests: 'key', libcurl: 'key', java: 'otherKey' });
    expect((await facts()).readings[2]?.detail).toBe('It takes this from a comment or a macro, which it does not skip.');
  });

  it('a stray line: requests gives up on the file, and the line is named', async () => {
    netrc(`bogus line\n${line(secret)}`);
    expect(await seen()).toMatchObject({ requests: 'rejects' });
    expect((await facts()).readings[0]?.detail).toContain('Line 1');
  });

  it('capital letters, a port, a scheme: near misses with file and line', async () => {
    const path = netrc(`${line(secret, 'LAB.test')}\n${line(secret, 'lab.test:8443')}\n${line(secret, 'https://lab.test')}`);
    expect(await seen()).toEqual({ requests: 'nothing', libcurl: 'key', java: 'nothing' });
    expect((await facts()).nearMisses).toEqual([
      { path, line: 1, machine: 'LAB.test' },
      { path, line: 5, machine: 'lab.test:8443' },
      { path, line: 9, machine: 'https://lab.test' },
    ]);
  });

  it('two files: only Java goes on to the second, where the first has no entry', async () => {
    const dotted = netrc(line('x', 'elsewhere.test'));
    const plain = netrc(line(secret), '_netrc');
    expect(await seen()).toEqual({ requests: 'nothing', libcurl: 'nothing', java: 'key' });
    expect(await facts()).toMatchObject({ files: [dotted, plain], readings: [{ path: dotted }, { path: dotted }, { path: plain }] });
  });

  it('the file that NETRC names: for requests that one alone, for libcurl and Java their own', async () => {
    await t.close();
    const home = mkdtempSync(join(tmpdir(), 'tessera-netrc-'));
    const named = join(home, 'named');
    const folder = mkdtempSync(join(tmpdir(), 'tessera-test-'));
    t = await startTestApp({ drivers: [lab.driver], netrc: named, home, folder });
    ({ profileId } = await inLab(t));
    ({ keyId } = await holdIn(t, profileId, secret));
    const dotted = netrc(line(secret));
    expect((await facts()).readings).toMatchObject([
      { client: 'requests', sees: 'nothing', path: null },
      { client: 'libcurl', sees: 'key', path: dotted },
      { client: 'java', sees: 'key', path: dotted },
    ]);
    netrc(line('anotherkey'), 'named');
    expect(await facts()).toMatchObject({ files: [named, dotted], readings: [{ sees: 'otherKey', path: named }, {}, {}] });
    leftovers.push(home, folder);
  });

  it('another login, and another key with its name and state, or with what is wrong with its shape', async () => {
    netrc(line(secret, 'lab.test', 'alice@example.org'));
    expect((await facts()).readings[0]).toMatchObject({ sees: 'otherLogin', login: 'alice@example.org', other: null });
    const other = lab.add('alice', 'the other');
    const held = await holdIn(t, profileId, other.secret);
    netrc(line(other.secret));
    expect((await facts()).readings[0]).toMatchObject({
      sees: 'otherKey',
      other: { keyId: held.keyId, name: 'the other', state: 'heldLive' },
      shapeProblem: null,
    });
    netrc(line('apikey|0123'));
    expect((await facts()).readings[0]).toMatchObject({ other: null, shapeProblem: 'It has a prefix that is not used any more.' });
  });

  it('of a foreign secret nothing leaves main', async () => {
    const foreign = 'do-not-show-this-secret';
    netrc(`machine https://apikey:${foreign}@lab.test login apikey password x\n${line(foreign)}`);
    await facts();
    expect(t.crossed()).not.toContain(foreign);
  });

  it('without the secret: no check, and it is said that the file cannot be compared', async () => {
    const made = lab.add('alice', 'not held');
    valueIn(await t.client.call('keys.refresh', { profileId }));
    keyId = t.app.core.state.keys.find((k) => k.listed?.value.name === 'not held')?.id ?? '';
    netrc(line(made.secret));
    expect(await facts()).toMatchObject({ check: null, presence: 'listed' });
    expect((await facts()).readings[0]).toMatchObject({
      sees: 'otherKey',
      detail: expect.stringContaining('it may be the one in the file'),
    });
  });

  it('a locked keychain is a problem to solve first', async () => {
    t.stores.os.failure = { kind: 'locked' };
    expect(await t.client.call('keys.diagnose', { keyId })).toMatchObject({ ok: false, error: { code: 'keychain.locked' } });
    t.stores.os.failure = null;
  });

  it('a kind of server without such a walk says so', async () => {
    const other = valueIn(
      await t.client.call('profile.add', {
        kind: 'other',
        address: 'x.test',
        label: 'X',
        note: '',
        caFile: null,
        plainHttpAccepted: false,
      }),
    );
    const kept = await holdIn(t, other.profileId, 'some key of x', null, 'x');
    expect(await t.client.call('keys.diagnose', { keyId: kept.keyId })).toMatchObject({ ok: false, error: { code: 'key.noDiagnosis' } });
  });
});
