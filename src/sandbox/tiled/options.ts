import type { Generation } from './generation';

/** A way to sign in. `external` providers cannot be completed here: they only show that a browser login would be needed. */
export interface SandboxProvider {
  readonly name: string;
  readonly mode: 'internal' | 'external';
  /** User name to password. */
  readonly users?: Readonly<Record<string, string>>;
  /** May hold `{id}`; null where the provider has none. */
  readonly confirmationMessage?: string | null;
}

/** How a server writes stored times: SQLite without zone, PostgreSQL with one, now and then with microseconds. */
export type TimestampStyle = 'naive' | 'offset' | 'micro';

export interface TiledSandboxOptions {
  /** Default '0.2.16'. */
  readonly version?: Generation;
  /** One static key and no users. Default false. */
  readonly singleUser?: boolean;
  /** The static key of a single-user server. Letters and digits; case matters. */
  readonly singleUserKey?: string;
  /** Reading without login. Default false. */
  readonly anonymous?: boolean;
  /** Default: one internal provider `toy` with alice/secret1, bob/secret2, admin/adminpw. */
  readonly providers?: readonly SandboxProvider[];
  /** Identity ids that get the role `admin` beside `user`. Default `['admin']`. */
  readonly admins?: readonly string[];
  /** Name of the internal mode in "about": `password` before 0.1.0b17. Default 'internal'. */
  readonly internalModeName?: 'internal' | 'password';
  /** Where the server lives, such as `/tiled`. Default the root. */
  readonly rootPath?: string;
  /** Origin that links carry instead of the request's own: a proxy that hides https, or another host altogether. */
  readonly linkOrigin?: string;
  readonly timestamps?: TimestampStyle;
  /** Default 100. */
  readonly keyLimit?: number;
  /** Default 200. */
  readonly sessionLimit?: number;
  /** Seconds. Defaults 900, 604,800 and 31,536,000. */
  readonly accessSeconds?: number;
  readonly refreshSeconds?: number;
  readonly sessionSeconds?: number;
  /** Milliseconds since 1970; default the system's clock. The answers' Date header follows it too. */
  readonly now?: () => number;
  /** `demo`: alice, bob and admin own some keys, among them expired ones. Default 'none'. */
  readonly seed?: 'none' | 'demo';
  /** Speak TLS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
}

export const DEFAULT_PROVIDERS: readonly SandboxProvider[] = [
  {
    name: 'toy',
    mode: 'internal',
    users: { alice: 'secret1', bob: 'secret2', admin: 'adminpw' },
    confirmationMessage: 'Logged in as {id}.',
  },
];
