import type { ByteText } from '../text';

/** Whether bytes (one character each) are well-formed UTF-8, by the table of the Unicode standard: no surrogates, no overlong forms. */
export function isUtf8(text: ByteText): boolean {
  // Almost all files are ASCII; this test is a fast path.
  const first = text.search(/[\u0080-\u00ff]/);
  if (first < 0) return true;
  for (let at = first; at < text.length; ) {
    const lead = text.charCodeAt(at);
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (more === 0) return false;
    const second = text.charCodeAt(at + 1);
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    // NaN, at the text's end, fails every comparison.
    if (!(second >= low && second <= high)) return false;
    for (let i = 2; i <= more; i += 1) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return false;
    at += more + 1;
  }
  return true;
}
