import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description, SECRET_BYTES } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';

const network = () => import('./network');

/**
 * The driver for TileDB Cloud (token API v1) and TileDB Carrara (v4), told apart by the probe. What their makers have not published (what a list
 * shows of a token, what a narrow token is refused with) is taken either way.
 */
export const tiledb: ServerDriver = {
  description,
  parseAddress,
  probe: async (...args) => (await network()).probe(...args),
  signIn: async (...args) => (await network()).signIn(...args),
  signOut: async (...args) => (await network()).signOut(...args),
  list: async (...args) => (await network()).list(...args),
  create: async (...args) => (await network()).create(...args),
  secretBytes: SECRET_BYTES,
  revoke: async (...args) => (await network()).revoke(...args),
  check: async (...args) => (await network()).check(...args),
  recognise,
  exports: (profile, key) => exportsOf(profile, key),
};
