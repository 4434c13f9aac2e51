import type { ServerDriver } from '../driver';
import { parseAddress } from './address';
import { check } from './check';
import { create } from './create';
import { description } from './description';
import { exportsOf } from './exports';
import { list, revoke } from './keys';
import { probe } from './probe';
import { recognise } from './recognise';
import { signIn, signOut } from './sign-in';

/**
 * The driver for Tiled, 0.1.0b10 and newer. It goes by what a server answers (fields, scopes of the roles), and by its version only where
 * behaviour cannot be seen beforehand (access tags).
 */
export const tiled: ServerDriver = {
  description,
  parseAddress,
  probe,
  signIn,
  signOut,
  list,
  create,
  // 72 hex characters.
  secretBytes: 72,
  revoke,
  check,
  recognise,
  exports: (profile, key) => exportsOf(profile, key),
};
