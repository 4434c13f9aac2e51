import type { Found, WarningCode } from './document';
import { LARGEST_FILE } from './models/curl';
import { load, sizeSince821 } from './models/curl-lines';
import type { ByteText } from './text';

/** Beyond its limits curl from 8.11 on rejects the whole file, wherever an entry stands. */
export function curlLimitWarning(text: ByteText): readonly Found<WarningCode>[] {
  const loaded = load(text);
  return sizeSince821(text, loaded) > LARGEST_FILE || loaded.lineTooLong ? [{ code: 'curl-file-limit', line: 1 }] : [];
}
