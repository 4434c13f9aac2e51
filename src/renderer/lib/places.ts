import type { PlaceState } from '../../domain/place';
import type { PlaceView } from '../../domain/views';

const KIND: Readonly<Record<string, string>> = {
  envFile: 'env file',
  dotenvFile: 'env file',
  netrc: '.netrc',
  tiledbCloudJson: 'cloud.json',
  tiledbProfiles: 'profiles.json',
};

/** A kind of place in words; a kind that this window does not know is named as it is. */
export const placeKind = (kind: string): string => KIND[kind] ?? kind;

export const PLACE_WORDS: Readonly<Record<PlaceState, string>> = {
  present: 'present',
  changed: 'changed',
  removed: 'removed',
  unreadable: 'cannot be read',
};

/** Whether the last look found the file open to other users of this machine: main's sentence about it always begins so. */
export const othersMayRead = (place: PlaceView): boolean =>
  place.lastCheck?.detail?.includes('Other users of this machine have access') === true;
