/** Types of environments.mjs. */
export interface TileDbClients {
  /** Python with tiledb-cloud 0.14.4. */
  readonly cloud: string;
  /** Python with tiledb-client 3.0b12 and tiledb 0.36.1. */
  readonly client: string;
}

export function prepareTileDbClients(options?: {
  readonly log?: (line: string) => void;
}): Promise<({ readonly ok: true } & TileDbClients) | { readonly ok: false; readonly why: string }>;
