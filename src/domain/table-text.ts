import { type AnyKey, expiryOf, fragmentOf, nameOf } from './key';
import { keyState, STATE_WORDS } from './key-state';
import type { Profile } from './profile';
import type { Instant } from './time';

/** Rows of the table as text for a spreadsheet or a script. Every field is named here one by one, so that no secret, hash or account can come along. */

export type TableFormat = 'csv' | 'json';

/** One key as a flat record. Times are UTC in ISO 8601; null where nobody tells. */
export interface TableRecord {
  readonly name: string;
  readonly state: string;
  readonly server: string;
  readonly address: string;
  /** The account by which the server was asked. */
  readonly account: string | null;
  /** Whose key it is, as the server says; the account itself where it says nothing else. */
  readonly belongsTo: string | null;
  /** As the server shows the secret. */
  readonly visiblePart: string | null;
  readonly scopes: readonly string[] | null;
  readonly fullAccess: boolean | null;
  readonly accessTags: readonly string[] | null;
  readonly created: string | null;
  /** A time, `never`, or null. */
  readonly expires: string | null;
  /** Where the server tells a time of its own zone, which is not known: as it wrote it. */
  readonly expiresServerTime: string | null;
  /** A time, `never`, or null. */
  readonly lastUsed: string | null;
  readonly heldHere: boolean;
  readonly usedAt: readonly string[];
  readonly label: string;
  readonly owner: string;
  readonly note: string;
}

/** To the second: servers tell no more, and spreadsheets read it. */
const iso = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** What the table knows of a key at `now`, without anything secret. */
export function tableRecord(key: AnyKey, profile: Profile | null, now: Instant): TableRecord {
  const listed = key.listed?.value ?? null;
  const expiry = expiryOf(key);
  const used = listed === null ? 'notTold' : listed.lastUsed;
  const account = profile?.principal?.label ?? null;
  return {
    name: nameOf(key),
    state: STATE_WORDS[keyState(key, now).state],
    server: profile?.label ?? '',
    address: profile?.address ?? '',
    account,
    belongsTo: listed?.owner?.label ?? account,
    visiblePart: fragmentOf(key),
    scopes: listed?.scopes ?? null,
    fullAccess: listed?.fullAccess ?? null,
    accessTags: listed?.accessTags ?? null,
    created: listed?.createdAt == null ? null : iso(listed.createdAt),
    expires: expiry.kind === 'at' ? iso(expiry.at) : expiry.kind === 'never' ? 'never' : null,
    expiresServerTime: expiry.kind === 'serverLocal' ? expiry.text : null,
    lastUsed: used === null ? 'never' : used === 'notTold' ? null : iso(used),
    heldHere: key.held !== null && key.held.lastSeen.value !== 'absent',
    usedAt: key.places.map((p) => `${p.path} (${p.locator})`),
    label: key.local.label,
    owner: key.local.owner,
    note: key.local.note,
  };
}

const COLUMNS: readonly (readonly [keyof TableRecord, string])[] = [
  ['name', 'Name'],
  ['state', 'State'],
  ['server', 'Server'],
  ['address', 'Address'],
  ['account', 'Account'],
  ['belongsTo', 'Belongs to'],
  ['visiblePart', 'Visible part'],
  ['scopes', 'Scopes'],
  ['fullAccess', 'Full access'],
  ['accessTags', 'Access tags'],
  ['created', 'Created (UTC)'],
  ['expires', 'Expires (UTC)'],
  ['expiresServerTime', "Expires (server's own time)"],
  ['lastUsed', 'Last used (UTC)'],
  ['heldHere', 'Held here'],
  ['usedAt', 'Used at'],
  ['label', 'Label'],
  ['owner', 'Owner'],
  ['note', 'Note'],
];

/** The records as one text: CSV by RFC 4180 with a heading line, or a JSON array. */
export function tableText(format: TableFormat, records: readonly TableRecord[]): string {
  if (format === 'json') return `${JSON.stringify(records, null, 2)}\n`;
  return csvText([COLUMNS.map(([, title]) => title), ...records.map((r) => COLUMNS.map(([name]) => cellOf(r[name])))]);
}

/** Lines of fields as CSV by RFC 4180. */
export const csvText = (lines: readonly (readonly string[])[]): string =>
  lines.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');

function cellOf(value: TableRecord[keyof TableRecord]): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : value.join('; ');
}

/**
 * One field. Names and notes are other people's words, and spreadsheets run what begins like a formula: an apostrophe before it makes it text.
 * (Spreadsheets skip leading blanks, and those set to Japanese read the wide forms of the signs too.)
 */
function csvField(text: string): string {
  const safe = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
