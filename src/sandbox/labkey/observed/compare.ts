import type { ObservedResponse } from './observation';
import { type Answer, cookiesOf, headerOf } from './send';

/** What placeholders stand for while a recording is replayed. */
export interface Meanings {
  readonly origin: string;
  /** The value of a placeholder, or undefined where it has none yet. */
  of(placeholder: string): string | number | undefined;
  /** Gives a placeholder its value: a key that an answer brought. */
  learn(placeholder: string, value: string): void;
  /** Times seen so far, by the observed one: the same observed time must be the same time here. */
  readonly times: Map<string, string>;
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const MINUTE = /^\d{4}-\d\d-\d\d \d\d:\d\d$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX64 = /^[0-9a-f]{64}$/;
const HASH = /^sha256:[0-9a-f]{64}$/;
/** Lists whose order is that of a hash table, and another in each release. */
const SET = /\.(?:effectivePermissions|moduleNames)$/;
/** Stands in the recordings where something was cut: any text, any further members, any further elements. */
const CUT = '…';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

function compareText(expected: string, actual: unknown, meanings: Meanings, csrfSet: string | undefined): boolean {
  const placeholder = /^\{\{([^}]*)\}\}$/.exec(expected)?.[1];
  if (placeholder === undefined || placeholder === 'origin') {
    if (typeof actual !== 'string') return false;
    const text = expected.replaceAll('{{origin}}', meanings.origin);
    if (TIME.test(text)) {
      const before = meanings.times.get(text);
      meanings.times.set(text, actual);
      return TIME.test(actual) && (before === undefined || before === actual);
    }
    if (MINUTE.test(text)) return MINUTE.test(actual);
    if (GUID.test(text)) return GUID.test(actual);
    if (!text.includes(CUT)) return text === actual;
    const pattern = text.split(CUT).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('[^]*')}$`).test(actual);
  }
  if (placeholder === 'hash') return typeof actual === 'string' && HASH.test(actual);
  if (placeholder === 'csrf:set') return typeof actual === 'string' && HEX64.test(actual) && actual === csrfSet;
  const known = meanings.of(placeholder);
  if (known !== undefined) return known === actual;
  if (!placeholder.startsWith('key:') || typeof actual !== 'string' || !HEX64.test(actual)) return false;
  meanings.learn(placeholder, actual);
  return true;
}

function compareValue(at: string, expected: unknown, actual: unknown, meanings: Meanings, csrfSet: string | undefined): string[] {
  if (typeof expected === 'string') {
    return compareText(expected, actual, meanings, csrfSet) ? [] : [`${at}: ${show(actual)} instead of ${show(expected)}`];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${at}: ${show(actual)} instead of a list`];
    const open = expected.at(-1) === CUT;
    const wanted = open ? expected.slice(0, -1) : expected;
    // Frames of a stack carry line numbers of one build: only that there are frames can be alike.
    if (at.endsWith('.stackTrace')) {
      return actual.length > 0 && actual.every((frame) => typeof frame === 'string') ? [] : [`${at}: ${show(actual)} is no list of frames`];
    }
    if (open ? actual.length < wanted.length : actual.length !== wanted.length) {
      return [`${at}: ${actual.length} elements instead of ${open ? 'at least ' : ''}${wanted.length}: ${show(actual)}`];
    }
    if (SET.test(at)) {
      const is = (value: unknown): boolean => actual.some((other) => compareValue(at, value, other, meanings, csrfSet).length === 0);
      return wanted.filter((value) => !is(value)).map((value) => `${at}: lacks ${show(value)}`);
    }
    return wanted.flatMap((value, index) => compareValue(`${at}[${index}]`, value, actual[index], meanings, csrfSet));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${at}: ${show(actual)} instead of ${show(expected)}`];
    const open = CUT in expected;
    const names = Object.keys(expected).filter((name) => name !== CUT);
    const extra = open ? [] : Object.keys(actual).filter((name) => !names.includes(name));
    return [
      ...extra.map((name) => `${at}.${name}: is there, and was not`),
      ...names.flatMap((name) =>
        name in actual || expected[name] === null
          ? compareValue(`${at}.${name}`, expected[name], actual[name] ?? null, meanings, csrfSet)
          : [`${at}.${name}: is missing, and was ${show(expected[name])}`],
      ),
    ];
  }
  return Object.is(expected, actual) ? [] : [`${at}: ${show(actual)} instead of ${show(expected)}`];
}

/** The object that every page hands to `LABKEY.init(…)`, or null. */
export function initOf(page: string): unknown {
  const start = page.indexOf('LABKEY.init(');
  if (start < 0) return null;
  const from = page.indexOf('{', start);
  // The object ends at the brace after which the call does; a brace inside a text is followed by something else.
  for (let end = page.indexOf('}', from); end >= 0; end = page.indexOf('}', end + 1)) {
    if (!/^\s*\)/.test(page.slice(end + 1, end + 20))) continue;
    try {
      return JSON.parse(page.slice(from, end + 1));
    } catch {
      // Not this brace yet.
    }
  }
  return null;
}

function compareHeaders(expected: ObservedResponse, actual: Answer, meanings: Meanings): string[] {
  const found: string[] = [];
  const wanted: readonly [string, string | undefined][] = [
    ['content-type', expected.type],
    ['server', expected.server],
    ['www-authenticate', expected.authenticate],
    ['location', expected.location?.replaceAll('{{origin}}', meanings.origin)],
  ];
  for (const [name, value] of wanted) {
    const is = headerOf(actual, name);
    if (expected.partial && value === undefined) continue;
    if (is !== value) found.push(`${name}: ${is ?? 'not there'} instead of ${value ?? 'none'}`);
  }
  if (expected.partial) return found;
  const set = new Map(cookiesOf(actual).map(({ name, attributes }) => [name, attributes]));
  for (const [name, attributes] of Object.entries(expected.cookies ?? {})) {
    const is = set.get(name);
    if (is !== attributes) found.push(`set-cookie ${name}: ${is === undefined ? 'not set' : `'${is}'`} instead of '${attributes}'`);
    set.delete(name);
  }
  for (const name of set.keys()) found.push(`set-cookie ${name}: set, and was not`);
  return found;
}

function parsed(body: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return null;
  }
}

function compareBody(expected: ObservedResponse, actual: Answer, meanings: Meanings): string[] {
  const csrfSet = cookiesOf(actual).find(({ name }) => name === 'X-LABKEY-CSRF')?.value;
  if (expected.init !== undefined) return compareValue('LABKEY.init', expected.init, initOf(actual.body), meanings, csrfSet);
  if (expected.json === undefined) {
    if (expected.text === undefined || !expected.type?.startsWith('text/plain')) return [];
    return compareText(expected.text, actual.body.trim(), meanings, csrfSet)
      ? []
      : [`body: ${show(actual.body)} instead of ${expected.text}`];
  }
  const whole = parsed(actual.body);
  if (!expected.malformed) return whole ? compareValue('body', expected.json, whole.value, meanings, csrfSet) : ['body: is no JSON'];
  if (whole) return ['body: is valid JSON, and was not'];
  const closed = parsed(`${actual.body}}`);
  return closed ? compareValue('body', expected.json, closed.value, meanings, csrfSet) : ['body: lacks more than its last brace'];
}

/**
 * Where an answer differs from the observed one, a line for each difference; none is a match. Status, the headers that matter and JSON count;
 * of pages, style sheets and XML only status and type. Order of members does not count. Ids of rows and users count; keys, tokens, hashes, times and GUIDs
 * count by their kind, and one that was the same must be the same.
 */
export function differences(expected: ObservedResponse, actual: Answer, meanings: Meanings): readonly string[] {
  const status = actual.status === expected.status ? [] : [`status: ${actual.status} instead of ${expected.status}`];
  return [...status, ...compareHeaders(expected, actual, meanings), ...compareBody(expected, actual, meanings)];
}
