/**
 * The D-Bus message format (D-Bus Specification, "Type System" and "Message Format"), as far as a client of the session bus needs it:
 * little-endian out, either order in. Written here because the npm client costs 153 kB of the main bundle's 300 and cannot open
 * abstract sockets, while children (`busctl`, `gdbus`) cost a process a call and are not on every machine.
 */

export type MessageType = 1 | 2 | 3 | 4;
export const METHOD_CALL = 1;
export const METHOD_RETURN = 2;
export const ERROR = 3;
export const SIGNAL = 4;

/** Flag: the bus does not start a service that is not running in order to deliver this call. */
export const NO_AUTO_START = 0x2;

/** A message beyond this is refused and ends the connection; the services we talk to answer in kilobytes. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 32;

export interface Message {
  readonly type: number;
  readonly serial: number;
  readonly replySerial: number | null;
  readonly path: string | null;
  readonly interface: string | null;
  readonly member: string | null;
  readonly errorName: string | null;
  readonly sender: string | null;
  readonly body: readonly unknown[];
}

export interface Outgoing {
  readonly serial: number;
  readonly flags: number;
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly args: readonly unknown[];
}

interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

type Type = { readonly code: string; readonly inner: readonly Type[] };

function parseSignature(signature: string): Type[] {
  let at = 0;
  const one = (depth: number): Type => {
    if (depth > MAX_DEPTH) throw new Error('D-Bus signature nested too deeply');
    const code = signature[at++];
    if (code === undefined) throw new Error('D-Bus signature ends early');
    if (code === 'a') return { code, inner: [one(depth + 1)] };
    const close = code === '(' ? ')' : code === '{' ? '}' : null;
    if (close === null) {
      if (!'ybnqiuxtdsogvh'.includes(code)) throw new Error('D-Bus signature holds an unknown type');
      return { code, inner: [] };
    }
    const inner: Type[] = [];
    while (signature[at] !== close) inner.push(one(depth + 1));
    at += 1;
    // Not D-Bus, and an array of them would have no end.
    if (inner.length === 0) throw new Error('D-Bus signature with an empty struct');
    return { code, inner };
  };
  const types: Type[] = [];
  while (at < signature.length) types.push(one(0));
  return types;
}

function alignmentOf(code: string): number {
  if ('yvg'.includes(code)) return 1;
  if ('nq'.includes(code)) return 2;
  if ('xtd({'.includes(code)) return 8;
  return 4;
}

class Writer {
  readonly bytes: number[] = [];

  align(to: number): void {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
  }

  u32(value: number, at = -1): void {
    const four = [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
    if (at < 0) this.bytes.push(...four);
    else this.bytes.splice(at, 4, ...four);
  }

  write(type: Type, value: unknown): void {
    this.align(alignmentOf(type.code));
    switch (type.code) {
      case 'y':
        this.bytes.push(Number(value) & 255);
        return;
      case 'i':
      case 'u':
        this.u32(Number(value));
        return;
      case 'b':
        this.u32(value === true ? 1 : 0);
        return;
      case 's':
      case 'o': {
        const text = Buffer.from(String(value), 'utf8');
        this.u32(text.length);
        this.bytes.push(...text, 0);
        return;
      }
      case 'g': {
        const text = Buffer.from(String(value), 'latin1');
        this.bytes.push(text.length, ...text, 0);
        return;
      }
      case 'v': {
        const variant = value as Variant;
        this.write({ code: 'g', inner: [] }, variant.signature);
        for (const inner of parseSignature(variant.signature)) this.write(inner, variant.value);
        return;
      }
      case 'a': {
        const [element] = type.inner;
        if (element === undefined) throw new Error('D-Bus array without an element type');
        const lengthAt = this.bytes.length;
        this.u32(0);
        this.align(alignmentOf(element.code));
        const start = this.bytes.length;
        const items: Iterable<unknown> = element.code === '{' ? Object.entries(value as Record<string, unknown>) : (value as unknown[]);
        for (const item of items) this.write(element, item);
        this.u32(this.bytes.length - start, lengthAt);
        return;
      }
      case '(':
      case '{':
        type.inner.forEach((inner, index) => {
          this.write(inner, (value as readonly unknown[])[index]);
        });
        return;
      default:
        throw new Error(`D-Bus type ${type.code} is not written by this client`);
    }
  }
}

/** The bytes of a method call. */
export function encodeCall(call: Outgoing): Buffer {
  const body = new Writer();
  parseSignature(call.signature).forEach((type, index) => {
    body.write(type, call.args[index]);
  });
  const fields: [number, Variant][] = [
    [1, { signature: 'o', value: call.path }],
    [2, { signature: 's', value: call.interface }],
    [3, { signature: 's', value: call.member }],
    [6, { signature: 's', value: call.destination }],
  ];
  if (call.signature !== '') fields.push([8, { signature: 'g', value: call.signature }]);
  const header = new Writer();
  const values = [0x6c, METHOD_CALL, call.flags, 1, body.bytes.length, call.serial, fields];
  parseSignature('yyyyuua(yv)').forEach((type, index) => {
    header.write(type, values[index]);
  });
  header.align(8);
  return Buffer.from([...header.bytes, ...body.bytes]);
}

class Reader {
  constructor(
    private readonly data: Buffer,
    private readonly little: boolean,
    public at = 0,
  ) {}

  private take(bytes: number, align: number): number {
    this.at = Math.ceil(this.at / align) * align;
    const from = this.at;
    if (from + bytes > this.data.length) throw new Error('D-Bus message is cut short');
    this.at += bytes;
    return from;
  }

  u32(): number {
    const from = this.take(4, 4);
    return this.little ? this.data.readUInt32LE(from) : this.data.readUInt32BE(from);
  }

  private text(length: number): string {
    const from = this.take(length + 1, 1);
    return this.data.toString('utf8', from, from + length);
  }

  read(type: Type, depth = 0): unknown {
    if (depth > MAX_DEPTH) throw new Error('D-Bus message nested too deeply');
    const { data, little } = this;
    switch (type.code) {
      case 'y':
        return data[this.take(1, 1)];
      case 'b':
        return this.u32() === 1;
      case 'n': {
        const from = this.take(2, 2);
        return little ? data.readInt16LE(from) : data.readInt16BE(from);
      }
      case 'q': {
        const from = this.take(2, 2);
        return little ? data.readUInt16LE(from) : data.readUInt16BE(from);
      }
      case 'i': {
        const from = this.take(4, 4);
        return little ? data.readInt32LE(from) : data.readInt32BE(from);
      }
      case 'u':
      case 'h':
        return this.u32();
      case 'x': {
        const from = this.take(8, 8);
        return little ? data.readBigInt64LE(from) : data.readBigInt64BE(from);
      }
      case 't': {
        const from = this.take(8, 8);
        return little ? data.readBigUInt64LE(from) : data.readBigUInt64BE(from);
      }
      case 'd': {
        const from = this.take(8, 8);
        return little ? data.readDoubleLE(from) : data.readDoubleBE(from);
      }
      case 's':
      case 'o':
        return this.text(this.u32());
      case 'g':
        return this.text(data[this.take(1, 1)] ?? 0);
      case 'v': {
        const [inner, more] = parseSignature(String(this.read({ code: 'g', inner: [] })));
        if (inner === undefined || more !== undefined) throw new Error('D-Bus variant without exactly one type');
        return this.read(inner, depth + 1);
      }
      case 'a': {
        const [element] = type.inner;
        if (element === undefined) throw new Error('D-Bus array without an element type');
        const length = this.u32();
        this.take(0, alignmentOf(element.code));
        const end = this.at + length;
        const items: unknown[] = [];
        while (this.at < end) items.push(this.read(element, depth + 1));
        return items;
      }
      default:
        this.take(0, 8);
        return type.inner.map((inner) => this.read(inner, depth + 1));
    }
  }
}

function decode(data: Buffer, headerBytes: number): Message {
  const little = data[0] === 0x6c;
  const reader = new Reader(data, little);
  const fixed = parseSignature('yyyyuua(yv)').map((type) => reader.read(type));
  const fields = new Map((fixed[6] as [number, unknown][]).map(([code, value]) => [code, value]));
  const text = (code: number): string | null => {
    const value = fields.get(code);
    return typeof value === 'string' ? value : null;
  };
  const replySerial = fields.get(5);
  // The body is aligned by itself: it starts at a multiple of eight, so that offsets inside it equal offsets inside the message.
  reader.at = headerBytes;
  const body = parseSignature(text(8) ?? '').map((type) => reader.read(type));
  return {
    type: Number(fixed[1]),
    serial: Number(fixed[5]),
    replySerial: typeof replySerial === 'number' ? replySerial : null,
    path: text(1),
    interface: text(2),
    member: text(3),
    errorName: text(4),
    sender: text(7),
    body,
  };
}

/** Cuts a stream of bytes into messages; throws on bytes that cannot be D-Bus, after which the connection is of no use. */
export class MessageReader {
  private rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Message[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: Message[] = [];
    while (this.rest.length >= 16) {
      const order = this.rest[0];
      if (order !== 0x6c && order !== 0x42) throw new Error('not a D-Bus message');
      const u32 = (at: number): number => (order === 0x6c ? this.rest.readUInt32LE(at) : this.rest.readUInt32BE(at));
      const headerBytes = Math.ceil((16 + u32(12)) / 8) * 8;
      const total = headerBytes + u32(4);
      if (total > MAX_MESSAGE_BYTES) throw new Error('D-Bus message beyond the limit');
      if (this.rest.length < total) break;
      messages.push(decode(this.rest.subarray(0, total), headerBytes));
      this.rest = this.rest.subarray(total);
    }
    return messages;
  }
}
