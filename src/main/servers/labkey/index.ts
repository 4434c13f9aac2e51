import { lazyNetwork } from '../common/lazy-network';
import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';
import { cannotRevoke } from './revocable';

/**
 * The driver for LabKey Server, 22.11 and newer. It goes by what a server answers, and by its release only where behaviour cannot be seen
 * beforehand (Bearer, the bug of 23.10 to 24.1).
 */
export const labkey: ServerDriver = {
  description,
  parseAddress,
  ...lazyNetwork(() => import('./network')),
  // 64 hex characters today; the prefixed ones of old are shorter, and a longer one would still be taken.
  secretBytes: 256,
  diagnose: async (...args) => (await import('./diagnose')).diagnose(...args),
  recognise,
  cannotRevoke,
  exports: exportsOf,
};
