/**
 * Expected failures are values. They cross every boundary (driver, use case, IPC) unchanged; what throws is a bug.
 */

/** What the user can do next about a problem; the window turns it into a button. */
export type NextAction =
  | { readonly do: 'retry' }
  | { readonly do: 'signIn' }
  | { readonly do: 'unlockKeychain' }
  | { readonly do: 'chooseKeychain' }
  | { readonly do: 'openBrowser'; readonly url: string }
  | { readonly do: 'editProfile' }
  /** The server is of this kind, not of the one that was asked for. */
  | { readonly do: 'chooseKind'; readonly kind: string }
  | { readonly do: 'refresh' }
  | { readonly do: 'revoke'; readonly keyIds: readonly string[] }
  | { readonly do: 'none' };

/** A failure that was foreseen: what happened, what is safe, what to do next. Never holds a secret. */
export interface Problem {
  /** Stable, dotted, for code and tests: `http.timeout`, `keychain.locked`, `tiled.keyLimit` … */
  readonly code: string;
  /** One or two whole sentences for the user. */
  readonly message: string;
  readonly next: NextAction;
  /** The server's request id where it gave one, so that its administrator can find the request. */
  readonly requestId?: string;
  /** The form field that the problem is about, where it is about one. */
  readonly field?: string;
}

export type Result<T, E = Problem> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** A failed result with a {@link Problem}. */
export function fail(
  code: string,
  message: string,
  next: NextAction = { do: 'none' },
  more: { readonly requestId?: string | undefined; readonly field?: string | undefined } = {},
): { readonly ok: false; readonly error: Problem } {
  return err({
    code,
    message,
    next,
    ...(more.requestId === undefined ? {} : { requestId: more.requestId }),
    ...(more.field === undefined ? {} : { field: more.field }),
  });
}
