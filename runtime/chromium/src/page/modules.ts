/** The few modules that a sandboxed preload may require besides `electron`: events, timers, url (Electron, tutorial "Process Sandboxing"). */

type Listener = (...args: unknown[]) => void;

/** As much of Node's EventEmitter as a preload uses. */
export class EventEmitter {
  readonly #listeners = new Map<string, { listener: Listener; once: boolean }[]>();

  on(event: string, listener: Listener): this {
    return this.#add(event, listener, false);
  }
  addListener(event: string, listener: Listener): this {
    return this.#add(event, listener, false);
  }
  once(event: string, listener: Listener): this {
    return this.#add(event, listener, true);
  }
  off(event: string, listener: Listener): this {
    return this.removeListener(event, listener);
  }
  removeListener(event: string, listener: Listener): this {
    const list = this.#listeners.get(event) ?? [];
    const at = list.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) this.#listeners.set(event, list.toSpliced(at, 1));
    return this;
  }
  removeAllListeners(event?: string): this {
    if (event === undefined) this.#listeners.clear();
    else this.#listeners.delete(event);
    return this;
  }
  emit(event: string, ...args: unknown[]): boolean {
    const list = this.#listeners.get(event) ?? [];
    for (const { listener, once } of list) {
      if (once) this.removeListener(event, listener);
      listener.apply(this, args);
    }
    return list.length > 0;
  }
  listenerCount(event: string): number {
    return this.#listeners.get(event)?.length ?? 0;
  }
  listeners(event: string): Listener[] {
    return (this.#listeners.get(event) ?? []).map((entry) => entry.listener);
  }
  eventNames(): string[] {
    return [...this.#listeners.keys()];
  }
  setMaxListeners(): this {
    return this;
  }
  #add(event: string, listener: Listener, once: boolean): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), { listener, once }]);
    return this;
  }
}

const named = (name: string, members: Record<string, unknown>): object =>
  new Proxy(members, {
    get(object, key) {
      if (typeof key === 'symbol' || key in object) return Reflect.get(object, key);
      throw new Error(`electron-on-chromium: ${name}.${key} is not implemented`);
    },
  });

/** `require` of a sandboxed preload, over the given `electron`. Anything else is refused in Electron's words. */
export function createRequire(electron: object): (id: string) => unknown {
  const events = Object.assign(EventEmitter, { EventEmitter, default: EventEmitter });
  const timers = named('timers', {
    setTimeout: setTimeout.bind(globalThis),
    clearTimeout: clearTimeout.bind(globalThis),
    setInterval: setInterval.bind(globalThis),
    clearInterval: clearInterval.bind(globalThis),
  });
  const modules = new Map<string, unknown>([
    ['electron', electron],
    ['electron/common', electron],
    ['electron/renderer', electron],
    ['events', events],
    ['node:events', events],
    ['timers', timers],
    ['node:timers', timers],
    ['url', named('url', { URL, URLSearchParams })],
    ['node:url', named('url', { URL, URLSearchParams })],
  ]);
  return (id) => {
    if (!modules.has(id)) throw new Error(`module not found: ${id}`);
    return modules.get(id);
  };
}
