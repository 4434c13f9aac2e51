import { Guarded } from '../guard';
import { app } from './app';

interface Privileges {
  standard?: boolean;
  secure?: boolean;
  bypassCSP?: boolean;
  allowServiceWorkers?: boolean;
  supportFetchAPI?: boolean;
  corsEnabled?: boolean;
  stream?: boolean;
  codeCache?: boolean;
}
export type ProtocolHandler = (request: GlobalRequest) => GlobalResponse | Promise<GlobalResponse>;
type GlobalRequest = Request;
type GlobalResponse = Response;

/** Schemes by name that `registerSchemesAsPrivileged` has named. */
export const privileged = new Map<string, Privileges>();
let registered = false;

/** One session's protocol handlers. */
export class Protocols extends Guarded implements Pick<Electron.Protocol, 'handle' | 'unhandle' | 'isProtocolHandled'> {
  readonly handlers = new Map<string, ProtocolHandler>();

  handle(scheme: string, handler: ProtocolHandler): void {
    const is = privileged.get(scheme);
    if (!is?.standard || !is.secure || !is.supportFetchAPI) {
      throw new Error(
        `electron-on-chromium: the scheme ${scheme} must be registered as standard, secure and supportFetchAPI before it is handled: ` +
          'without these, storage, fetch and relative URLs do not work in Electron, and here every scheme has them.',
      );
    }
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.handlers.set(scheme, handler);
  }
  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }
  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme) || ['http', 'https', 'file', 'data', 'about', 'blob'].includes(scheme);
  }
  /** Once, before the app is ready (Electron, api/protocol). */
  registerSchemesAsPrivileged(customSchemes: { scheme: string; privileges?: Privileges }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (registered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once');
    registered = true;
    for (const { scheme, privileges } of customSchemes) privileged.set(scheme.toLowerCase(), privileges ?? {});
  }
}

export const schemes = (): ReadonlySet<string> => new Set(privileged.keys());
