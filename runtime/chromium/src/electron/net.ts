import { networkInterfaces } from 'node:os';
import { ClientRequest } from '../net/client-request';

const isOnline = (): boolean => Object.values(networkInterfaces()).some((list) => list?.some((entry) => !entry.internal) === true);

/** `net`: requests only. `net.fetch` is left out on purpose: it loses the redirects and merges the cookies that the app needs to see. */
export const netMembers = {
  request: (options: ConstructorParameters<typeof ClientRequest>[0]): ClientRequest => new ClientRequest(options),
  isOnline,
  get online(): boolean {
    return isOnline();
  },
};
