import type { Found, WarningCode } from './document';
import { LARGEST_FILE } from './models/curl';
import { load } from './models/curl-lines';
import type { ByteText } from './text';

/** Beyond its limits curl from 8.11 on rejects the whole file, wherever an entry stands. */
export function curlLimitWarning(text: ByteText): readonly Found<WarningCode>[] {
  const { size, lineTooLong } = load(text);
  return size > LARGEST_FILE || lineTooLong ? [{ code: 'curl-file-limit', line: 1 }] : [];
}
