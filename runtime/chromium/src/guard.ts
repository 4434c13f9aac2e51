import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';

/**
 * What this runtime does not have must be noticed where it is used, not three lines later as `undefined is not a function`. Two ways,
 * because identity matters for emitters (`BrowserWindow.fromWebContents(w) === win`): plain objects are wrapped, emitters inherit.
 */
export class NotImplemented extends Error {
  override readonly name = 'NotImplemented';
  constructor(what: string) {
    super(`electron-on-chromium: ${what} is not implemented`);
  }
}

/** Names that languages and tools probe on any object: asking for them is not a use of Electron. */
const probed = new Set([
  'then',
  'toJSON',
  'inspect',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  'domain',
  'default',
  '__esModule',
  'constructor',
]);

/** The same object, on which reading a member that it does not have throws `NotImplemented`. */
export function guard<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'symbol' || key in object || probed.has(key)) return Reflect.get(object, key, receiver);
      throw new NotImplemented(`${name}.${key}`);
    },
  });
}

/** A stand-in for a whole module or class of which nothing is there. */
export function absent(name: string): never {
  const nothing = function nothing() {};
  return new Proxy(nothing, {
    get(_object, key) {
      if (typeof key === 'symbol' || probed.has(key)) return undefined;
      throw new NotImplemented(`${name}.${key}`);
    },
    apply() {
      throw new NotImplemented(name);
    },
    construct() {
      throw new NotImplemented(`new ${name}`);
    },
  }) as never;
}

/** An object of a class whose unknown members throw. The guard ends the prototype chain: `this` is the object, private members work. */
export class Guarded {}
/** The same for an event emitter. */
export class GuardedEmitter extends EventEmitter {}
/** Streams stay unguarded: Node asks them for members at any time (`writable` of a readable), and `this instanceof Writable` needs the very prototype. */
export class GuardedWritable extends Writable {}
export class GuardedReadable extends Readable {}

const endOfChain = (prototype: object): object =>
  new Proxy(prototype, {
    // `instanceof` walks past the guard.
    getPrototypeOf: () => prototype,
    get(object, key, receiver: object) {
      if (typeof key === 'symbol' || key in object || probed.has(key)) return Reflect.get(object, key, receiver);
      throw new NotImplemented(`${receiver.constructor.name}.${key}`);
    },
  });
Object.setPrototypeOf(Guarded.prototype, endOfChain(Object.prototype));
Object.setPrototypeOf(GuardedEmitter.prototype, endOfChain(EventEmitter.prototype));

/** An event whose default can be prevented, as Electron hands to listeners. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
