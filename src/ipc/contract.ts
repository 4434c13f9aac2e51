import * as z from 'zod/mini';
import type { Patch } from '../domain/views';
import * as s from './shapes';

/**
 * The one contract between the processes. Main checks every argument and every result against it (see serve.ts), the renderer's client
 * (client.ts) and the tests are derived from its types. Only main and tests import this file for more than its types.
 */

const id = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[A-Za-z0-9_-]+$/));
const text = (max: number) => z.string().check(z.maxLength(max));
const fields = z.record(z.string().check(z.maxLength(64)), text(16_384));

/** A secret on its way in: typed, or held by main under a ticket. Sent in one call and never answered back. */
const secretInput = z.union([z.strictObject({ typed: text(16_384) }), z.strictObject({ ticket: id })]);
export type SecretInput = z.infer<typeof secretInput>;

const shell = z.enum(['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv']);
const url = text(4_096);
/** What a person types is counted as the window counts it: in code points. */
const words = (max: number) => z.string().check(z.refine((value: string) => value.length <= max || [...value].length <= max));
const local = z.strictObject({ label: words(200), owner: words(200), note: words(2_000) });
const manager = z.union([
  z.strictObject({ kind: z.literal('session') }),
  z.strictObject({ kind: z.literal('key'), keyId: id }),
  z.strictObject({ kind: z.literal('none') }),
]);
/** Lead times in milliseconds, a minute to ten years. */
const leads = z.readonly(z.array(z.int().check(z.gte(60_000), z.lte(315_360_000_000))).check(z.maxLength(12)));
const settings = z.partial(
  z.strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    clipboardSeconds: z.int().check(z.gte(0), z.lte(3_600)),
    defaultLifetimeDays: z.int().check(z.gte(1), z.lte(3_650)),
    shell,
    warnings: z.strictObject({
      leads,
      unusedDays: z.int().check(z.gte(1), z.lte(3_650)),
      announce: z.boolean(),
      hideDetails: z.boolean(),
    }),
    background: z.boolean(),
    startAtLogin: z.boolean(),
    views: z.readonly(z.array(z.strictObject({ id, name: words(200), text: text(8_192) })).check(z.maxLength(100))),
    table: text(8_192),
  }),
);
const none = z.strictObject({});
const exportItem = z.union([
  z.strictObject({ kind: z.literal('assignment'), shell }),
  z.strictObject({ kind: z.literal('prompted'), shell, id: text(64) }),
  z.strictObject({ kind: z.literal('snippet'), id: text(64) }),
  z.strictObject({ kind: z.literal('secret') }),
  z.strictObject({ kind: z.literal('fragment') }),
]);
export type ExportItem = z.infer<typeof exportItem>;
const envTarget = { path: text(4_096), format: z.enum(['sh', 'dotenv']), variable: text(128), withAddress: z.boolean() };
/** A vendor's file that the driver's export names, by the kind of place. An empty path or locator is the one that it names. */
const configTarget = { kind: id, path: text(4_096), locator: text(1_024) };
/** `replace`: an entry of the host with another login is written over. */
const netrcLine = { login: text(1_024), replace: z.boolean() };

/** Every method answers a Result: its arguments' shape, and the shape of the value inside. */
const method = <A extends z.ZodMiniType, T extends z.ZodMiniType>(args: A, value: T) => ({ args, answer: s.resultOf(value) });
const nothing = z.null();

export const methods = {
  'app.snapshot': method(none, s.snapshot),
  /** Opens a link in the system's browser if main's allow-list knows it. */
  'app.openLink': method(z.strictObject({ url }), nothing),
  'app.copyDiagnostics': method(none, nothing),

  'profile.probe': method(
    z.strictObject({ kind: id, address: url, caFile: z.nullable(url), acceptPlainHttp: z.boolean() }),
    z.strictObject({
      address: z.string(),
      suggestedLabel: z.string(),
      info: z.nullable(s.serverInfo),
      found: z.nullable(s.ticket),
      /** The address is http:// and not loopback: nothing was sent; ask, then probe again with acceptPlainHttp. */
      plainHttp: z.boolean(),
    }),
  ),
  'profile.add': method(
    z.strictObject({
      kind: id,
      address: url,
      label: words(200),
      note: words(2_000),
      caFile: z.nullable(url),
      plainHttpAccepted: z.boolean(),
    }),
    z.strictObject({ profileId: z.string() }),
  ),
  'profile.edit': method(z.strictObject({ profileId: id, label: words(200), note: words(2_000), caFile: z.nullable(url) }), nothing),
  'profile.reorder': method(z.strictObject({ order: z.array(id).check(z.maxLength(1_000)) }), nothing),
  'profile.removePreview': method(z.strictObject({ profileId: id }), s.removalPreview),
  'profile.remove': method(z.strictObject({ profileId: id }), nothing),
  'profile.signIn': method(
    z.strictObject({ profileId: id, method: id, fields, secrets: z.record(text(64), secretInput) }),
    /** The server's own words after sign-in, or null. */
    z.strictObject({ message: z.nullable(z.string()) }),
  ),
  'profile.signOut': method(z.strictObject({ profileId: id }), z.strictObject({ confirmed: z.boolean() })),
  /** Lists the keys of all users, or only the account's own again; for accounts whose status says that they administer. */
  'profile.everyone': method(z.strictObject({ profileId: id, everyone: z.boolean() }), nothing),
  'profile.setManager': method(z.strictObject({ profileId: id, manager }), nothing),

  /** Without a profile: all at once. Never prompts; results stream in as patches. */
  'keys.refresh': method(z.strictObject({ profileId: z.nullable(id) }), nothing),
  /** `manage`: the new key becomes the one by which the server is managed from here. */
  'keys.create': method(
    z.strictObject({ profileId: id, fields, local, manage: z.exactOptional(z.boolean()) }),
    z.strictObject({ keyId: z.string() }),
  ),
  /** `fields.secretKind` may name one of the driver's kinds of secret. */
  'keys.hold': method(
    z.strictObject({ profileId: id, keyId: z.nullable(id), secret: secretInput, fields, local }),
    z.strictObject({ keyId: z.string(), sentence: z.string() }),
  ),
  /** What revoking would do, and the words that must be typed for it. Asks no server. */
  'keys.revokePreview': method(z.strictObject({ keyIds: z.array(id).check(z.minLength(1), z.maxLength(20_000)) }), s.revokePreview),
  /** `typed`: the words that the preview asks for. `total`: of how many keys these are a portion; the words name that number. */
  'keys.revoke': method(
    z.strictObject({
      keyIds: z.array(id).check(z.minLength(1), z.maxLength(500)),
      acknowledged: z.boolean(),
      typed: z.exactOptional(text(100)),
      total: z.exactOptional(z.int().check(z.gte(1), z.lte(20_000))),
    }),
    s.revokeReport,
  ),
  /** The held key `keyId`, whose row is not known, is the listed key `rowKeyId`, whose secret is not held; the former's id stays. */
  'keys.link': method(z.strictObject({ keyId: id, rowKeyId: id }), nothing),
  /** Takes a link back, whichever way it was found. */
  'keys.unlink': method(z.strictObject({ keyId: id }), nothing),
  /** Why is this key refused? Looks at the server and at this machine's netrc files. */
  'keys.diagnose': method(z.strictObject({ keyId: id }), s.diagnosis),
  /** Rows of the table on the clipboard, in the order given, without anything secret. */
  'keys.copyTable': method(
    z.strictObject({ keyIds: z.array(id).check(z.minLength(1), z.maxLength(200_000)), format: z.enum(['csv', 'json']) }),
    z.strictObject({ rows: z.int() }),
  ),
  /** Compares a secret, or its first or last characters, with everything known, on this machine only. */
  'keys.find': method(
    z.strictObject({ secret: secretInput }),
    z.strictObject({ found: z.array(s.found), fragment: z.nullable(z.string()) }),
  ),
  'keys.verify': method(z.strictObject({ keyId: id }), s.verifyReport),
  'keys.forget': method(z.strictObject({ keyId: id }), nothing),
  'keys.annotate': method(z.strictObject({ keyId: id, local }), nothing),
  /** One value, for a window that shows it for 30 s. */
  'keys.reveal': method(z.strictObject({ keyId: id }), z.strictObject({ secret: z.string() })),

  /** Main reads the clipboard; the renderer learns only what the text looks like. */
  'secret.fromClipboard': method(z.strictObject({ kind: z.nullable(id) }), s.ticket),
  'secret.drop': method(z.strictObject({ ticket: id }), nothing),

  'export.preview': method(z.strictObject({ keyId: id, variable: text(128), withAddress: z.boolean() }), s.exportPreview),
  'export.copy': method(
    z.strictObject({ keyId: id, item: exportItem, variable: text(128), withAddress: z.boolean() }),
    /** Seconds until the clipboard is cleared; null where nothing secret was copied or clearing is off. */
    z.strictObject({ clearsIn: z.nullable(z.number()) }),
  ),
  'export.previewFile': method(z.strictObject({ keyId: id, ...envTarget }), s.fileChange),
  'export.applyFile': method(
    z.strictObject({ keyId: id, ...envTarget, version: text(128) }),
    z.strictObject({ notes: z.array(z.string()) }),
  ),
  'export.previewConfig': method(z.strictObject({ keyId: id, ...configTarget }), s.configChange),
  /** `keep`: secrets that the change overwrites and that are nowhere else go into the keychain first; where that fails nothing is written. */
  'export.applyConfig': method(
    z.strictObject({ keyId: id, ...configTarget, version: text(128), keep: z.boolean() }),
    z.strictObject({ notes: z.array(z.string()) }),
  ),
  'place.check': method(z.strictObject({ keyId: id }), nothing),
  /** Takes the rights of other users away from the file. */
  'place.tighten': method(z.strictObject({ keyId: id, placeId: id }), z.strictObject({ notes: z.array(z.string()) })),
  'place.removePreview': method(z.strictObject({ keyId: id, placeId: id }), s.placeRemoval),
  /** `force`: also where some program rejects the file then; `keep`: the secret goes into the keychain first, or nothing is done. */
  'place.remove': method(
    z.strictObject({ keyId: id, placeId: id, force: z.exactOptional(z.boolean()), keep: z.exactOptional(z.boolean()) }),
    nothing,
  ),

  /** The netrc file that programs read on this machine; looked at anew each time. */
  'netrc.look': method(none, s.netrcLook),
  'netrc.preview': method(z.strictObject({ keyId: id, ...netrcLine }), s.netrcPreview),
  /** `keep`: secrets that the change overwrites and that are nowhere else go into the keychain first; where that fails nothing is written. */
  'netrc.apply': method(
    z.strictObject({ keyId: id, ...netrcLine, keep: z.boolean(), version: text(128) }),
    z.strictObject({ notes: z.array(z.string()) }),
  ),
  /** Takes the key of an entry into the keychain, with its line as a place of use. */
  'netrc.take': method(
    z.strictObject({ host: text(1_024), login: text(1_024), line: z.int(), version: text(128) }),
    z.strictObject({ keyId: z.string() }),
  ),
  'netrc.previewFix': method(z.strictObject({ fix: s.netrcFix }), s.fileChange),
  'netrc.applyFix': method(z.strictObject({ fix: s.netrcFix, version: text(128) }), z.strictObject({ notes: z.array(z.string()) })),
  /** What the user decides about the warnings of keys; what is left out stays. */
  'keys.warn': method(
    z.strictObject({
      keyIds: z.array(id).check(z.minLength(1), z.maxLength(500)),
      leads: z.exactOptional(z.nullable(leads)),
      muted: z.exactOptional(z.boolean()),
      mayDie: z.exactOptional(z.boolean()),
      /** Milliseconds from now; null ends a snooze. */
      snoozeMs: z.exactOptional(z.nullable(z.int().check(z.gte(60_000), z.lte(31_536_000_000)))),
    }),
    nothing,
  ),
  'profile.warn': method(z.strictObject({ profileId: id, leads: z.nullable(leads), muted: z.boolean() }), nothing),
  /** Ends logins that the server lists, by the ids of the last listing. Answers how many ended. */
  'sessions.end': method(
    z.strictObject({ profileId: id, ids: z.array(id).check(z.minLength(1), z.maxLength(500)), acknowledged: z.boolean() }),
    z.strictObject({ ended: z.number() }),
  ),
  /** Writes a calendar file of the ends of these keys, or of all. Answers how many events it has. */
  'calendar.save': method(
    z.strictObject({ keyIds: z.nullable(z.array(id).check(z.maxLength(100_000))), path: text(4_096) }),
    z.strictObject({ path: z.string(), events: z.number() }),
  ),
  /** Moves the demo's time, its servers' too; null: back to the machine's. Refused outside the demo. */
  'demo.moveTime': method(z.strictObject({ ms: z.nullable(z.int().check(z.gte(60_000), z.lte(31_536_000_000))) }), nothing),
  /** `keyId`, `outcome`: only entries about this key, only with this result. */
  'activity.read': method(
    z.strictObject({
      search: text(200),
      skip: z.int().check(z.gte(0)),
      limit: z.int().check(z.gte(1), z.lte(500)),
      keyId: z.exactOptional(id),
      outcome: z.exactOptional(z.enum(['done', 'failed'])),
    }),
    s.activityPage,
  ),
  /** Writes the whole log to a file. */
  'activity.export': method(
    z.strictObject({ path: text(4_096), format: z.enum(['csv', 'json']) }),
    z.strictObject({ path: z.string(), entries: z.number() }),
  ),

  /** The system's file dialog; null when the user closed it. */
  'file.choose': method(
    z.strictObject({ purpose: z.enum(['envFile', 'caFile', 'calendar', 'activity']) }),
    z.strictObject({ path: z.nullable(z.string()) }),
  ),

  'keychain.check': method(none, nothing),
  /** Lets the system ask for the keychain's password, or opens the vault with the passphrase given. */
  'keychain.unlock': method(z.strictObject({ passphrase: z.nullable(secretInput) }), nothing),
  'keychain.choose': method(z.strictObject({ backend: z.enum(['os', 'vault', 'memory']), passphrase: z.nullable(secretInput) }), nothing),
  'keychain.recover': method(none, z.strictObject({ profiles: z.number(), keys: z.number() })),

  'rescue.act': method(z.strictObject({ id, act: z.enum(['retry', 'memory', 'copy', 'revoke', 'discard']) }), nothing),
  'settings.set': method(settings, nothing),
  'machine.forgetEverything': method(
    z.strictObject({ confirm: z.literal('forget everything') }),
    z.strictObject({ left: z.array(z.string()) }),
  ),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Args<M extends MethodName> = z.infer<Methods[M]['args']>;
export type Answer<M extends MethodName> = z.infer<Methods[M]['answer']>;

/** Main to window. */
export interface Events {
  /** The state changed. */
  'state.changed': Patch;
  /** A menu entry or shortcut asks the window to do something: `palette`, `addServer`, `createKey`, `settings`, `about`, `findKey`, `refresh`. */
  'ui.command': string;
}
export type EventName = keyof Events;

/** What the preload hands to the page. */
export interface Bridge {
  invoke(method: string, args: unknown): Promise<unknown>;
  on(listener: (event: string, value: unknown) => void): void;
}

/** What main checks before an event leaves. */
export const events = { 'state.changed': s.patch, 'ui.command': z.string() } as const satisfies Record<EventName, z.ZodMiniType>;
