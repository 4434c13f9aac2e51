import type { ServerDriver } from './driver';
import { labkey } from './labkey';
import { other } from './other';
import { tiled } from './tiled';
import { tiledb } from './tiledb';

/** All kinds of server, in the order of the "add server" screen. A new kind is one folder and one line here. */
export const drivers: readonly ServerDriver[] = [tiled, labkey, tiledb, other];

/** The driver of a profile's kind; undefined for a kind that this version does not know. */
export const driverOf = (kind: string): ServerDriver | undefined => drivers.find((d) => d.description.kind === kind);
