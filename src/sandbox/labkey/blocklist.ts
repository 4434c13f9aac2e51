import type { Sandbox } from './context';
import { header, type WireRequest } from './wire';

const HOUR = 3_600_000;

const nameOf = (request: WireRequest): string => `${request.address} ${header(request, 'user-agent') ?? ''}`;

/** Addresses that no honest client writes: doubled slashes, escaped dots and slashes. */
export const isSuspicious = (request: WireRequest): boolean => /\/\/|%2e|%2f/i.test(request.rawPath);

/** Remembers a suspicious request, a failed CSRF check or a bad request. */
export function suspect(sandbox: Sandbox, request: WireRequest): void {
  const name = nameOf(request);
  sandbox.suspects.set(name, [...(sandbox.suspects.get(name) ?? []), sandbox.state.now()]);
}

/** Whether this client did too much of that within the last hour. Off unless the operator says so, as on a new site. */
export function overLimit(sandbox: Sandbox, request: WireRequest): boolean {
  const limit = sandbox.options.blocklistAfter;
  if (limit === null) return false;
  const since = sandbox.state.now() - HOUR;
  return (sandbox.suspects.get(nameOf(request)) ?? []).filter((at) => at > since).length > limit;
}
