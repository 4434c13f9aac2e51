import type { DriverDescription } from '../../../domain/driver';
import type { Value } from '../../../ipc/client';

/** What the person said in the first step; the address is main's cleaned one. */
export interface Asked {
  readonly driver: DriverDescription;
  readonly address: string;
  readonly caFile: string;
  readonly plainHttpAccepted: boolean;
}

/** What probing answered. */
export type Probed = Value<'profile.probe'>;
