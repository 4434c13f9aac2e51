import { describe, expect, it } from 'vitest';
import type { DiagnosisFacts, NetrcReading } from '../../../domain/diagnosis';
import type { CheckOutcome } from '../../../domain/key';
import { at, T0 } from '../../../domain/testing';
import { LOOKED_LIKE_GUEST } from './check';
import { diagnose } from './diagnose';
import type { Meaning } from './meaning';
import { meaningProblem } from './problems';
import { recognise } from './recognise';
import { profileOf } from './test-tools';

const ADDRESS = 'https://lk.example.org/labkey';
const PATH = '/home/ada/.netrc';
const LIVE: CheckOutcome = { kind: 'live', principal: { id: '1004', label: 'ada@lab.test' } };

const reading = (client: NetrcReading['client'], change: Partial<NetrcReading> = {}): NetrcReading => ({
  client,
  path: PATH,
  sees: 'key',
  login: 'apikey',
  other: null,
  shapeProblem: null,
  detail: null,
  ...change,
});
const ALL = ['requests', 'libcurl', 'java'] as const;

const facts = (change: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
  now: T0,
  host: 'lk.example.org',
  expiry: { kind: 'never' },
  presence: 'listed',
  check: LIVE,
  shapeProblem: null,
  revokedAt: null,
  readings: ALL.map((c) => reading(c)),
  files: [PATH],
  nearMisses: [],
  ...change,
});
const ask = (change: Partial<DiagnosisFacts> = {}, profile = profileOf(ADDRESS)) => diagnose(profile, facts(change));
const outcomes = (d: ReturnType<typeof ask>) => Object.fromEntries(d.steps.map((s) => [s.id, s.outcome]));
const stale = (state: 'heldGone' | 'expiredListed' | 'heldLive' = 'heldGone') => ({ keyId: 'old', name: 'last year’s', state }) as const;

describe('why do I get 401?', () => {
  it('nothing on this machine explains it: said, with all steps and the pages for administrators', () => {
    const d = ask();
    expect(d.verdict).toContain('The key works');
    expect(d.steps.every((s) => s.outcome === 'fine')).toBe(true);
    expect(d.links.map((l) => l.id)).toContain('loggers');
    expect(d.at).toBe(T0);
  });

  it('the key has expired', () => {
    const d = ask({ expiry: at(T0 - 1), check: { kind: 'refused' } });
    expect(d.verdict).toContain('has expired');
    expect(outcomes(d)).toMatchObject({ expired: 'cause' });
  });

  it('the key has expired and was removed from the list, as happens once a day', () => {
    expect(ask({ expiry: at(T0 - 1), presence: 'notListed', check: { kind: 'refused' } }).verdict).toMatch(
      /expired.*removed it from its list/,
    );
  });

  it('the key was revoked: from here, or elsewhere', () => {
    expect(ask({ revokedAt: T0 - 5, check: { kind: 'refused' } }).verdict).toContain('revoked from here');
    expect(ask({ presence: 'notListed', check: { kind: 'refused' } }).verdict).toContain('does not list this key any more');
  });

  it('the server refuses this very key, and nobody can say why', () => {
    expect(ask({ presence: 'cannotTell', expiry: { kind: 'notTold' }, check: { kind: 'refused' } }).verdict).toContain(
      'refuses this very key',
    );
  });

  it('the key has the prefix that is not used any more', () => {
    const shapeProblem = recognise(`apikey|${'ab'.repeat(32)}`).problem;
    expect(ask({ shapeProblem, check: { kind: 'refused' } }).verdict).toBe(shapeProblem);
  });

  it.each<[string, Meaning, RegExp]>([
    ['paused', 'paused', /paused all sign-ins/],
    ['admin-only mode', 'adminOnly', /administrators in only/],
    ['starting', 'notReady', /still starting/],
    ['a deactivated account', 'deactivated', /deactivated/],
    ['a proxy’s own login', 'foreignLogin', /proxy/],
  ])('the server, not the key: %s', (_name, meaning, verdict) => {
    const why = meaningProblem(meaning, 401, ADDRESS).message;
    const d = ask({ check: { kind: 'inconclusive', why } });
    expect(d.verdict).toMatch(verdict);
    expect(outcomes(d).server).toBe('cause');
  });

  it('a first look that settles nothing is said to be one', () => {
    expect(ask({ check: { kind: 'inconclusive', why: LOOKED_LIKE_GUEST } }).verdict).toBe(LOOKED_LIKE_GUEST);
  });

  it('a stale .netrc entry beats an explicit key in Python', () => {
    const d = ask({ readings: [reading('requests', { sees: 'otherKey', other: stale() })] });
    expect(d.verdict).toMatch(
      /Python takes the key “last year’s”, which does not work any more.*beats a key that the program itself gives/s,
    );
    expect(d.verdict).toContain(PATH);
  });

  it('a stale entry that curl, R or Java take', () => {
    expect(ask({ readings: [reading('libcurl', { sees: 'otherKey', other: stale('expiredListed') })] }).verdict).toContain(
      'curl (and R) takes',
    );
    expect(ask({ readings: [reading('java', { sees: 'otherKey', other: stale() })] }).verdict).toContain('Java');
  });

  it('an unknown key in the file is the cause where this one works, and another good one is not', () => {
    expect(ask({ readings: [reading('requests', { sees: 'otherKey' })] }).verdict).toContain('may be a stale one');
    const good = ask({ readings: [reading('requests', { sees: 'otherKey', other: stale('heldLive') })] });
    expect(outcomes(good)['netrc-requests']).toBe('fine');
  });

  it('the entry in the file has the old prefix', () => {
    const shapeProblem = recognise(`apikey|${'ab'.repeat(32)}`).problem;
    expect(ask({ readings: [reading('requests', { sees: 'otherKey', shapeProblem })] }).verdict).toMatch(/no good key.*prefix/s);
  });

  it('two entries for one host: the first for curl, R and Java, the last for Python', () => {
    const d = ask({
      readings: [
        reading('requests'),
        reading('libcurl', { sees: 'otherKey', other: stale('heldLive') }),
        reading('java', { sees: 'otherKey', other: stale('heldLive') }),
      ],
    });
    expect(d.verdict).toContain('more than one entry');
    expect(outcomes(d)['netrc-duplicates']).toBe('suspect');
  });

  it('an entry that only Java takes, such as one in a comment', () => {
    const d = ask({ readings: [reading('requests'), reading('libcurl'), reading('java', { sees: 'otherKey', other: stale('heldLive') })] });
    expect(d.steps.find((s) => s.id === 'netrc-duplicates')?.finding).toContain('only Java takes');
  });

  it('two files, of which programs read different ones', () => {
    const second = '/home/ada/_netrc';
    const d = ask({ files: [PATH, second], readings: [reading('requests', { sees: 'nothing' }), reading('java', { path: second })] });
    expect(d.verdict).toContain('Programs read different files');
    expect(outcomes(ask({ files: [PATH, second] }))['netrc-files']).toBe('fine');
  });

  it('a file that Python ignores as a whole', () => {
    const d = ask({ readings: [reading('requests', { sees: 'rejects', detail: 'Line 4 is not understood.' })] });
    expect(d.verdict).toMatch(/Python ignores all of .* Line 4 is not understood\./);
  });

  it.each([
    ['a port', 'lk.example.org:8443', 'with a port'],
    ['a scheme', 'https://lk.example.org', 'with a scheme'],
    ['capital letters', 'LK.example.org', 'with capital letters'],
  ])('the machine’s name has %s', (_name, machine, words) => {
    const d = ask({ readings: ALL.map((c) => reading(c, { sees: 'nothing' })), nearMisses: [{ path: PATH, line: 3, machine }] });
    expect(d.verdict).toContain(words);
    expect(d.verdict).toContain('Line 3');
    expect(outcomes(d).machine).toBe('cause');
  });

  it('another login than apikey; with single sign-on or a second factor no password works', () => {
    expect(ask({ readings: [reading('requests', { sees: 'otherLogin', login: 'APIKEY' })] }).verdict).toContain('the login is “apikey”');
    const sso = profileOf(ADDRESS, {
      version: null,
      mode: 'singleSignOn',
      meaning: '',
      signInMethods: [],
      manages: true,
      probedAt: 0,
      details: { sso: 'yes' },
    });
    const d = ask({ readings: [reading('libcurl', { sees: 'otherLogin', login: 'ada@lab.test' })] }, sso);
    expect(d.steps.find((s) => s.id === 'password')).toMatchObject({
      outcome: 'suspect',
      finding: expect.stringContaining('second factor'),
    });
    expect(ask({}, sso).steps.find((s) => s.id === 'password')?.finding).toContain('single sign-on');
  });

  it('a key that is not held here is judged by the list and the files', () => {
    const d = ask({ check: null, presence: 'listed', readings: [] });
    expect(outcomes(d)).toMatchObject({ server: 'unknown', accepted: 'unknown', revoked: 'fine' });
    expect(d.verdict).toContain('No cause was found');
  });

  it('of several causes the one that hides the others is the verdict', () => {
    const d = ask({
      expiry: at(T0 - 1),
      check: { kind: 'refused' },
      readings: [reading('requests', { sees: 'otherKey', other: stale() })],
    });
    expect(d.verdict).toContain('has expired');
  });
});
