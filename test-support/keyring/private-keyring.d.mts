export interface PrivateKeyringOptions {
  /** A folder of the caller's own (created 0700); HOME, the keyring files and the bus socket lie in it. Not removed by stop(). */
  readonly dir: string;
  /** The password of the keyring; goes to the daemon on stdin, never in an argument or the environment. */
  readonly password: string;
  /** Whether the keyring is open at the end of the start; yes unless said. */
  readonly unlock?: boolean;
  /** False: a bus with no Secret Service on it. */
  readonly service?: boolean;
  /** False: the daemon runs, but this login has no keyring yet. */
  readonly create?: boolean;
  /** Lets the bus start gcr-prompter (package gcr), which draws gnome-keyring's password dialog; needs `display`. */
  readonly prompter?: boolean;
  /** DISPLAY for the children, such as `:99`. */
  readonly display?: string;
}

export interface PrivateKeyring {
  /** What a process needs to use this keyring and nothing of the user's: DBUS_SESSION_BUS_ADDRESS, HOME, XDG_*. */
  readonly env: Readonly<
    Record<'DBUS_SESSION_BUS_ADDRESS' | 'HOME' | 'XDG_DATA_HOME' | 'XDG_CONFIG_HOME' | 'XDG_CACHE_HOME' | 'XDG_RUNTIME_DIR', string>
  >;
  readonly dir: string;
  /** Makes the bus read its service files (in `dir`/services) again. */
  reload(): Promise<void>;
  /** Lets the bus start gnome-keyring on demand, as a desktop's bus does. */
  allowActivation(): Promise<void>;
  lock(): Promise<void>;
  /** Without a dialog. */
  unlock(): Promise<void>;
  /** Ends the keyring's daemon (SIGKILL); the bus stays. */
  kill(): Promise<void>;
  /** Ends the program that draws the password dialog, if it runs. */
  killPrompter(): Promise<void>;
  /** Starts the daemon again after kill(). */
  restart(unlock?: boolean): Promise<void>;
  /** Ends the keyring and the bus and removes their sockets. */
  stop(): Promise<void>;
}

/** What is missing on this machine for a private keyring, as one line that names the packages; null where all is there. */
export function missingKeyringParts(searchPath?: string): string | null;

/** Starts a private bus and keyring; throws an Error of one line where a part of the system is missing or does not start. */
export function startPrivateKeyring(options: PrivateKeyringOptions): Promise<PrivateKeyring>;
