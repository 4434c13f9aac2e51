import { copyFile, readFile } from 'node:fs/promises';
import type * as z from 'zod/mini';
import { writeAtomically } from './atomic';

/**
 * A JSON document of the data folder with a version. Newer than ours is read-only with a sentence; older is migrated with a copy kept;
 * unreadable is set aside, never overwritten.
 */
export interface DocumentKind<T> {
  readonly name: string;
  readonly version: number;
  readonly shape: z.ZodMiniType<T>;
  readonly empty: T;
  /** From version n to n + 1, by n. */
  readonly migrations: Readonly<Record<number, (value: unknown) => unknown>>;
}

export type Loaded<T> =
  | { readonly kind: 'ready'; readonly value: T }
  /** Written by a newer Tessera: shown, never written. */
  | { readonly kind: 'readOnly'; readonly value: T; readonly why: string }
  /** Could not be understood: a copy is kept under the name given, and we start empty. */
  | { readonly kind: 'damaged'; readonly value: T; readonly keptAs: string };

export async function loadDocument<T>(path: string, kind: DocumentKind<T>): Promise<Loaded<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'ready', value: kind.empty };
    throw error;
  }
  let parsed: { version?: unknown; data?: unknown };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return setAside(path, kind);
  }
  const version = typeof parsed === 'object' && parsed !== null ? parsed.version : undefined;
  if (typeof version !== 'number') return setAside(path, kind);
  if (version > kind.version) {
    const tolerant = kind.shape.safeParse(parsed.data);
    return {
      kind: 'readOnly',
      value: tolerant.success ? tolerant.data : kind.empty,
      why: `Your ${kind.name} was written by a newer version of Tessera. Nothing is changed here; start that version to work with it.`,
    };
  }
  let data = parsed.data;
  if (version < kind.version) {
    await copyFile(path, `${path}.v${version}`);
    data = migrated(kind, version, data);
  }
  const checked = kind.shape.safeParse(data);
  if (!checked.success) return setAside(path, kind);
  if (version < kind.version) await saveDocument(path, kind, checked.data);
  return { kind: 'ready', value: checked.data };
}

/** What an older version wrote, as this one writes it; still to be checked. */
export function migrated<T>(kind: DocumentKind<T>, version: number, data: unknown): unknown {
  let value = data;
  for (let v = version; v < kind.version; v++) value = kind.migrations[v]?.(value) ?? value;
  return value;
}

async function setAside<T>(path: string, kind: DocumentKind<T>): Promise<Loaded<T>> {
  const keptAs = `${path}.damaged-${Date.now()}`;
  await copyFile(path, keptAs);
  return { kind: 'damaged', value: kind.empty, keptAs };
}

export async function saveDocument<T>(path: string, kind: DocumentKind<T>, value: T): Promise<void> {
  await writeAtomically(path, `${JSON.stringify({ version: kind.version, data: value })}\n`);
}
