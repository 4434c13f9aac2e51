import { deflateSync, inflateSync } from 'node:zlib';

/** Makes screenshots small: a window of flat colours needs no more than 256 of them. Only what Chromium writes is read: 8 bits, RGB or RGBA. */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Picture {
  readonly width: number;
  readonly height: number;
  /** One number 0xRRGGBB a pixel. */
  readonly pixels: Uint32Array;
}

/** The same picture with a palette of at most 256 colours; throws where the input is not such a PNG. */
export function withPalette(png: Buffer): Buffer {
  const picture = decode(png);
  const palette = paletteOf(picture.pixels);
  return encode(picture, palette);
}

function decode(png: Buffer): Picture {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG');
  let width = 0;
  let height = 0;
  let channels = 0;
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      width = body.readUInt32BE(0);
      height = body.readUInt32BE(4);
      channels = body[8] === 8 && body[12] === 0 ? ({ 2: 3, 6: 4 }[body[9] ?? 0] ?? 0) : 0;
    } else if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  if (channels === 0) throw new Error('only PNG of 8 bits, RGB or RGBA, not interlaced');
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const o = i * channels;
    pixels[i] = ((bytes[o] ?? 0) << 16) | ((bytes[o + 1] ?? 0) << 8) | (bytes[o + 2] ?? 0);
  }
  return { width, height, pixels };
}

/** Undoes the five line filters of PNG. */
function unfilter(raw: Buffer, line: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(line * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)] ?? 0;
    for (let x = 0; x < line; x++) {
      const value = raw[y * (line + 1) + 1 + x] ?? 0;
      const at = y * line + x;
      const left = x < step ? 0 : (out[at - step] ?? 0);
      const up = y === 0 ? 0 : (out[at - line] ?? 0);
      const corner = x < step || y === 0 ? 0 : (out[at - line - step] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[at] = value + guess;
    }
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [da, db, dc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return da <= db && da <= dc ? a : db <= dc ? b : c;
}

type Counted = readonly [colour: number, count: number];
const SHIFTS = [16, 8, 0] as const;
const part = (colour: number, shift: number): number => (colour >> shift) & 255;

/** Each colour's place in a palette of at most 256, by cutting the widest box of colours in two until there are enough. */
function paletteOf(pixels: Uint32Array): { readonly colours: readonly number[]; readonly indexOf: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  for (const p of pixels) counts.set(p, (counts.get(p) ?? 0) + 1);
  let boxes: Counted[][] = [[...counts]];
  while (boxes.length < 256) {
    const widest = boxes.map((box) => ({ box, ...spread(box) })).reduce((a, b) => (b.weight > a.weight ? b : a));
    if (widest.width === 0) break;
    const sorted = [...widest.box].sort((a, b) => part(a[0], widest.shift) - part(b[0], widest.shift));
    const middle = part(sorted[0]?.[0] ?? 0, widest.shift) + widest.width / 2;
    const cut = sorted.findIndex(([c]) => part(c, widest.shift) > middle);
    boxes = [...boxes.filter((b) => b !== widest.box), sorted.slice(0, cut), sorted.slice(cut)];
  }
  const colours: number[] = [];
  const indexOf = new Map<number, number>();
  for (const [i, box] of boxes.entries()) {
    // The most frequent colour stands for its box: surfaces keep their exact colour.
    colours.push(box.reduce((a, b) => (b[1] > a[1] ? b : a), box[0] ?? [0, 0])[0]);
    for (const [c] of box) indexOf.set(c, i);
  }
  return { colours, indexOf };
}

function spread(box: readonly Counted[]): { readonly shift: number; readonly width: number; readonly weight: number } {
  const widths = SHIFTS.map((shift) => {
    let low = 255;
    let high = 0;
    for (const [c] of box) {
      low = Math.min(low, part(c, shift));
      high = Math.max(high, part(c, shift));
    }
    return { shift, width: high - low };
  });
  const widest = widths.reduce((a, b) => (b.width > a.width ? b : a));
  const count = box.reduce((sum, [, n]) => sum + n, 0);
  return { ...widest, weight: widest.width * widest.width * Math.sqrt(count) };
}

function encode({ width, height, pixels }: Picture, { colours, indexOf }: ReturnType<typeof paletteOf>): Buffer {
  const raw = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) raw[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x] ?? 0) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((c) => SHIFTS.map((shift) => part(c, shift))));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  let crc = 0xffffffff;
  for (const byte of named) crc = (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
