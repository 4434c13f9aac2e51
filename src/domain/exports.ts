/** What a driver says about using a key elsewhere. Texts carry {@link SECRET} where the secret belongs; main puts it in, the window masks it. */
export interface ExportSpec {
  /** Variables in order; exactly one has the secret. */
  readonly variables: readonly ExportVariable[];
  /** Variables that a user may want beside it, such as the server's address. */
  readonly snippets: readonly Snippet[];
  /** Plain sentences shown beside the export. */
  readonly warnings: readonly string[];
  /** Files of the vendor's own programs that can carry the key. */
  readonly files?: readonly ConfigFile[];
}

/** A vendor's file (`cloud.json`) as a place of use. Main's place kind of the same name reads and writes it; nothing of it is secret here. */
export interface ConfigFile {
  /** Id of the kind of place. */
  readonly kind: string;
  readonly title: string;
  readonly help: string;
  /** Where programs look for it; `~/` is the home. */
  readonly path: string;
  /** Where inside: a profile's name, say. */
  readonly locator: string;
  /** What to call the locator where the user may choose it; null where there is but one. */
  readonly locatorLabel: string | null;
  /** What is written beside the secret: a host, a workspace. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface ExportVariable {
  readonly name: string;
  /** Text, or the secret itself. */
  readonly value: { readonly text: string } | 'secret';
  readonly help: string;
  /** Without it programs would take the key to another server, or not start: always there, not only where the address is wanted. */
  readonly needed?: boolean;
}

export interface Snippet {
  readonly id: string;
  readonly title: string;
  /** `python`, `sh`, `http`, `url` … */
  readonly language: string;
  /** May hold {@link SECRET}; then it is a literal form, and `warning` says why it is the second choice. */
  readonly text: string;
  readonly warning: string | null;
}

/** Stands for the secret in texts that the window may see. Not a character that any shell, header or server accepts in a key. */
export const SECRET = '\u{F8FF}SECRET\u{F8FF}';

/** `sh`: sourced by a POSIX shell, `export X='…'`. `dotenv`: read by programs, `X='…'`. */
export type EnvFormat = 'sh' | 'dotenv';

/** The format that an env file's name suggests: a shell's own files and scripts are sourced, others read by programs. The user decides. */
export const suggestedFormat = (path: string): EnvFormat => (/(rc|profile|\.(sh|bash|zsh))$/.test(path) ? 'sh' : 'dotenv');

export type Shell = 'posix' | 'fish' | 'tcsh' | 'powershell' | 'cmd' | 'dotenv';
