import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expiry } from './expiry';
import type { CheckOutcome, Holding, KeyRecord, Presence } from './key';
import { keyState, STATE_WORDS } from './key-state';
import { held, listedKey, record, T0 } from './testing';
import { DAY, HOUR } from './time';

interface Case {
  readonly presence?: Presence;
  readonly presenceAt?: number;
  readonly holding?: Holding;
  readonly check?: CheckOutcome;
  readonly checkAt?: number;
  readonly expiry?: Expiry;
  readonly revoked?: boolean;
}

const NOW = T0 + HOUR;
const LIVE: CheckOutcome = { kind: 'live', principal: null };
const REFUSED: CheckOutcome = { kind: 'refused' };
const LOCKOUT: CheckOutcome = { kind: 'inconclusive', why: 'Too many logins.' };
const PAST: Expiry = { kind: 'at', at: T0 - DAY };

function key(c: Case): KeyRecord {
  const h = held('h');
  return record('k', {
    listed: { value: listedKey('12345678', { expiry: c.expiry ?? { kind: 'never' } }), source: 'listing', asOf: T0 },
    presence: { value: c.presence ?? 'cannotTell', source: 'listing', asOf: c.presenceAt ?? T0 },
    held: c.holding === undefined ? null : { ...h, lastSeen: { ...h.lastSeen, value: c.holding } },
    check: c.check ? { value: c.check, source: 'ownCheck', asOf: c.checkAt ?? T0 } : null,
    revokedAt: c.revoked ? T0 : null,
  });
}

const state = (c: Case) => keyState(key(c), NOW).state;

describe('the state of a key', () => {
  it.each<[string, Case, string]>([
    ['listed and held', { presence: 'listed', holding: 'found' }, 'held and live'],
    ['listed, not held', { presence: 'listed' }, 'live, not held here'],
    ['listed and held, its time over', { presence: 'listed', holding: 'found', expiry: PAST }, 'expired, still listed'],
    ['listed, not held, its time over', { presence: 'listed', expiry: PAST }, 'expired, still listed'],
    ['not listed, held', { presence: 'notListed', holding: 'found' }, 'held, gone from the server'],
    ['refused by the server', { holding: 'found', check: REFUSED }, 'held, gone from the server'],
    ['accepted where nothing is listed', { holding: 'found', check: LIVE }, 'held and live'],
    ['a lock-out proves nothing', { holding: 'found', check: LOCKOUT }, 'unknown'],
    ['a lock-out does not undo a listing', { presence: 'listed', holding: 'found', check: LOCKOUT, checkAt: T0 + 1 }, 'held and live'],
    ['nothing heard, held', { holding: 'found' }, 'unknown'],
    ['nothing heard, not held', {}, 'unknown'],
    ['a locked keychain is not an absent secret', { presence: 'listed', holding: 'locked' }, 'held and live'],
    ['removed from the keychain by another program', { presence: 'listed', holding: 'absent' }, 'live, not held here'],
    [
      'refused after it was listed',
      { presence: 'listed', holding: 'found', check: REFUSED, checkAt: T0 + 1 },
      'held, gone from the server',
    ],
    ['listed after it was refused', { presence: 'listed', presenceAt: T0 + 1, holding: 'found', check: REFUSED }, 'held and live'],
    ['accepted after it was not listed', { presence: 'notListed', holding: 'found', check: LIVE, checkAt: T0 + 1 }, 'held and live'],
    ['revoked here, secret still kept', { presence: 'notListed', holding: 'found', revoked: true }, 'held, gone from the server'],
    ['its date passed and nobody confirms', { holding: 'found', check: LIVE, expiry: PAST }, 'unknown'],
  ])('%s', (_name, c, words) => {
    expect(STATE_WORDS[state(c)]).toBe(words);
  });

  it('allows for the server clock: a key lives until the server says it is over', () => {
    const k = key({ presence: 'listed', holding: 'found', expiry: { kind: 'at', at: NOW + 5_000 } });
    expect(keyState(k, NOW).state).toBe('heldLive');
    const ahead = { ...k, listed: k.listed && { ...k.listed, skewMs: 10_000 } };
    expect(keyState(ahead, NOW).state).toBe('expiredListed');
  });

  const presence = fc.constantFrom<Presence>('listed', 'notListed', 'cannotTell');
  const holding = fc.constantFrom<Holding | undefined>('found', 'absent', 'locked', 'unavailable', undefined);
  const check = fc.constantFrom<CheckOutcome | undefined>(LIVE, REFUSED, LOCKOUT, undefined);
  const expiry = fc.oneof(
    fc.constant<Expiry>({ kind: 'never' }),
    fc.constant<Expiry>({ kind: 'notTold' }),
    fc.integer({ min: -400, max: 400 }).map<Expiry>((d) => ({ kind: 'at', at: NOW + d * HOUR })),
    fc.constantFrom('2026-11-21 13:00:00', '2020-01-01 00:00', 'nonsense').map<Expiry>((text) => ({ kind: 'serverLocal', text })),
  );
  const cases = fc.record({
    presence,
    holding,
    check,
    expiry,
    revoked: fc.boolean(),
    presenceAt: fc.integer({ min: T0 - DAY, max: NOW }),
    checkAt: fc.integer({ min: T0 - DAY, max: NOW }),
  });

  it('never says gone without proof, nor held without a secret, for any combination', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const k = key(c as Case);
        const { state: s, reason } = keyState(k, NOW);
        const isHeld = k.held !== null && k.held.lastSeen.value !== 'absent';
        expect(reason.length).toBeGreaterThan(5);
        if (s === 'heldGone') expect(isHeld && (c.presence === 'notListed' || c.check?.kind === 'refused' || c.revoked)).toBe(true);
        if (s === 'heldLive') expect(isHeld).toBe(true);
        if (s === 'liveNotHeld') expect(!isHeld && c.presence === 'listed').toBe(true);
        if (s === 'expiredListed') expect(c.presence).toBe('listed');
      }),
      { numRuns: 3_000 },
    );
  });

  it('a check that proved nothing does not undo one that did', () => {
    const proven = { value: LIVE, source: 'ownCheck', asOf: T0 - DAY } as const;
    const now = { ...key({ holding: 'found', check: LOCKOUT }), proven };
    expect(keyState(now, NOW)).toMatchObject({ state: 'heldLive', asOf: T0 - DAY });
    expect(keyState({ ...now, proven: { ...proven, value: REFUSED } }, NOW).state).toBe('heldGone');
    // The listing is the younger word.
    expect(keyState({ ...now, presence: { value: 'notListed', source: 'listing', asOf: T0 } }, NOW).state).toBe('heldGone');
  });

  it('a server that cannot be asked now brings back no key that its last listing lacked', () => {
    const gone = { ...key({ holding: 'found', check: LIVE, checkAt: T0 - HOUR }), missingSince: T0 };
    expect(keyState(gone, NOW)).toMatchObject({ state: 'heldGone', asOf: T0 });
    // A younger check of our own does.
    expect(keyState({ ...gone, check: { value: LIVE, source: 'ownCheck', asOf: T0 + 1 } }, NOW).state).toBe('heldLive');
  });
});
