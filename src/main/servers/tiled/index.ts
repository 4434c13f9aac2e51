import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';

/** What talks to servers comes with the first call: start and the drawing of a table need none of it. */
const network = () => import('./network');

/**
 * The driver for Tiled, 0.1.0b10 and newer. It goes by what a server answers (fields, scopes of the roles), and by its version only where
 * behaviour cannot be seen beforehand (access tags).
 */
export const tiled: ServerDriver = {
  description,
  parseAddress,
  probe: async (...args) => (await network()).probe(...args),
  signIn: async (...args) => (await network()).signIn(...args),
  signOut: async (...args) => (await network()).signOut(...args),
  list: async (...args) => (await network()).list(...args),
  create: async (...args) => (await network()).create(...args),
  // 72 hex characters.
  secretBytes: 72,
  revoke: async (...args) => (await network()).revoke(...args),
  // Tiled needs to know nothing more to check a key.
  check: async (ctx, profile, secret) => (await network()).check(ctx, profile, secret),
  recognise,
  exports: (profile, key) => exportsOf(profile, key),
};
