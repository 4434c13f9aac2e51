import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The releases whose answers were recorded. Each has a file of its own here. */
export const OBSERVED_RELEASES = ['24.1.2', '24.2.0', '24.3.11', '24.7.0', '24.7.1', '24.10.0', '24.11'] as const;

export type ObservedRelease = (typeof OBSERVED_RELEASES)[number];

/** A request as it was sent. Texts may hold placeholders such as `{{key:4.1}}`. */
export interface ObservedRequest {
  readonly method: string;
  /** From the origin on, query included. */
  readonly path: string;
  /** A cookie jar by name: sent, and filled by the answer. */
  readonly jar?: string;
  /** A Cookie header of its own, without a jar. */
  readonly cookies?: string;
  /** `user:password` of an `Authorization: Basic` header. */
  readonly basic?: string;
  /** Null: a header that curl sends by itself was left out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** What came back. A header that is not named was not there. */
export interface ObservedResponse {
  readonly status: number;
  readonly type?: string;
  readonly server?: string;
  readonly authenticate?: string;
  readonly location?: string;
  /** Names of the cookies that were set, with their attributes. */
  readonly cookies?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** The start of a body that is no JSON. */
  readonly text?: string;
  /** Characters of the whole body, where only its start was kept. */
  readonly length?: number;
  /** Members of the page's `LABKEY.init`; null: null or not there. */
  readonly init?: unknown;
  /** The body is no valid JSON: its last brace is missing. */
  readonly malformed?: boolean;
  /** Only what stands here was noted down; the other headers are not known. */
  readonly partial?: boolean;
}

export interface Observation {
  readonly section: string;
  readonly title: string;
  readonly request: ObservedRequest;
  /** Null: no answer came. */
  readonly response: ObservedResponse | null;
  /** How long the answer took, in whole seconds, where that was noted. */
  readonly seconds?: number;
  /** So many of these requests were sent at once. */
  readonly together?: number;
}

/** What a server of this release answered, in the order in which it was asked. */
export function observationsOf(release: ObservedRelease): readonly Observation[] {
  const lines = readFileSync(join(import.meta.dirname, `${release}.jsonl`), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): Observation => JSON.parse(line));
}
