import type { ServerDriver } from '../driver';

type Network = Pick<ServerDriver, 'probe' | 'signIn' | 'signOut' | 'list' | 'create' | 'revoke' | 'check'>;

/** What talks to servers comes with the first call: start and the drawing of a table need none of it. */
export const lazyNetwork = (load: () => Promise<Network>): Network => ({
  probe: async (...args) => (await load()).probe(...args),
  signIn: async (...args) => (await load()).signIn(...args),
  signOut: async (...args) => (await load()).signOut(...args),
  list: async (...args) => (await load()).list(...args),
  create: async (...args) => (await load()).create(...args),
  revoke: async (...args) => (await load()).revoke(...args),
  check: async (...args) => (await load()).check(...args),
});
