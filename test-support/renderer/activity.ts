import { type ActivityEntry, activityMatches } from '../../src/domain/activity';
import { HOUR, MINUTE } from '../../src/domain/time';
import type { Args } from '../../src/ipc/contract';
import { NOW } from './sketch';

const WHAT = [
  'key.verify',
  'key.copy',
  'notice.announce',
  'profile.signIn',
  'key.create',
  'place.put',
  'key.reveal',
  'key.revoke',
  'netrc.fix',
];
const KEYS = [
  ['k1', 'Data validation pipeline', '573928c6', 'NSLS-II Tiled'],
  ['k0', 'Nightly reduction, beamline 12-ID', '2b1306d3', 'NSLS-II Tiled'],
  ['k3', 'panorama-sync on hpc03', '…c94e1f0', 'Panorama'],
  ['gone', 'Databroker bridge for the catalogue of the Center for Functional Nanomaterials', '1f90c3bb', 'NSLS-II Tiled'],
] as const;
const FAILURES = ['keychain.locked', 'http.timeout', 'tiled.keyLimit', 'key.notAcknowledged'];

/** A thousand lines of made-up activity, the newest first. */
export const LOG: readonly ActivityEntry[] = Array.from({ length: 1_000 }, (_, i) => {
  const what = WHAT[(i * 5) % WHAT.length] ?? '';
  const [keyId, key, fragment, server] = KEYS[(i * 7) % KEYS.length] ?? KEYS[0];
  const ofKey = what.startsWith('key.') || what.startsWith('place.') || what.startsWith('notice.');
  const failed = i % 6 === 2;
  return {
    at: NOW - 3 * MINUTE - i * i * 40_000 - i * HOUR,
    what,
    outcome: failed ? 'failed' : 'done',
    code: failed ? (FAILURES[i % FAILURES.length] ?? null) : null,
    profileId: 'nsls',
    server: what === 'netrc.fix' ? null : server,
    keyId: ofKey ? keyId : null,
    key: ofKey ? key : null,
    fragment: ofKey ? fragment : null,
    from: what === 'notice.announce' ? 'tessera' : i % 11 === 0 ? 'notification' : 'window',
  };
});

export const activityHandlers = {
  'activity.read': ({ search, skip, limit, keyId, outcome }: Args<'activity.read'>) => {
    const fitting = LOG.filter(
      (e) => activityMatches(e, search) && (keyId === undefined || e.keyId === keyId) && (outcome === undefined || e.outcome === outcome),
    );
    return { entries: fitting.slice(skip, skip + limit), more: Math.max(0, fitting.length - skip - limit) };
  },
  'activity.export': ({ path }: Args<'activity.export'>) => ({ path: path.replace('~', '/home/alice'), entries: LOG.length }),
};
