// @ts-check
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** @typedef {import('../figures.mjs').Interval} Interval */
/** @typedef {{request: object, socket: import('node:net').Socket}} Announced what Node tells of a request */

/**
 * Writes down when each request to an HTTP server of this process was there and when its answer had been handed over, in milliseconds
 * since 1970: the server's own time, as Node itself announces it. Another process can compare its own clock with it.
 * @returns {{intervals: Interval[], of: (port: number) => readonly Interval[], stop: () => void}} all of them, and those of one server
 */
export function watchServers() {
  /** @type {Interval[]} */
  const intervals = [];
  /** @type {Map<number, Interval[]>} */
  const byPort = new Map();
  /** @type {WeakMap<object, number>} */
  const began = new WeakMap();
  const now = () => performance.timeOrigin + performance.now();
  const start = (/** @type {unknown} */ message) => began.set(/** @type {Announced} */ (message).request, now());
  const finish = (/** @type {unknown} */ message) => {
    const { request, socket } = /** @type {Announced} */ (message);
    const from = began.get(request);
    if (from === undefined) return;
    /** @type {Interval} */
    const interval = [from, now()];
    intervals.push(interval);
    const port = socket.localPort ?? 0;
    byPort.set(port, [...(byPort.get(port) ?? []), interval]);
  };
  subscribe('http.server.request.start', start);
  subscribe('http.server.response.finish', finish);
  return {
    intervals,
    of: (port) => byPort.get(port) ?? [],
    stop: () => {
      unsubscribe('http.server.request.start', start);
      unsubscribe('http.server.response.finish', finish);
    },
  };
}
