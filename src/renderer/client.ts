import { type Client, createClient } from '../ipc/client';

/** The window's one way to main. Made at the first use, so that pure modules can be imported where there is no window (unit tests). */
let made: Client | null = null;

export function client(): Client {
  made ??= createClient(window.tessera);
  return made;
}
