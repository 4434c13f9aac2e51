import { lazyNetwork } from '../common/lazy-network';
import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';

/**
 * The driver for Tiled, 0.1.0b10 and newer. It goes by what a server answers (fields, scopes of the roles), and by its version only where
 * behaviour cannot be seen beforehand (access tags).
 */
export const tiled: ServerDriver = {
  description,
  parseAddress,
  ...lazyNetwork(() => import('./network')),
  // 72 hex characters.
  secretBytes: 72,
  recognise,
  exports: (profile, key) => exportsOf(profile, key),
};
