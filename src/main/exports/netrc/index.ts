export { applyFix, type NetrcEntry, type NetrcHealth, netrcEntries, netrcHealth, netrcSecret, previewFix } from './contents';
export { clearLocks } from './file-lock';
export { type LeavingSecret, type NetrcChange, NetrcKind, type NetrcRemark, type NetrcRemoveOptions } from './kind';
export { locatorOf, type NetrcSpot, spotOf, USUAL_LOGIN } from './locator';
export { type ClientReading, type NetrcReadings, netrcReadings } from './readings';
export type { NetrcOptions } from './store';
export { NetrcWatch } from './watch';
export { chooseNetrc, type NetrcChoice, type Surroundings } from './which-file';
