import { type Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** What is offered to servers. Zstandard came to Node with 22.15. */
export const acceptEncoding = 'createZstdDecompress' in zlib ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** "deflate" means zlib's format, but some servers send it bare: the first byte tells. */
function inflateEither(): Transform {
  const inflate = zlib.createInflate();
  const raw = zlib.createInflateRaw();
  let chosen: Transform | null = null;
  const outer: Transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!chosen) {
        chosen = ((chunk[0] ?? 0) & 0x0f) === 0x08 ? inflate : raw;
        chosen.on('data', (data) => outer.push(data));
        chosen.on('error', (error) => outer.destroy(error));
      }
      chosen.write(chunk, () => done());
    },
    flush(done) {
      if (!chosen) {
        done();
        return;
      }
      chosen.once('end', () => done());
      chosen.end();
    },
  });
  return outer;
}

/** The body with its content encodings undone, chunk by chunk; unknown encodings stay as they are. */
export function decodeBody(body: Readable, encoding: string | undefined): Readable {
  let out: Readable = body;
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  for (const name of names.reverse()) {
    const step = decoder(name);
    if (!step) continue;
    out.once('error', (error) => step.destroy(error));
    out = out.pipe(step);
  }
  return out;
}

function decoder(name: string): Transform | null {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'deflate':
      return inflateEither();
    case 'zstd': {
      const { createZstdDecompress } = zlib as unknown as { createZstdDecompress?: () => Transform };
      return createZstdDecompress?.() ?? null;
    }
    default:
      return null;
  }
}
