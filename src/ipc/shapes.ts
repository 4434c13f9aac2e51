import * as z from 'zod/mini';

/**
 * Run-time shapes of what main answers. They are strict on purpose: a property that the window has no business with (a hash, a keychain
 * account, a token) makes the answer invalid instead of leaking. `contract.types.ts` proves at compile time that they equal the domain's views.
 */

const str = z.string();
const num = z.number();
const bool = z.boolean();
const nul = z.nullable;
const list = z.array;

const nextAction = z.union([
  z.strictObject({ do: z.enum(['retry', 'signIn', 'unlockKeychain', 'chooseKeychain', 'editProfile', 'refresh', 'none']) }),
  z.strictObject({ do: z.literal('openBrowser'), url: str }),
  z.strictObject({ do: z.literal('revoke'), keyIds: list(str) }),
  z.strictObject({ do: z.literal('chooseKind'), kind: str }),
]);
export const problem = z.strictObject({
  code: str,
  message: str,
  next: nextAction,
  requestId: z.exactOptional(str),
  field: z.exactOptional(str),
});

/** The Result around an answer. */
export const resultOf = <T extends z.ZodMiniType>(value: T) =>
  z.union([z.strictObject({ ok: z.literal(true), value }), z.strictObject({ ok: z.literal(false), error: problem })]);

export const fact = <T extends z.ZodMiniType>(value: T) =>
  z.strictObject({
    value,
    source: z.enum(['listing', 'ownCheck', 'thisMachine', 'user']),
    asOf: num,
    skewMs: z.exactOptional(num),
  });

const principal = z.strictObject({ id: str, label: str });
const expiry = z.union([
  z.strictObject({ kind: z.literal('at'), at: num }),
  z.strictObject({ kind: z.literal('never') }),
  z.strictObject({ kind: z.literal('serverLocal'), text: str }),
  z.strictObject({ kind: z.literal('notTold') }),
]);
/** Hash marks never leave main. */
const mark = z.strictObject({ kind: z.enum(['serverId', 'firstEight', 'lastSeven', 'name', 'times']), value: str });
export const listedKey = z.strictObject({
  marks: list(mark),
  name: nul(str),
  fragment: nul(str),
  scopes: nul(list(str)),
  fullAccess: bool,
  accessTags: nul(list(str)),
  expiry,
  createdAt: nul(num),
  lastUsed: z.union([num, z.null(), z.literal('notTold')]),
  owner: nul(principal),
  warnings: list(str),
  session: bool,
  details: z.exactOptional(z.record(str, str)),
});
const usageCount = nul(z.strictObject({ used: num, limit: num }));
const usage = z.strictObject({ keys: usageCount, sessions: usageCount });
const checkOutcome = z.union([
  z.strictObject({ kind: z.literal('live'), principal: nul(principal) }),
  z.strictObject({ kind: z.literal('refused') }),
  z.strictObject({ kind: z.literal('inconclusive'), why: str, lookAgainMs: z.exactOptional(num) }),
]);
const backend = z.enum(['os', 'vault', 'memory']);
export const held = z.strictObject({
  since: num,
  origin: z.enum(['created', 'pasted', 'url']),
  secretKind: z.exactOptional(str),
  backend,
  lastSeen: fact(z.enum(['found', 'absent', 'locked', 'unavailable'])),
});
const placeCheck = z.strictObject({
  state: z.enum(['present', 'changed', 'removed', 'unreadable']),
  at: num,
  detail: z.exactOptional(str),
});
export const place = z.strictObject({ id: str, kind: str, path: str, locator: str, putAt: num, lastCheck: nul(placeCheck) });
const local = z.strictObject({ label: str, owner: str, note: str });
export const key = z.strictObject({
  id: str,
  profileId: str,
  marks: list(mark),
  listed: nul(fact(listedKey)),
  presence: fact(z.enum(['listed', 'notListed', 'cannotTell'])),
  missingSince: z.exactOptional(num),
  held: nul(held),
  check: nul(fact(checkOutcome)),
  proven: z.exactOptional(fact(checkOutcome)),
  places: list(place),
  ambiguous: bool,
  local,
  userExpiry: nul(expiry),
  ownCalls: list(num),
  firstSeen: num,
  revokedAt: nul(num),
  linked: z.exactOptional(z.strictObject({ by: z.enum(['use', 'hand']), at: num })),
  lastRealUse: z.exactOptional(num),
  warn: z.exactOptional(z.strictObject({ leads: nul(list(num)), muted: bool, mayDie: bool, snoozedUntil: nul(num) })),
});

export const serverLink = z.strictObject({ id: str, label: str, url: str, steps: list(str), administrator: bool });

export const serverInfo = z.strictObject({
  version: nul(str),
  mode: str,
  meaning: str,
  signInMethods: list(str),
  manages: bool,
  probedAt: num,
  details: z.record(str, str),
  newKeys: z.exactOptional(str),
  links: z.exactOptional(list(serverLink)),
});
const manager = z.union([
  z.strictObject({ kind: z.literal('session') }),
  z.strictObject({ kind: z.literal('key'), keyId: str }),
  z.strictObject({ kind: z.literal('none') }),
]);
const profileStatus = z.strictObject({
  refresh: z.enum(['never', 'running', 'ok', 'signInNeeded', 'failed']),
  at: nul(num),
  listedAt: nul(num),
  problem: nul(problem),
  usage: nul(usage),
  grantableScopes: nul(list(str)),
  incomplete: nul(str),
  skewMs: nul(num),
  signedIn: bool,
  administers: bool,
  sessions: list(z.strictObject({ id: str, name: nul(str), fragment: nul(str), createdAt: nul(num), expiry, warnings: list(str) })),
});
export const profile = z.strictObject({
  id: str,
  kind: str,
  label: str,
  address: str,
  principal: nul(principal),
  manager,
  server: nul(serverInfo),
  caFile: nul(str),
  plainHttpAccepted: bool,
  addedAt: num,
  note: str,
  everyone: z.exactOptional(bool),
  warn: z.exactOptional(z.strictObject({ leads: nul(list(num)), muted: bool })),
  status: profileStatus,
});

export const keychain = z.strictObject({
  backend,
  name: str,
  state: z.enum(['unlocked', 'locked', 'unavailable', 'waiting']),
  detail: nul(str),
  vaultExists: bool,
});
const shell = z.enum(['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv']);
export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  clipboardSeconds: num,
  defaultLifetimeDays: num,
  shell,
  warnings: z.strictObject({ leads: list(num), unusedDays: num, announce: bool, hideDetails: bool }),
  background: bool,
  startAtLogin: bool,
  views: list(z.strictObject({ id: str, name: str, text: str })),
  table: str,
});
const notice = z.strictObject({
  id: str,
  kind: z.enum(['expiry', 'expired', 'gone', 'forever', 'unused', 'keyLimit', 'sessionLimit', 'skew']),
  urgency: z.enum(['urgent', 'warn', 'info']),
  profileId: str,
  keyId: nul(str),
  since: num,
  title: str,
  body: str,
  discreet: str,
  offers: list(z.enum(['replace', 'snooze', 'mayDie', 'mute', 'show'])),
});
export const activityPage = z.strictObject({
  entries: list(
    z.strictObject({
      at: num,
      what: str,
      outcome: z.enum(['done', 'failed']),
      code: nul(str),
      profileId: nul(str),
      server: nul(str),
      keyId: nul(str),
      key: nul(str),
      fragment: nul(str),
      from: z.enum(['window', 'notification', 'tray', 'tessera']),
    }),
  ),
  more: num,
});
const rescue = nul(z.strictObject({ id: str, profileId: str, keyId: str, problem }));
const clipboard = z.union([
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('copied'), what: str, clearsAt: nul(num) }),
  z.strictObject({ kind: z.enum(['cleared', 'replaced']), at: num }),
  z.strictObject({ kind: z.literal('failed'), message: str }),
]);
const netrcView = nul(z.strictObject({ path: str, errors: num, warnings: num, version: str }));
const run = z.strictObject({
  version: str,
  runtime: str,
  chromium: str,
  node: str,
  platform: z.enum(['linux', 'darwin', 'win32']),
  demo: bool,
  sandboxed: bool,
  notes: list(str),
  damage: list(str),
  dataFolder: str,
  clipboardNotes: list(str),
  cannotCopy: nul(str),
  readOnly: nul(str),
  fixedNow: nul(num),
  demoServers: list(z.strictObject({ kind: str, name: str, address: str, user: str, password: str })),
});
/** Driver descriptions are constants of our own code: their outline is checked, not each sentence. */
const driver = z.custom<unknown>((v) => typeof v === 'object' && v !== null && 'kind' in v && 'signIn' in v && 'revoke' in v);

export const snapshot = z.strictObject({
  seq: num,
  drivers: list(driver),
  profiles: list(profile),
  keys: list(key),
  keychain,
  settings,
  rescue,
  clipboard,
  unsaved: nul(str),
  netrc: netrcView,
  notices: list(notice),
  clockShiftMs: num,
  run,
});
export const patch = z.strictObject({
  seq: num,
  profiles: z.exactOptional(list(profile)),
  keys: z.exactOptional(list(key)),
  keysGone: z.exactOptional(list(str)),
  keychain: z.exactOptional(keychain),
  settings: z.exactOptional(settings),
  rescue: z.exactOptional(rescue),
  clipboard: z.exactOptional(clipboard),
  unsaved: z.exactOptional(nul(str)),
  netrc: z.exactOptional(netrcView),
  notices: z.exactOptional(list(notice)),
  clockShiftMs: z.exactOptional(num),
});

export const ticket = z.strictObject({ ticket: str, length: num, fragment: nul(str), kindName: nul(str), problem: nul(str) });
const exportVariable = z.strictObject({
  name: str,
  value: z.union([z.literal('secret'), z.strictObject({ text: str })]),
  help: str,
  needed: z.exactOptional(bool),
});
const configFile = z.strictObject({
  kind: str,
  title: str,
  help: str,
  path: str,
  locator: str,
  locatorLabel: nul(str),
  fields: z.record(str, str),
});
const promptedForm = z.strictObject({ id: str, label: str, text: str, warnings: list(str) });
export const exportPreview = z.strictObject({
  variables: list(exportVariable),
  commands: list(z.strictObject({ shell, label: str, masked: nul(str), prompted: list(promptedForm), problem: nul(str) })),
  snippets: list(z.strictObject({ id: str, title: str, language: str, masked: str, literal: bool, warning: nul(str) })),
  warnings: list(str),
  files: list(configFile),
});
const fileChangeFields = { path: str, version: str, exists: bool, before: list(str), after: list(str), warnings: list(str) };
export const fileChange = z.strictObject(fileChangeFields);
export const placeRemoval = z.strictObject({ ...fileChangeFields, mustForce: bool, unheld: bool });
export const netrcFix = z.enum([
  'owner-only',
  'final-newline',
  'end-macro',
  'shield-comments',
  'plain-blank-lines',
  'lower-keywords',
  'no-bom',
]);
export const netrcLook = z.strictObject({
  path: str,
  why: str,
  exists: bool,
  warnings: list(str),
  findings: list(z.strictObject({ code: str, line: nul(num), severity: z.enum(['error', 'warning']), sentence: str })),
  fixes: list(z.strictObject({ id: netrcFix, sentence: str })),
  entries: list(z.strictObject({ host: str, login: str, line: num, keyId: nul(str), held: bool })),
  defaultLine: z.exactOptional(num),
  version: str,
});
const overwritten = z.strictObject({ known: list(z.strictObject({ keyId: str, name: str })), unheld: num });
export const configChange = z.strictObject({ ...fileChangeFields, overwrites: overwritten });
export const netrcPreview = z.strictObject({
  ...fileChangeFields,
  readers: list(z.strictObject({ title: str, sees: z.enum(['key', 'other', 'nothing', 'rejects']), sentence: str })),
  overwrites: overwritten,
});
export const revokeReport = z.strictObject({
  outcomes: list(
    z.strictObject({
      keyId: str,
      result: z.union([
        z.strictObject({ ok: z.literal(true), already: bool, note: z.exactOptional(str) }),
        z.strictObject({ ok: z.literal(false), problem }),
      ]),
      places: list(place),
      secretRemoved: bool,
    }),
  ),
});
export const revokePreview = z.strictObject({
  profiles: list(
    z.strictObject({
      profileId: str,
      label: str,
      count: num,
      ofOthers: num,
      held: num,
      places: num,
      managerKey: bool,
      cannot: list(z.strictObject({ why: str, keyIds: list(str) })),
    }),
  ),
  rows: num,
  phrase: nul(str),
});
export const diagnosis = z.strictObject({
  verdict: str,
  steps: list(
    z.strictObject({
      id: str,
      question: str,
      finding: str,
      outcome: z.enum(['cause', 'suspect', 'fine', 'unknown']),
      next: nextAction,
    }),
  ),
  links: list(serverLink),
  at: num,
});
export const verifyReport = z.strictObject({ outcome: z.enum(['live', 'refused', 'inconclusive']), sentence: str, at: num });
export const removalPreview = z.strictObject({ stays: list(str), leaves: list(str) });
export const found = z.strictObject({ keyId: str, profileId: str, how: z.enum(['proof', 'likely']) });
