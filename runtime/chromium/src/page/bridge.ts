/**
 * The context bridge: how a preload's values reach the page's world and back. The two worlds share a detached element on which both
 * dispatch events: `CustomEvent.detail` crosses worlds by structured clone, synchronously. Functions and promises travel as numbers.
 *
 * This code also runs in the page's own world, where the page may replace any built-in later: what is used is captured here, first, and
 * no syntax is used that looks up a replaceable method (no for-of, no spread, no destructuring of arrays).
 */
const { apply, ownKeys } = Reflect;
const { defineProperty, freeze, create, getOwnPropertyDescriptor } = Object;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const ErrorCtor = Error;
const PromiseCtor = Promise;
const PromiseThen = Promise.prototype.then;
const MapCtor = Map;
const mapGet = Map.prototype.get;
const mapSet = Map.prototype.set;
const mapDelete = Map.prototype.delete;
const mapHas = Map.prototype.has;
const push = Array.prototype.push;
const EventCtor = CustomEvent;
const dispatch = EventTarget.prototype.dispatchEvent;
const listen = EventTarget.prototype.addEventListener;
const detailOf = getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')?.get as (this: Event) => unknown;
const toText = String;
const cloneable: (abstract new (...args: never[]) => object)[] = [Date, RegExp, Map, Set, ArrayBuffer, Blob, ImageData];
const errorCtor = Error;
const nodeCtor = Node;
const TypeErrorCtor = TypeError;
const depthLimit = 1000;

/** What crosses: ['v', clone] · ['a', items] · ['o', keys, values] · ['f', id] · ['p', id] · ['e', message] · ['r', index of a seen object]. */
type Tree = unknown[];
interface Call {
  k: 'call' | 'settle' | 'expose' | 'answer';
  id: number;
  ok: boolean;
  name: string;
  v: Tree | null;
}

export interface Bridge {
  /** Puts a copy of `api` on the other world's window. Throws as Electron does. */
  expose(key: string, api: unknown): void;
}

const instanceOf = (value: object, ctors: (abstract new (...args: never[]) => object)[]): boolean => {
  for (let at = 0; at < ctors.length; at += 1) {
    const ctor = ctors[at];
    if (ctor && value instanceof ctor) return true;
  }
  return false;
};

/** One end of the bridge on `channel`; `mine` and `theirs` name the events of the two directions. */
export function createBridge(channel: EventTarget, mine: string, theirs: string, exposed: (key: string, value: unknown) => void): Bridge {
  const functions: Map<number, (...args: unknown[]) => unknown> = new MapCtor();
  const waiting: Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }> = new MapCtor();
  let nextId = 0;
  let answer: Call | null = null;

  const post = (message: Call): void => {
    apply(dispatch, channel, [new EventCtor(theirs, { detail: message })]);
  };

  const encodeObject = (value: object, depth: number, seen: Map<object, number>): Tree => {
    if (apply(mapHas, seen, [value])) return ['r', apply(mapGet, seen, [value])];
    apply(mapSet, seen, [value, seen.size]);
    if (typeof value === 'function') {
      nextId += 1;
      apply(mapSet, functions, [nextId, value]);
      return ['f', nextId];
    }
    if (value instanceof PromiseCtor) {
      nextId += 1;
      const id = nextId;
      const settle = (ok: boolean) => (result: unknown) => {
        let message: Call;
        try {
          message = { k: 'settle', id, ok, name: '', v: encode(result, 0, new MapCtor()) };
        } catch (error) {
          message = { k: 'settle', id, ok: false, name: '', v: encode(error, 0, new MapCtor()) };
        }
        post(message);
      };
      apply(PromiseThen, value, [settle(true), settle(false)]);
      return ['p', id];
    }
    if (value instanceof errorCtor) return ['e', toText(value.message)];
    if (value instanceof nodeCtor) throw new TypeErrorCtor('electron-on-chromium: DOM nodes do not cross the context bridge here');
    if (isView(value) || instanceOf(value, cloneable)) return ['v', value];
    if (isArray(value)) {
      const items: Tree[] = [];
      for (let at = 0; at < value.length; at += 1) apply(push, items, [encode(value[at], depth + 1, seen)]);
      return ['a', items];
    }
    const keys: string[] = [];
    const values: Tree[] = [];
    const own = ownKeys(value);
    for (let at = 0; at < own.length; at += 1) {
      const key = own[at];
      if (typeof key !== 'string') continue;
      const descriptor = getOwnPropertyDescriptor(value, key);
      if (!descriptor?.enumerable) continue;
      const item = (value as Record<string, unknown>)[key];
      if (typeof item === 'symbol') continue;
      apply(push, keys, [key]);
      apply(push, values, [encode(item, depth + 1, seen)]);
    }
    return ['o', keys, values];
  };

  const encode = (value: unknown, depth: number, seen: Map<object, number>): Tree => {
    if (depth >= depthLimit) {
      throw new TypeErrorCtor('Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.');
    }
    if (typeof value === 'symbol') return ['v', undefined];
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return encodeObject(value, depth, seen);
    return ['v', value];
  };

  const call = (id: number, args: unknown[]): unknown => {
    post({ k: 'call', id, ok: true, name: '', v: encode(args, 0, new MapCtor()) });
    const got = answer;
    answer = null;
    if (!got?.v) throw new ErrorCtor('The other side of the context bridge is gone');
    const value = decode(got.v, false, []);
    if (!got.ok) throw value;
    return value;
  };

  const decode = (tree: Tree, frozen: boolean, seen: unknown[]): unknown => {
    const kind = tree[0];
    if (kind === 'r') return seen[tree[1] as number];
    if (kind === 'v') {
      const value = tree[1];
      if (typeof value === 'object' && value !== null) apply(push, seen, [value]);
      return value;
    }
    let out: unknown;
    if (kind === 'e') out = new ErrorCtor(tree[1] as string);
    else if (kind === 'f') {
      const id = tree[1] as number;
      out = function proxied() {
        const args: unknown[] = [];
        // biome-ignore lint/complexity/noArguments: a rest parameter would be read through the page's Array iterator
        for (let at = 0; at < arguments.length; at += 1) apply(push, args, [arguments[at]]);
        return call(id, args);
      };
    } else if (kind === 'p') {
      const id = tree[1] as number;
      out = new PromiseCtor((resolve, reject) => {
        apply(mapSet, waiting, [id, { resolve, reject }]);
      });
    } else if (kind === 'a') {
      const list: unknown[] = [];
      apply(push, seen, [list]);
      const items = tree[1] as Tree[];
      for (let at = 0; at < items.length; at += 1) apply(push, list, [decode(items[at] as Tree, frozen, seen)]);
      return frozen ? freeze(list) : list;
    } else {
      const object: object = {};
      apply(push, seen, [object]);
      const keys = tree[1] as string[];
      const values = tree[2] as Tree[];
      for (let at = 0; at < keys.length; at += 1) {
        const descriptor = create(null) as PropertyDescriptor;
        descriptor.value = decode(values[at] as Tree, frozen, seen);
        descriptor.enumerable = true;
        descriptor.writable = true;
        descriptor.configurable = true;
        defineProperty(object, keys[at] as string, descriptor);
      }
      return frozen ? freeze(object) : object;
    }
    apply(push, seen, [out]);
    return frozen && kind === 'f' ? freeze(out) : out;
  };

  const handleCall = (message: Call): void => {
    let reply: Call;
    try {
      const target = apply(mapGet, functions, [message.id]) as ((...args: unknown[]) => unknown) | undefined;
      if (!target) throw new ErrorCtor('The function behind the context bridge is gone');
      const args = decode(message.v as Tree, false, []) as unknown[];
      reply = { k: 'answer', id: 0, ok: true, name: '', v: encode(apply(target, undefined, args), 0, new MapCtor()) };
    } catch (error) {
      reply = { k: 'answer', id: 0, ok: false, name: '', v: encode(error, 0, new MapCtor()) };
    }
    post(reply);
  };

  const handleSettle = (message: Call): void => {
    const promise = apply(mapGet, waiting, [message.id]) as { resolve: (v: unknown) => void; reject: (e: unknown) => void } | undefined;
    apply(mapDelete, waiting, [message.id]);
    const value = decode(message.v as Tree, false, []);
    if (message.ok) promise?.resolve(value);
    else promise?.reject(value);
  };

  const receive = (event: Event): void => {
    const message = apply(detailOf, event, []) as Call;
    if (message.k === 'call') handleCall(message);
    else if (message.k === 'settle') handleSettle(message);
    else if (message.k === 'expose') exposed(message.name, decode(message.v as Tree, true, []));
    else answer = message;
  };
  apply(listen, channel, [mine, receive]);

  return {
    expose(key, api) {
      post({ k: 'expose', id: 0, ok: true, name: key, v: encode(api, 0, new MapCtor()) });
    },
  };
}
