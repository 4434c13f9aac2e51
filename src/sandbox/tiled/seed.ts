import type { SandboxState } from './state';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Keys as a beamline's server would list them after a while: in use, ending soon, expired and never cleared away, too powerful, unused.
 * Secrets are random; nobody holds them.
 */
export function seedDemo(state: SandboxState, provider: string): void {
  const now = state.now();
  const { createScope, accessTags } = state.features;
  const alice = state.ensurePrincipal('alice', provider);
  const add = (
    owner: typeof alice,
    note: string | null,
    scopes: readonly string[],
    endsIn: number | null,
    usedAgo: number | null,
    tags: readonly string[] | null = null,
  ) =>
    state.addKey(owner, {
      note,
      scopes,
      expiresAt: endsIn === null ? null : now + endsIn,
      latestActivity: usedAgo === null ? null : Math.floor((now - usedAgo) / 1000) * 1000,
      accessTags: accessTags ? tags : null,
    });
  const read = ['read:metadata', 'read:data'];
  add(alice, 'Data validation pipeline', read, 61 * DAY, 12 * MINUTE);
  add(alice, 'Beamline 7 dashboard', read, 6 * DAY + 4 * HOUR, 2 * HOUR);
  add(alice, 'HPC reduction jobs', ['read:metadata', 'read:data', 'write:data'], 24 * DAY, 3 * DAY);
  add(alice, 'Shared workstation, hutch 2', ['read:metadata'], 9 * HOUR, 40 * MINUTE, ['cycle-2026-3']);
  add(alice, 'Old laptop', ['inherit'], null, 212 * DAY);
  add(alice, 'Key rotation bot', ['read:metadata', createScope], 83 * DAY, null);
  add(alice, 'Workshop 2025', ['read:metadata'], -41 * DAY, 44 * DAY);
  add(alice, null, read, -3 * DAY, null);
  const bob = state.ensurePrincipal('bob', provider);
  add(bob, 'Tomography notebook', read, 30 * DAY, 5 * HOUR);
  add(bob, 'cron on labhost', ['inherit'], 300 * DAY, 20 * MINUTE);
  const admin = state.ensurePrincipal('admin', provider);
  add(admin, 'Metrics scraper', ['metrics'], 120 * DAY, 1 * MINUTE);
}
