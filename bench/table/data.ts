import { NEVER, NOT_TOLD } from '../../src/domain/expiry';
import { DAY, HOUR, MINUTE } from '../../src/domain/time';
import type { KeyView, ProfileView, Snapshot } from '../../src/domain/views';
import { makeScene, NOW } from '../../test-support/renderer/scene';
import { at, makeKey, place, profile, type Sketch } from '../../test-support/renderer/sketch';

/** What both grids show: as many keys as asked for, of 20 servers of three kinds, with something to say in each column. The same at each run. */

const SERVERS: readonly ProfileView[] = Array.from({ length: 20 }, (_, i) => {
  const kind = i % 5 < 3 ? 'tiled' : i % 5 === 3 ? 'tiledb' : 'labkey';
  return profile(`p${i}`, kind, `${kind === 'labkey' ? 'Panorama' : 'Facility'} ${i + 1}`, `https://${kind}-${i + 1}.example`, 'alice');
});

const WORK = [
  'Nightly reduction',
  'Data validation',
  'beamline 12-ID',
  'Batch worker',
  'bead scan',
  'ml-notebooks',
  'Beam time 2026-2',
  'CI',
];
const SCOPES: readonly (readonly string[] | null)[] = [
  ['read:metadata', 'read:data'],
  ['read:metadata', 'read:data', 'write:data'],
  ['array:read'],
  ['array:read', 'array:write', 'group:write', 'udf:execute'],
  ['read:metadata', 'read:data', 'write:metadata', 'write:data', 'create:node'],
  null,
];

/** Numbers without a pattern that a sort or a filter could profit from; the same for the same `i`. */
const mixed = (i: number, salt: number): number => Math.imul(Math.imul(i + 1, 2_654_435_761) ^ salt, 2_246_822_519) >>> 0;
const oneOf = <T>(list: readonly T[], n: number): T => {
  const one = list[n % list.length];
  if (one === undefined) throw new Error('an empty list');
  return one;
};

function sketch(i: number): Sketch {
  const server = oneOf(SERVERS, mixed(i, 1));
  const fragment = mixed(i, 2).toString(16).padStart(8, '0');
  const ends = mixed(i, 3) % 10;
  const days = (mixed(i, 4) % 400_000) / 1_000;
  const created = NOW - (mixed(i, 5) % 500) * DAY - (mixed(i, 6) % 86_400) * 1_000;
  return {
    profileId: server.id,
    name: `${oneOf(WORK, mixed(i, 7))} ${mixed(i, 8) % 5_000}`,
    fragment: server.kind === 'tiledb' ? `…${fragment.slice(1)}` : fragment,
    scopes: server.kind === 'labkey' ? null : oneOf(SCOPES, mixed(i, 9)),
    full: mixed(i, 10) % 50 === 0,
    expiry: ends === 0 ? NEVER : ends === 1 ? NOT_TOLD : at((days - 20) * DAY),
    created: server.kind === 'tiled' ? null : created,
    used: mixed(i, 11) % 9 === 0 ? null : NOW - (mixed(i, 12) % 200_000) * MINUTE,
    held: mixed(i, 13) % 3 === 0,
    firstSeen: created,
    places: mixed(i, 14) % 8 === 0 ? [place(`u${i}`, `~/work/${i % 300}/.env`, 'TILED_API_KEY', 'present')] : [],
    ...(mixed(i, 15) % 6 === 0 ? { local: { owner: `Group ${mixed(i, 16) % 40}`, note: 'Runs each night on hpc03.' } } : {}),
    ...(server.kind === 'labkey' && mixed(i, 17) % 2 === 0 ? { owner: `person${mixed(i, 18) % 200}@lab.example` } : {}),
    own: mixed(i, 19) % 40 === 0 ? [NOW - HOUR] : [],
  };
}

/**
 * The state with so many keys, as a window gets it: copied once, since what comes from another process shares no text with anything.
 */
export function makeData(count: number): Snapshot {
  const keys: KeyView[] = Array.from({ length: count }, (_, i) => makeKey(`key-${i.toString(36).padStart(8, '0')}`, sketch(i)));
  return structuredClone({ ...makeScene({ keys: 'empty' }), profiles: SERVERS, keys });
}
