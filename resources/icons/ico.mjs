// @ts-check

/**
 * An icon file for Windows with one image for each size, as 32-bit bitmaps: not all of Windows reads PNG inside small icons.
 * Format: Microsoft's ICONDIR, ICONDIRENTRY and BITMAPINFOHEADER; rows from the bottom up, a mask of zeros behind the colours.
 * @param {readonly {edge: number, rgba: readonly number[]}[]} images square, pixels as red, green, blue, alpha from the top left
 * @returns {Buffer}
 */
export function icoFile(images) {
  const bitmaps = images.map(({ edge, rgba }) => bitmap(edge, rgba));
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  images.forEach(({ edge }, index) => {
    const entry = 6 + 16 * index;
    const length = bitmaps[index]?.length ?? 0;
    // A zero stands for 256.
    head.writeUInt8(edge & 255, entry);
    head.writeUInt8(edge & 255, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += length;
  });
  return Buffer.concat([head, ...bitmaps]);
}

/** @param {number} edge @param {readonly number[]} rgba */
function bitmap(edge, rgba) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(edge, 4);
  // Twice: the colours and the mask.
  header.writeInt32LE(edge * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(edge * edge * 4);
  for (let y = 0; y < edge; y += 1)
    for (let x = 0; x < edge; x += 1) {
      const from = (y * edge + x) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.slice(from, from + 4);
      colours.set([blue, green, red, alpha], ((edge - 1 - y) * edge + x) * 4);
    }
  // One bit a pixel, rows padded to four bytes; zeros, since the colours carry their own transparency.
  return Buffer.concat([header, colours, Buffer.alloc(Math.ceil(edge / 32) * 4 * edge)]);
}
