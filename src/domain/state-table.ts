import type { Expiry } from './expiry';
import { newRecord } from './join';
import type { CheckOutcome, Holding, KeyRecord, ListedKey, Presence } from './key';
import { keyState, STATE_WORDS } from './key-state';
import { DAY, HOUR, type Instant } from './time';

/** The four independent facts about a key, as far as its state depends on them. */
export interface Facts {
  /** `lackedBefore`: it cannot tell now, and its last complete listing lacked the key. */
  readonly presence: Presence | 'lackedBefore';
  /** Null: Tessera never held it. */
  readonly holding: Holding | null;
  /** Our last own check, and whether it is younger than what the server listed. */
  readonly check: { readonly outcome: CheckOutcome['kind']; readonly newer: boolean } | null;
  readonly expiry: 'ahead' | 'passed' | 'never' | 'near, zone unknown' | 'not told';
  readonly revokedHere: boolean;
  readonly inPlaces: boolean;
}

const PRESENCES: readonly Facts['presence'][] = ['listed', 'notListed', 'cannotTell', 'lackedBefore'];
const HOLDINGS: readonly (Holding | null)[] = ['found', 'locked', 'unavailable', 'absent', null];
const EXPIRIES: readonly Facts['expiry'][] = ['ahead', 'passed', 'never', 'near, zone unknown', 'not told'];
const CHECKS: readonly Facts['check'][] = [
  null,
  ...(['live', 'refused', 'inconclusive'] as const).flatMap((outcome) => [true, false].map((newer) => ({ outcome, newer }))),
];
const BOOLEANS = [false, true] as const;

/** Every combination of the facts there is: 4 × 5 × 7 × 5 × 2 × 2. */
export function allFacts(): readonly Facts[] {
  return PRESENCES.flatMap((presence) =>
    HOLDINGS.flatMap((holding) =>
      CHECKS.flatMap((check) =>
        EXPIRIES.flatMap((expiry) =>
          BOOLEANS.flatMap((revokedHere) => BOOLEANS.map((inPlaces) => ({ presence, holding, check, expiry, revokedHere, inPlaces }))),
        ),
      ),
    ),
  );
}

const NOW: Instant = Date.UTC(2026, 10, 21, 12);

const expiryFor = (kind: Facts['expiry']): Expiry => {
  switch (kind) {
    case 'ahead':
      return { kind: 'at', at: NOW + 30 * DAY };
    case 'passed':
      return { kind: 'at', at: NOW - DAY };
    case 'never':
      return { kind: 'never' };
    case 'near, zone unknown':
      return { kind: 'serverLocal', text: new Date(NOW).toISOString().slice(0, 19) };
    case 'not told':
      return { kind: 'notTold' };
  }
};

const outcomeFor = (kind: CheckOutcome['kind']): CheckOutcome =>
  kind === 'live' ? { kind, principal: null } : kind === 'refused' ? { kind } : { kind, why: 'The server could not be reached.' };

/** A record with these facts, and the moment at which they hold. */
export function keyWith(facts: Facts): { readonly key: KeyRecord; readonly now: Instant } {
  const listed: ListedKey = {
    marks: [],
    name: 'key',
    fragment: null,
    scopes: null,
    fullAccess: false,
    accessTags: null,
    expiry: expiryFor(facts.expiry),
    createdAt: NOW - 60 * DAY,
    lastUsed: 'notTold',
    owner: null,
    warnings: [],
    session: false,
  };
  const asOf = NOW - HOUR;
  const key: KeyRecord = {
    ...newRecord('key', 'profile', NOW - 60 * DAY),
    listed: { value: listed, source: 'listing', asOf },
    presence: { value: facts.presence === 'lackedBefore' ? 'cannotTell' : facts.presence, source: 'listing', asOf },
    ...(facts.presence === 'lackedBefore' ? { missingSince: asOf } : {}),
    held: facts.holding && {
      account: 'account',
      hash: 'hash',
      since: NOW - 60 * DAY,
      origin: 'created',
      backend: 'os',
      lastSeen: { value: facts.holding, source: 'thisMachine', asOf },
    },
    check: facts.check && {
      value: outcomeFor(facts.check.outcome),
      source: 'ownCheck',
      asOf: facts.check.newer ? asOf + HOUR / 2 : asOf - HOUR,
    },
    revokedAt: facts.revokedHere ? NOW - HOUR / 4 : null,
    places: facts.inPlaces
      ? [{ id: 'place', kind: 'netrc', path: '~/.netrc', locator: 'host', hash: 'hash', putAt: NOW - 30 * DAY, lastCheck: null }]
      : [],
  };
  return { key, now: NOW };
}

const SAYS: Readonly<Record<Facts['presence'], string>> = {
  listed: 'listed',
  notListed: 'not listed',
  cannotTell: 'cannot tell',
  lackedBefore: 'cannot tell; lacked it before',
};

/** A set of values as a cell: "any" where it makes no difference. */
const cell = (values: ReadonlySet<string>, all: number): string => (values.size === all ? 'any' : [...values].join(', '));

/**
 * The whole table of states as Markdown for docs/states.md. Combinations that differ in nothing but one fact, and have the same state and
 * reason, share a line.
 */
export function stateTable(): string {
  type Line = { sets: Set<string>[]; readonly state: string; readonly reason: string };
  const title = ['The server says', 'Held here', 'Own check', 'Expires', 'Revoked here', 'In files'];
  let lines: Line[] = allFacts().map((facts) => {
    const { key, now } = keyWith(facts);
    const reading = keyState(key, now);
    return {
      sets: [
        SAYS[facts.presence],
        facts.holding ?? 'never held',
        facts.check === null ? 'none' : `${facts.check.outcome} (${facts.check.newer ? 'newer' : 'older'})`,
        facts.expiry,
        facts.revokedHere ? 'yes' : 'no',
        facts.inPlaces ? 'yes' : 'no',
      ].map((v) => new Set([v])),
      state: STATE_WORDS[reading.state],
      reason: reading.reason,
    };
  });
  const sizes = [PRESENCES.length, HOLDINGS.length, CHECKS.length, EXPIRIES.length, 2, 2];
  // One fact after another: lines that agree in all others become one.
  for (const fact of [5, 4, 1, 2, 3, 0]) {
    const merged = new Map<string, Line>();
    for (const line of lines) {
      const others = line.sets.map((set, i) => (i === fact ? '' : [...set].join('|')));
      const at = JSON.stringify([others, line.state, line.reason]);
      const known = merged.get(at);
      if (known) known.sets[fact] = new Set([...(known.sets[fact] ?? []), ...(line.sets[fact] ?? [])]);
      else merged.set(at, { ...line, sets: [...line.sets] });
    }
    lines = [...merged.values()];
  }
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row([...title, 'State', 'Reason']),
    row([...title, '', ''].map(() => '---')),
    ...lines.map((l) => row([...l.sets.map((set, i) => cell(set, sizes[i] ?? 0)), `**${l.state}**`, l.reason.replaceAll('|', '\\|')])),
    '',
  ].join('\n');
}
