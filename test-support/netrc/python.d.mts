/** Types of python.mjs. */
export function prepareReaders(options?: {
  readonly log?: (line: string) => void;
}): Promise<{ readonly ok: true; readonly python: string; readonly older: string | null } | { readonly ok: false; readonly why: string }>;
export function environment(name: string, log: (line: string) => void, requirements?: string, owner?: string): Promise<string>;
