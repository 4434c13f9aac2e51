/**
 * Values across the process border as text. Electron uses the structured clone algorithm; this codec takes and refuses the same: dates,
 * maps, sets, big integers, bytes, errors (name, message and stack only), cycles; class instances lose their prototype; functions,
 * symbols, promises and weak collections fail with the same words as in Electron.
 *
 * Plain text, finite numbers, booleans and null stand for themselves; anything else is an array whose first element names its kind.
 */
export class CloneError extends Error {
  override readonly name = 'Error';
  constructor() {
    super('An object could not be cloned.');
  }
}

type Json = null | boolean | number | string | Json[];

const bytesToText = (bytes: Uint8Array): string => {
  let out = '';
  for (let at = 0; at < bytes.length; at += 0x8000) out += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(out);
};

const textToBytes = (text: string): Uint8Array<ArrayBuffer> => {
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) out[at] = raw.charCodeAt(at);
  return out;
};

const views = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
];
const errors: Readonly<Record<string, ErrorConstructor>> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

class Encoder {
  readonly #seen = new Map<object, number>();

  encode(value: unknown): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0) ? value : ['n', Object.is(value, -0) ? '-0' : String(value)];
      case 'undefined':
        return ['u'];
      case 'bigint':
        return ['i', String(value)];
      case 'object':
        return value === null ? null : this.#object(value);
      default:
        throw new CloneError();
    }
  }

  #object(value: object): Json {
    const seen = this.#seen.get(value);
    if (seen !== undefined) return ['#', seen];
    this.#seen.set(value, this.#seen.size);
    if (Array.isArray(value)) return ['a', ...Array.from(value, (item) => this.encode(item))];
    if (ArrayBuffer.isView(value)) return this.#view(value);
    switch (kindOf(value)) {
      case 'Date':
        return ['d', this.encode((value as Date).getTime())];
      case 'RegExp':
        return ['r', (value as RegExp).source, (value as RegExp).flags];
      case 'Map':
        return ['m', ...[...(value as Map<unknown, unknown>)].flatMap(([key, item]) => [this.encode(key), this.encode(item)])];
      case 'Set':
        return ['s', ...[...(value as Set<unknown>)].map((item) => this.encode(item))];
      case 'ArrayBuffer':
        return ['b', 'ArrayBuffer', bytesToText(new Uint8Array(value as ArrayBuffer))];
      case 'Boolean':
      case 'Number':
      case 'String':
      case 'BigInt':
        return ['w', this.encode(value.valueOf())];
      case 'Error':
      case 'DOMException':
        return this.#error(value as Error);
      case 'Object':
      case 'Arguments':
        return this.#plain(value);
      case 'Promise':
      case 'WeakMap':
      case 'WeakSet':
      case 'WeakRef':
      case 'Symbol':
      case 'Generator':
      case 'Window':
        throw new CloneError();
      default:
        // A class with its own toStringTag is cloned by its own properties; what the platform provides (nodes, events, streams) is not.
        if (typeof (globalThis as Record<string, unknown>)[kindOf(value)] === 'function') throw new CloneError();
        return this.#plain(value);
    }
  }

  #plain(value: object): Json {
    const out: Json[] = ['o'];
    for (const key of Object.keys(value)) out.push(key, this.encode((value as Record<string, unknown>)[key]));
    return out;
  }

  #view(view: ArrayBufferView): Json {
    const name = views.find((candidate) => candidate === kindOf(view)) ?? 'Uint8Array';
    return ['b', name, bytesToText(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))];
  }

  #error(error: Error): Json {
    const name = error.name in errors ? error.name : 'Error';
    return ['e', name, String(error.message), typeof error.stack === 'string' ? error.stack : ''];
  }
}

class Decoder {
  readonly #seen: unknown[] = [];

  decode(json: Json): unknown {
    if (!Array.isArray(json)) return json;
    const [kind, ...rest] = json;
    switch (kind) {
      case 'u':
        return undefined;
      case 'n':
        return Number(rest[0]);
      case 'i':
        return BigInt(String(rest[0]));
      case '#':
        return this.#seen[Number(rest[0])];
      case 'a':
        return this.#fill([] as unknown[], (list) => {
          for (const item of rest) list.push(this.decode(item));
        });
      case 'o':
        return this.#fill({} as Record<string, unknown>, (object) => {
          for (let at = 0; at < rest.length; at += 2) {
            // `__proto__` must become a property, not the prototype.
            Object.defineProperty(object, String(rest[at]), {
              value: this.decode(rest[at + 1] ?? null),
              writable: true,
              enumerable: true,
              configurable: true,
            });
          }
        });
      case 'm':
        return this.#fill(new Map<unknown, unknown>(), (map) => {
          for (let at = 0; at < rest.length; at += 2) {
            const key = this.decode(rest[at] ?? null);
            map.set(key, this.decode(rest[at + 1] ?? null));
          }
        });
      case 's':
        return this.#fill(new Set<unknown>(), (set) => {
          for (const item of rest) set.add(this.decode(item));
        });
      default:
        return this.#leaf(String(kind), rest);
    }
  }

  #leaf(kind: string, rest: Json[]): unknown {
    const at = this.#seen.push(undefined) - 1;
    const value = leaf(kind, rest, (json) => this.decode(json));
    this.#seen[at] = value;
    return value;
  }

  #fill<T>(target: T, fill: (target: T) => void): T {
    this.#seen.push(target);
    fill(target);
    return target;
  }
}

function leaf(kind: string, rest: Json[], decode: (json: Json) => unknown): unknown {
  switch (kind) {
    case 'd':
      return new Date(Number(decode(rest[0] ?? null)));
    case 'r':
      return new RegExp(String(rest[0]), String(rest[1]));
    case 'w':
      return Object(decode(rest[0] ?? null));
    case 'b': {
      const { buffer } = textToBytes(String(rest[1]));
      if (rest[0] === 'ArrayBuffer') return buffer;
      if (!views.includes(String(rest[0]))) throw new CloneError();
      const View = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>)[String(rest[0])];
      return View ? new View(buffer) : buffer;
    }
    case 'e': {
      const error = new (errors[String(rest[0])] ?? Error)(String(rest[1]));
      if (rest[2]) Object.defineProperty(error, 'stack', { value: rest[2], writable: true, configurable: true });
      return error;
    }
    default:
      throw new Error(`electron-on-chromium: unknown kind ${kind} in a message`);
  }
}

/** A value as text. Throws `CloneError` for what structured clone refuses. */
export const encode = (value: unknown): string => JSON.stringify(new Encoder().encode(value));

/** The value that `encode` wrote, built anew. */
export const decode = (text: string): unknown => new Decoder().decode(JSON.parse(text) as Json);
