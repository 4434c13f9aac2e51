import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { description } from './description';
import { exportsOf } from './exports';
import { recognise } from './recognise';

/** What talks to servers comes with the first call: start and the drawing of a table need none of it. */
const network = () => import('./network');

/**
 * The driver for LabKey Server, 22.11 and newer. It goes by what a server answers, and by its release only where behaviour cannot be seen
 * beforehand (Bearer, the bug of 23.10 to 24.1).
 */
export const labkey: ServerDriver = {
  description,
  parseAddress,
  probe: async (...args) => (await network()).probe(...args),
  signIn: async (...args) => (await network()).signIn(...args),
  signOut: async (...args) => (await network()).signOut(...args),
  list: async (...args) => (await network()).list(...args),
  create: async (...args) => (await network()).create(...args),
  // 64 hex characters today; the prefixed ones of old are shorter, and a longer one would still be taken.
  secretBytes: 256,
  revoke: async (...args) => (await network()).revoke(...args),
  check: async (...args) => (await network()).check(...args),
  diagnose: async (...args) => (await import('./diagnose')).diagnose(...args),
  recognise,
  exports: exportsOf,
};
