import { lazyNetwork } from '../common/lazy-network';
import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description, SECRET_BYTES } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';

/**
 * The driver for TileDB Cloud (token API v1) and TileDB Carrara (v4), told apart by the probe. What their makers have not published (what a list
 * shows of a token, what a narrow token is refused with) is taken either way.
 */
export const tiledb: ServerDriver = {
  description,
  parseAddress,
  ...lazyNetwork(() => import('./network')),
  secretBytes: SECRET_BYTES,
  recognise,
  exports: (profile, key) => exportsOf(profile, key),
};
