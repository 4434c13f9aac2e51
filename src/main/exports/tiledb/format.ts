import type { Problem, Result } from '../../../domain/result';
import type { FileSecret, PutRequest } from '../places';

export type Json = Readonly<Record<string, unknown>>;

/** One change to the document; `value` undefined takes the member out. */
export interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface Plan {
  readonly changes: readonly Change[];
  /** Plain sentences for the preview. */
  readonly warnings: readonly string[];
}

/** What stands at one spot of a file. */
export interface Spot {
  /** Null where there is none. */
  readonly token: string | null;
  /** Where the token stands. */
  readonly path: readonly string[];
  /** Everything there that a put would take out. */
  readonly secrets: readonly FileSecret[];
  /** A sentence about what keeps programs from using the token, or null. */
  readonly shadow: string | null;
}

/** The rules of one of the vendor's files, over a parsed document. */
export interface Format {
  readonly kind: string;
  readonly title: string;
  /** One step of indent, as the vendor's own programs write it. */
  readonly unit: string;
  /** Fails where the document is none that may be changed. */
  look(root: Json, locator: string): Result<Spot>;
  /** What a put changes. `isNew`: the file is made by it. */
  plan(root: Json, request: PutRequest, isNew: boolean): Result<Plan, Problem>;
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export const textAt = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A member of its own, never one that objects inherit. */
export const own = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
