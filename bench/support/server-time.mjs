// @ts-check
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** @typedef {import('../figures.mjs').Interval} Interval */

/**
 * Writes down when each request to an HTTP server of this process was there and when its answer had been handed over, in milliseconds
 * since 1970: the server's own time, as Node itself announces it. Another process can compare its own clock with it.
 * @returns {{intervals: Interval[], stop: () => void}}
 */
export function watchServers() {
  /** @type {Interval[]} */
  const intervals = [];
  /** @type {WeakMap<object, number>} */
  const began = new WeakMap();
  const now = () => performance.timeOrigin + performance.now();
  const start = (/** @type {unknown} */ message) => began.set(/** @type {{request: object}} */ (message).request, now());
  const finish = (/** @type {unknown} */ message) => {
    const from = began.get(/** @type {{request: object}} */ (message).request);
    if (from !== undefined) intervals.push([from, now()]);
  };
  subscribe('http.server.request.start', start);
  subscribe('http.server.response.finish', finish);
  return {
    intervals,
    stop: () => {
      unsubscribe('http.server.request.start', start);
      unsubscribe('http.server.response.finish', finish);
    },
  };
}
