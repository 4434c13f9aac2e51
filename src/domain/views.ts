import type { DriverDescription } from './driver';
import type { Expiry } from './expiry';
import type { ConfigFile, ExportVariable, Shell } from './exports';
import type { Fact } from './fact';
import type { Held, Holding, KeyId, KeyRecord, ListedKey, Usage } from './key';
import type { Mark } from './mark';
import { DEFAULT_RULES, type Notice } from './notices';
import type { PlaceOfUse } from './place';
import type { Profile, ProfileId } from './profile';
import type { Problem } from './result';
import type { Instant } from './time';

/** What the window may see of a held secret: that it is held, never where or its hash. */
export type HeldView = Omit<Held, 'account' | 'hash'>;
export type PlaceView = Omit<PlaceOfUse, 'hash'>;

/** A key as the window sees it: a {@link KeyRecord} without hashes and keychain accounts. */
export interface KeyView extends Omit<KeyRecord, 'held' | 'places' | 'marks' | 'listed'> {
  readonly held: HeldView | null;
  readonly places: readonly PlaceView[];
  readonly marks: readonly VisibleMark[];
  readonly listed: Fact<ListedKeyView> | null;
}

/** A mark that may be seen: no hash of a secret. */
export interface VisibleMark extends Mark {
  readonly kind: Exclude<Mark['kind'], 'hash'>;
}
export interface ListedKeyView extends Omit<ListedKey, 'marks'> {
  readonly marks: readonly VisibleMark[];
}

/** What goes on with a profile right now. */
export interface ProfileStatus {
  /** `never`: not asked yet in this run; `signInNeeded`: the server wants the user; `failed`: no usable answer. */
  readonly refresh: 'never' | 'running' | 'ok' | 'signInNeeded' | 'failed';
  /** When the last attempt ended. */
  readonly at: Instant | null;
  /** When a listing last succeeded; null where the server lists nothing or was never listed. */
  readonly listedAt: Instant | null;
  readonly problem: Problem | null;
  readonly usage: Usage | null;
  readonly grantableScopes: readonly string[] | null;
  /** Null where listing was complete; else why not. */
  readonly incomplete: string | null;
  readonly skewMs: number | null;
  /** A session for this profile is kept. */
  readonly signedIn: boolean;
  /** Sessions that the server lists beside the keys, the newest first; not joined with anything. */
  readonly sessions: readonly SessionView[];
  /** The server said that this account may see and revoke the keys of all users. */
  readonly administers: boolean;
}

/** A login that the server lists. The id is ours, and good until the next listing. */
export interface SessionView {
  readonly id: string;
  readonly name: string | null;
  readonly fragment: string | null;
  readonly createdAt: Instant | null;
  readonly expiry: Expiry;
  /** Plain sentences of the driver's: "This is Tessera's own login." */
  readonly warnings: readonly string[];
}

export interface ProfileView extends Profile {
  readonly status: ProfileStatus;
}

export interface KeychainView {
  readonly backend: 'os' | 'vault' | 'memory';
  readonly name: string;
  readonly state: 'unlocked' | 'locked' | 'unavailable' | 'waiting';
  readonly detail: string | null;
  /** A vault file exists in the data folder. */
  readonly vaultExists: boolean;
}

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Settings {
  readonly theme: ThemeChoice;
  /** Seconds until a copied secret leaves the clipboard; 0 keeps it. */
  readonly clipboardSeconds: number;
  /** Days offered first when a key is made. */
  readonly defaultLifetimeDays: number;
  readonly shell: Shell;
  readonly warnings: WarningSettings;
  /** Closing the window leaves Tessera running, so that it can warn. */
  readonly background: boolean;
  readonly startAtLogin: boolean;
  /** Views of the table that the user named. */
  readonly views: readonly SavedView[];
  /** How the table is drawn, in the window's own words; main does not look into it. */
  readonly table: string;
}

export interface WarningSettings {
  /** Lead times in milliseconds. */
  readonly leads: readonly number[];
  /** Days without use after which a key is spoken of. */
  readonly unusedDays: number;
  /** By the system's notifications, beside the window. */
  readonly announce: boolean;
  /** Notifications name no key and no server: a locked screen shows them. */
  readonly hideDetails: boolean;
}

/** A named view: search, filters, order and grouping, in the window's own words. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  clipboardSeconds: 30,
  defaultLifetimeDays: 30,
  shell: 'posix',
  warnings: { ...DEFAULT_RULES, announce: true, hideDetails: false },
  background: false,
  startAtLogin: false,
  views: [],
  table: '',
};

/** A new secret that no store took. It lives in main's memory until the user decides; the window cannot be dismissed. */
export interface Rescue {
  readonly id: string;
  readonly profileId: ProfileId;
  readonly keyId: KeyId;
  readonly problem: Problem;
}

export type ClipboardView =
  | { readonly kind: 'idle' }
  | { readonly kind: 'copied'; readonly what: string; readonly clearsAt: Instant | null }
  | { readonly kind: 'cleared'; readonly at: Instant }
  | { readonly kind: 'replaced'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly message: string };

/** Facts that do not change during a run. */
export interface RunInfo {
  readonly version: string;
  /** "Electron 45.4.1" or "Chromium 156 (no Electron binary)". */
  readonly runtime: string;
  readonly chromium: string;
  readonly node: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly demo: boolean;
  /** False where Chromium runs without its own sandbox (as root): the status line says so. */
  readonly sandboxed: boolean;
  /** Sentences for the status line and About: what this runtime cannot show, which clipboard helper it uses. */
  readonly notes: readonly string[];
  /** What was found damaged at start, and what became of it; shown until the next start. */
  readonly damage: readonly string[];
  readonly dataFolder: string;
  /** Where clipboard histories keep copies on this platform, in plain sentences. */
  readonly clipboardNotes: readonly string[];
  /** Why copying is not possible, or null where it is. */
  readonly cannotCopy: string | null;
  /** Data written by a newer version: everything is read-only, and this says so. */
  readonly readOnly: string | null;
  /** Frozen time for demo and tests, else null. */
  readonly fixedNow: Instant | null;
  /** The built-in servers of the demo; none outside it. */
  readonly demoServers: readonly DemoServer[];
}

/** A server that the demo runs on this machine, with an account to try it. */
export interface DemoServer {
  readonly kind: string;
  readonly name: string;
  readonly address: string;
  readonly user: string;
  /** A made-up one that opens nothing but the demo. */
  readonly password: string;
}

/** The person's netrc file in numbers, for the sidebar. Null in the snapshot: not looked at yet, or no such file. */
export interface NetrcView {
  readonly path: string;
  /** Findings by their severity. */
  readonly errors: number;
  readonly warnings: number;
  /** Another one after each change of the file. */
  readonly version: string;
}

/** Everything that the window draws. Holds no secret. */
export interface Snapshot {
  readonly seq: number;
  readonly drivers: readonly DriverDescription[];
  readonly profiles: readonly ProfileView[];
  readonly keys: readonly KeyView[];
  readonly keychain: KeychainView;
  readonly settings: Settings;
  readonly rescue: Rescue | null;
  readonly clipboard: ClipboardView;
  /** Why the last change is not on the disk, in a sentence; null where it is. It is tried again with every change and at quit. */
  readonly unsaved: string | null;
  readonly netrc: NetrcView | null;
  /** What to know before work dies, the most urgent first. */
  readonly notices: readonly Notice[];
  /** How far the demo's time was moved, in milliseconds; 0 outside it. */
  readonly clockShiftMs: number;
  readonly run: RunInfo;
}

/** What changed since `seq - 1`. Parts that did not change are left out. */
export interface Patch {
  readonly seq: number;
  readonly profiles?: readonly ProfileView[];
  readonly keys?: readonly KeyView[];
  readonly keysGone?: readonly KeyId[];
  readonly keychain?: KeychainView;
  readonly settings?: Settings;
  readonly rescue?: Rescue | null;
  readonly clipboard?: ClipboardView;
  readonly unsaved?: string | null;
  readonly netrc?: NetrcView | null;
  readonly notices?: readonly Notice[];
  readonly clockShiftMs?: number;
}

/** A secret that main holds for a few minutes on behalf of a form: pasted from the clipboard, or found in a pasted URL. */
export interface TicketView {
  readonly ticket: string;
  readonly length: number;
  /** First eight or last seven characters, as the driver shows them; null where nothing may be shown. */
  readonly fragment: string | null;
  /** "Tiled API key", where the shape was recognised. */
  readonly kindName: string | null;
  /** Why it cannot be a key of this kind, if so. */
  readonly problem: string | null;
}

/** An export as shown: secrets masked. */
export interface ExportPreview {
  readonly variables: readonly ExportVariable[];
  /** Commands per shell with the secret masked; a shell that cannot express the value says why. */
  readonly commands: readonly ExportCommand[];
  readonly snippets: readonly {
    readonly id: string;
    readonly title: string;
    readonly language: string;
    readonly masked: string;
    readonly literal: boolean;
    readonly warning: string | null;
  }[];
  readonly warnings: readonly string[];
  /** Files of the vendor's own programs that can carry the key. */
  readonly files: readonly ConfigFile[];
}

export interface ExportCommand {
  readonly shell: Shell;
  readonly label: string;
  /** The assignment with the secret, masked. */
  readonly masked: string | null;
  /** Variants that ask for the secret, so that it stays out of the shell's history; none where the shell cannot ask. */
  readonly prompted: readonly PromptedView[];
  readonly problem: string | null;
}

export interface PromptedView {
  readonly id: string;
  /** "bash and zsh". */
  readonly label: string;
  readonly text: string;
  readonly warnings: readonly string[];
}

/** The exact change that writing an env file would make; secrets masked. */
export interface FileChangePreview {
  readonly path: string;
  /** A change of this text between preview and apply makes apply refuse. */
  readonly version: string;
  readonly exists: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly warnings: readonly string[];
}

/** The person's netrc file: what programs will trip over, what can be mended, what is in it. Never a key. */
export interface NetrcLook {
  readonly path: string;
  /** Why this file and no other, in a sentence. */
  readonly why: string;
  readonly exists: boolean;
  /** Plain sentences about the choice of the file and its permissions. */
  readonly warnings: readonly string[];
  readonly findings: readonly {
    readonly code: string;
    /** 1 for the first line; null where it is about the whole file. */
    readonly line: number | null;
    /** `error`: a program loses entries, or the file is not edited until it is mended. */
    readonly severity: 'error' | 'warning';
    readonly sentence: string;
  }[];
  readonly fixes: readonly { readonly id: NetrcFixId; readonly sentence: string }[];
  /** Complete entries in order; none where the file is not understood. */
  readonly entries: readonly NetrcEntryView[];
  /** The line of an entry for all hosts that have none of their own; it is not among the entries. */
  readonly defaultLine?: number;
  /** A change of this text between a look and what is done makes that refuse. */
  readonly version: string;
}

/** `owner-only` changes who may read the file; the others its text. */
export type NetrcFixId =
  | 'owner-only'
  | 'final-newline'
  | 'end-macro'
  | 'shield-comments'
  | 'plain-blank-lines'
  | 'lower-keywords'
  | 'no-bom';

export interface NetrcEntryView {
  readonly host: string;
  readonly login: string;
  readonly line: number;
  /** The key that Tessera knows to stand there. */
  readonly keyId: KeyId | null;
  /** The secret is in the keychain too, so nothing is lost with the line. */
  readonly held: boolean;
}

/** The exact change that putting a key into the netrc file would make, and what programs will then read; secrets masked. */
export interface NetrcPreview extends FileChangePreview {
  readonly readers: readonly {
    readonly title: string;
    /** `key`: this key; `other`: another login or key; `nothing`: none; `rejects`: gives up on the file. */
    readonly sees: 'key' | 'other' | 'nothing' | 'rejects';
    readonly sentence: string;
  }[];
  readonly overwrites: Overwritten;
}

/** What a change overwrites: keys that are in the keychain, and how many secrets that are nowhere else. */
export interface Overwritten {
  readonly known: readonly { readonly keyId: KeyId; readonly name: string }[];
  readonly unheld: number;
}

/** The exact change that putting a key into a vendor's file would make; secrets masked. */
export interface ConfigChangePreview extends FileChangePreview {
  readonly overwrites: Overwritten;
}

/** What taking a secret out of a file would change; secrets masked. */
export interface PlaceRemovalPreview extends FileChangePreview {
  /** Some program will reject the file afterwards; it is done only where the person wants it all the same. */
  readonly mustForce: boolean;
  /** The secret is not in the keychain: the line is its last copy that is known, and can be kept first. */
  readonly unheld: boolean;
}

/** What revoking did, key by key. */
export interface RevokeReport {
  readonly outcomes: readonly {
    readonly keyId: KeyId;
    /** `note`: what the revocation proved besides, in a sentence. */
    readonly result:
      | { readonly ok: true; readonly already: boolean; readonly note?: string }
      | { readonly ok: false; readonly problem: Problem };
    /** Places that still hold the dead secret, offered for removal. */
    readonly places: readonly PlaceView[];
    /** False where the secret could not be taken out of the keychain; then it is tried again at the next start. */
    readonly secretRemoved: boolean;
  }[];
}

/** What revoking some keys would do, counted without asking any server. */
export interface RevokePreview {
  readonly profiles: readonly {
    readonly profileId: ProfileId;
    readonly label: string;
    /** Keys that would be revoked here. */
    readonly count: number;
    /** Of those: keys of other users. */
    readonly ofOthers: number;
    /** Of those: keys whose secret is on this machine. */
    readonly held: number;
    /** Places in files where those keys stand. */
    readonly places: number;
    /** The key by which this server is managed is among them. */
    readonly managerKey: boolean;
    /** Keys that cannot be revoked from here, by reason; they are not counted above. */
    readonly cannot: readonly { readonly why: string; readonly keyIds: readonly KeyId[] }[];
  }[];
  /** Keys that would be revoked, of all servers. */
  readonly rows: number;
  /** The words that must be typed for it; null where none need be. */
  readonly phrase: string | null;
}

export interface VerifyReport {
  readonly outcome: 'live' | 'refused' | 'inconclusive';
  /** Plain words: who, scopes, expiry. */
  readonly sentence: string;
  readonly at: Instant;
}

export interface RemovalPreview {
  /** What stays on the server, what leaves this machine; plain sentences. */
  readonly stays: readonly string[];
  readonly leaves: readonly string[];
}

export interface FoundKey {
  readonly keyId: KeyId;
  readonly profileId: ProfileId;
  /** `proof`: the very secret; `likely`: its visible part fits. */
  readonly how: 'proof' | 'likely';
}

export type HoldingFact = Fact<Holding>;
