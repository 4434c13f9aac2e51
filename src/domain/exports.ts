/** What a driver says about using a key elsewhere. Texts carry {@link SECRET} where the secret belongs; main puts it in, the window masks it. */
export interface ExportSpec {
  /** Variables in order; exactly one has the secret. */
  readonly variables: readonly ExportVariable[];
  /** Variables that a user may want beside it, such as the server's address. */
  readonly snippets: readonly Snippet[];
  /** Plain sentences shown beside the export. */
  readonly warnings: readonly string[];
}

export interface ExportVariable {
  readonly name: string;
  /** Text, or the secret itself. */
  readonly value: { readonly text: string } | 'secret';
  readonly help: string;
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

export type Shell = 'posix' | 'fish' | 'tcsh' | 'powershell' | 'cmd' | 'dotenv';
