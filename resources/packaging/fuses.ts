import type { FuseV1Options } from '@electron/fuses';

/** The names of all fuses that the installed `@electron/fuses` knows. */
export type FuseName = keyof typeof FuseV1Options;

export interface FuseDecision {
  readonly on: boolean;
  /** Why, in one sentence. */
  readonly why: string;
}

/** A decision for every fuse: a fuse that a newer Electron brings breaks the type check until it has one here. */
export type FuseTable = Readonly<Record<FuseName, FuseDecision>>;

/**
 * Electron's fuses for the packaged app: bits in its binary that are set before it is signed and that no user, environment or command line
 * can change afterwards. Packaging is later work; it hands these to `flipFuses` with `strictlyRequireAllFuses`.
 * Source: Electron's documentation, "Electron Fuses".
 */
export const FUSES: FuseTable = {
  RunAsNode: {
    on: false,
    why: 'ELECTRON_RUN_AS_NODE would make the signed app, which the keychain trusts, run any script; we fork nothing.',
  },
  EnableCookieEncryption: {
    on: true,
    why: 'No cookie is kept, so it costs nothing; should one ever reach the disk, it is not there in the clear.',
  },
  EnableNodeOptionsEnvironmentVariable: {
    on: false,
    why: 'NODE_OPTIONS=--require would load foreign code into the process that holds the secrets.',
  },
  EnableNodeCliInspectArguments: {
    on: false,
    why: '--inspect and SIGUSR1 would open a debugger on a port that every user of the machine can reach.',
  },
  EnableEmbeddedAsarIntegrityValidation: {
    on: true,
    why: 'macOS and Windows then notice an app archive that was changed after signing.',
  },
  OnlyLoadAppFromAsar: { on: true, why: 'A folder named "app" beside the archive would otherwise run in its place, unchecked.' },
  LoadBrowserProcessSpecificV8Snapshot: { on: false, why: 'We ship no snapshot of our own; a planted one would run before our code.' },
  GrantFileProtocolExtraPrivileges: { on: false, why: 'The window is served from app://; a file:// page must have no power here.' },
  WasmTrapHandlers: {
    on: true,
    why: "Electron's default: only how V8 checks bounds in WebAssembly, which Node's own modules use and our code does not.",
  },
};
