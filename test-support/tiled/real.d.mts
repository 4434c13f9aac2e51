/** Types of real.mjs, which the test command runs without a build. */
export type RealVersion = '0.2.16' | '0.2.2' | '0.1.0b17';

export interface RealTiled {
  readonly url: string;
  readonly version: RealVersion;
  /** The server's folder and home; removed by `stop`. */
  readonly folder: string;
  /** The end of what the server has printed. */
  log(): string;
  stop(): Promise<void>;
}

export const VERSIONS: readonly RealVersion[];
export const USERS: Readonly<Record<'alice' | 'bob' | 'cara' | 'dora' | 'eve' | 'admin', string>>;
export function cacheFolder(): string;
export function isPrepared(versions?: readonly RealVersion[]): boolean;
export function prepare(options?: {
  readonly versions?: readonly RealVersion[];
  readonly log?: (line: string) => void;
}): Promise<{ readonly ok: true; readonly seconds: number } | { readonly ok: false; readonly why: string }>;
export function cleanEnvironment(home: string, more?: Readonly<Record<string, string>>): Record<string, string>;
export function binFolder(version: RealVersion): string;
export function startRealTiled(options: {
  readonly version: RealVersion;
  readonly singleUserKey?: string | null;
  readonly isPublic?: boolean;
  readonly port?: number;
}): Promise<RealTiled>;
