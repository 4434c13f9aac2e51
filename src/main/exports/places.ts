import type { PlaceCheck, PlaceOfUse } from '../../domain/place';
import { fail, type Result } from '../../domain/result';

/** Put a secret into a file. */
export interface PutRequest {
  readonly path: string;
  /** Where inside the file, in the kind's words: the variable's name, the machine's name. */
  readonly locator: string;
  /** The real secret; for a preview the SECRET placeholder does, so that no keychain need be opened. */
  readonly secret: string;
  /** What else the kind writes beside it, none of it secret: further variables by name, a login, a host. */
  readonly fields: Readonly<Record<string, string>>;
  /** From the preview that the user saw: with it, a file changed since then is not touched. */
  readonly revision?: string;
}

/** One changed line, fit for the window: our secret as the SECRET placeholder, every former value as {@link MASK}. */
export interface ChangedLine {
  readonly number: number;
  readonly before: string | null;
  readonly after: string | null;
}

export const MASK = '••••••••';

/** What a put or remove would do. No other line of the file is shown, since it may hold other secrets. */
export interface PlaceChange {
  /** The real file, links followed. */
  readonly path: string;
  readonly makesFile: boolean;
  readonly lines: readonly ChangedLine[];
  /** Plain sentences: Git, synced folders, permissions, values that will be lost. */
  readonly warnings: readonly string[];
  /**
   * SHA-256 (hex) of the secret that the change would overwrite: the caller can tell whether it is held. Null: none is overwritten. `unknown`: there is
   * one that cannot be told.
   */
  readonly overwrites: string | 'unknown' | null;
  /** Give it to put or remove. Says nothing about the content to anybody but this process. */
  readonly revision: string;
}

export interface PutDone {
  /** All of a place of use but its id. */
  readonly place: Omit<PlaceOfUse, 'id'>;
  readonly change: 'created' | 'replaced' | 'unchanged';
  /** Plain sentences about what was done besides: permissions tightened, written in place. */
  readonly notes: readonly string[];
}

export interface RemoveDone {
  /** `wasGone`: the file or its line was not there any more. */
  readonly outcome: 'removed' | 'wasGone';
  readonly notes: readonly string[];
}

export interface RemoveOptions {
  /** Also where some program will reject the file then: a key can always be taken out. Kinds without such a case ignore it. */
  readonly force?: boolean;
}

/** A secret as it stands in a file. */
export interface FileSecret {
  readonly secret: string;
  /** What it is, in words: "the token of profile default in cloud.json", "the password of alice in cloud.json". */
  readonly what: string;
}

/** One kind of place of use. All methods answer failures as values. */
export interface PlaceKind {
  /** Stable id, stored in {@link PlaceOfUse.kind}. */
  readonly kind: string;
  /** "Env file (shell)". */
  readonly title: string;
  /** Where programs look for the file on this machine, where something moved it from its usual path. */
  readonly usualPath?: string;
  /** Reads, writes nothing. */
  preview(request: PutRequest): Promise<Result<PlaceChange>>;
  put(request: PutRequest): Promise<Result<PutDone>>;
  /** Never fails: what cannot be read is `unreadable`. */
  check(place: PlaceOfUse): Promise<PlaceCheck>;
  /**
   * The secrets that a put at that spot would take out of the file, and that stand there now, so that those which are held nowhere else can be
   * kept first. None where there is no such file or spot. Kinds without it write over what is there.
   */
  secretsAt?(path: string, locator: string): Promise<Result<readonly FileSecret[]>>;
  previewRemove(place: PlaceOfUse, options?: RemoveOptions): Promise<Result<PlaceChange>>;
  /** Takes the rights of others away from the file, which otherwise stays as it is; sentences about what was done. */
  tighten?(place: PlaceOfUse): Promise<Result<readonly string[]>>;
  /** Takes the secret out again, only where it still is the one that was put there; else `place.changed`. */
  remove(place: PlaceOfUse, revision?: string, options?: RemoveOptions): Promise<Result<RemoveDone>>;
}

/** The kinds by id. A new kind (a `.netrc` line, `cloud.json`) is one more entry. */
export class PlaceKinds {
  readonly #kinds: ReadonlyMap<string, PlaceKind>;

  constructor(kinds: readonly PlaceKind[]) {
    this.#kinds = new Map(kinds.map((k) => [k.kind, k]));
    if (this.#kinds.size !== kinds.length) throw new Error('Two kinds of place share an id.');
  }

  get all(): readonly PlaceKind[] {
    return [...this.#kinds.values()];
  }

  /** Fails with `place.kind` for a kind that this version does not know. */
  of(kind: string): Result<PlaceKind> {
    const found = this.#kinds.get(kind);
    if (found) return { ok: true, value: found };
    return fail(
      'place.kind',
      'This place was written by a newer version of Tessera, which this one cannot check or change. Use the newer version.',
    );
  }

  /** Checks a place of any kind; one of an unknown kind reads `unreadable`. */
  async check(place: PlaceOfUse, now: number): Promise<PlaceCheck> {
    const kind = this.of(place.kind);
    return kind.ok ? kind.value.check(place) : { state: 'unreadable', at: now, detail: kind.error.message };
  }
}
