import type { SandboxState } from './state';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Keys as a site would hold them after a while: in use, ending soon, expired and not yet cleared away, never used. Nobody has the secrets. */
export function seedDemo(state: SandboxState): void {
  const now = state.now();
  const grace = state.userOf('grace@lab.test') ?? state.addUser({ email: 'grace@lab.test' });
  const add = (email: string, description: string | null, age: number, endsIn: number | null, usedAgo: number | null): void => {
    const user = state.userOf(email) ?? grace;
    state.addKey(user.id, {
      description,
      created: now - age,
      expiration: endsIn === null ? null : now + endsIn,
      lastUsed: usedAgo === null ? null : now - usedAgo,
    });
  };
  add('ada@lab.test', 'Flow cytometry import', 120 * DAY, 60 * DAY, 12 * MINUTE);
  add('ada@lab.test', 'Rlabkey on analysis-2', 174 * DAY, 6 * DAY + 4 * HOUR, 2 * HOUR);
  add('ada@lab.test', 'Nightly assay export', 179 * DAY, 9 * HOUR, 40 * MINUTE);
  add('ada@lab.test', 'Old laptop', 400 * DAY, null, 212 * DAY);
  add('ada@lab.test', 'Workshop 2026', 190 * DAY, -7 * HOUR, 44 * DAY);
  add('ada@lab.test', null, 3 * DAY, 177 * DAY, null);
  add('admin@lab.test', 'Backup check', 30 * DAY, 150 * DAY, 5 * HOUR);
  add('grace@lab.test', 'Panorama upload', 20 * DAY, 160 * DAY, 20 * MINUTE);
  add('grace@lab.test', 'cron on labhost', 900 * DAY, null, DAY);
}
