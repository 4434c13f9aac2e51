import { createHash } from 'node:crypto';
import type { Mark } from '../../../domain/mark';

/** Proves which secret a key's is, without telling it. */
export const hashMark = (secret: string): Mark => ({ kind: 'hash', value: createHash('sha256').update(secret).digest('hex') });
