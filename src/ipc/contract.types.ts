import type * as z from 'zod/mini';
import type { ActivityEntry } from '../domain/activity';
import type { Diagnosis } from '../domain/diagnosis';
import type { Notice } from '../domain/notices';
import type { Problem } from '../domain/result';
import type {
  ClipboardView,
  ConfigChangePreview,
  ExportPreview,
  FileChangePreview,
  FoundKey,
  KeychainView,
  KeyView,
  NetrcLook,
  NetrcPreview,
  NetrcView,
  PlaceRemovalPreview,
  PlaceView,
  ProfileView,
  RemovalPreview,
  RevokePreview,
  RevokeReport,
  Settings,
  TicketView,
  VerifyReport,
} from '../domain/views';
import type * as s from './shapes';

/** Compile-time proof that the run-time shapes and the domain's types are the same; this file makes no code. */

type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer U)[]
    ? Mutable<U>[]
    : { -readonly [K in keyof T]: Mutable<T[K]> };
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Is<T extends true> = T;
type Inner<T extends { shape: unknown }, K extends keyof T['shape']> = T['shape'][K] extends { _zod: { output: infer O } } ? O : never;

export type Proof = [
  Is<Same<z.infer<typeof s.problem>, Mutable<Problem>>>,
  Is<Same<z.infer<typeof s.key>, Mutable<KeyView>>>,
  Is<Same<z.infer<typeof s.place>, Mutable<PlaceView>>>,
  Is<Same<z.infer<typeof s.profile>, Mutable<ProfileView>>>,
  Is<Same<z.infer<typeof s.keychain>, Mutable<KeychainView>>>,
  Is<Same<Inner<typeof s.snapshot, 'settings'>, Mutable<Settings>>>,
  Is<Same<Inner<typeof s.snapshot, 'clipboard'>, Mutable<ClipboardView>>>,
  Is<Same<z.infer<typeof s.ticket>, Mutable<TicketView>>>,
  Is<Same<z.infer<typeof s.exportPreview>, Mutable<ExportPreview>>>,
  Is<Same<z.infer<typeof s.fileChange>, Mutable<FileChangePreview>>>,
  Is<Same<z.infer<typeof s.placeRemoval>, Mutable<PlaceRemovalPreview>>>,
  Is<Same<z.infer<typeof s.netrcLook>, Mutable<NetrcLook>>>,
  Is<Same<z.infer<typeof s.netrcPreview>, Mutable<NetrcPreview>>>,
  Is<Same<Inner<typeof s.snapshot, 'netrc'>, Mutable<NetrcView> | null>>,
  Is<Same<Inner<typeof s.snapshot, 'notices'>, Mutable<readonly Notice[]>>>,
  Is<Same<z.infer<typeof s.activityPage>['entries'], Mutable<readonly ActivityEntry[]>>>,
  Is<Same<z.infer<typeof s.revokeReport>, Mutable<RevokeReport>>>,
  Is<Same<z.infer<typeof s.revokePreview>, Mutable<RevokePreview>>>,
  Is<Same<z.infer<typeof s.configChange>, Mutable<ConfigChangePreview>>>,
  Is<Same<z.infer<typeof s.diagnosis>, Mutable<Diagnosis>>>,
  Is<Same<z.infer<typeof s.verifyReport>, Mutable<VerifyReport>>>,
  Is<Same<z.infer<typeof s.removalPreview>, Mutable<RemovalPreview>>>,
  Is<Same<z.infer<typeof s.found>, Mutable<FoundKey>>>,
];
