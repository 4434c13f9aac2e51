import { randomUUID } from 'node:crypto';
import type { SandboxState } from './state';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Tokens as an account would list them after a while: in use, ending soon, expired and never cleared away, too powerful, scoped, and on v4 what
 * password logins leave behind. Secrets are random; nobody holds them.
 */
export function seedDemo(state: SandboxState): void {
  const [first] = state.users;
  if (!first) return;
  const now = state.now();
  const v4 = state.switches().generation === 'v4';
  const [home, other] = state.workspacesOf(first.username).map((workspace) => workspace.id);
  const add = (name: string, scopes: readonly string[], issuedAgo: number, endsIn: number, workspace = home): void => {
    const inWorkspace = v4 && workspace !== undefined ? { workspace } : {};
    // v4 tokens have one scope.
    state.add(first, {
      name,
      scopes: v4 ? scopes.slice(0, 1) : scopes,
      issuedAt: now - issuedAgo,
      expiresAt: now + endsIn,
      ...inWorkspace,
    });
  };
  add('nightly ingest', ['array:read-write'], 61 * DAY, 29 * DAY);
  add('single-cell notebook', ['array:read', 'group:read'], 25 * DAY, 5 * DAY + 3 * HOUR);
  add('CI', ['array:read'], 6 * DAY, 84 * DAY, other);
  add('dashboard', ['array:read', 'organization:read'], 29 * DAY, 20 * HOUR);
  add('old laptop', ['*'], 200 * DAY, 165 * DAY);
  add('workshop 2025', ['*'], 120 * DAY, -30 * DAY);
  add('try-out', ['user:admin'], 2 * DAY, -2 * DAY + HOUR / 2);
  if (v4) {
    for (const [ago, endsIn] of [
      [0.2 * HOUR, 0.3 * HOUR],
      [3 * DAY, -3 * DAY + HOUR / 2],
      [9 * DAY, -9 * DAY + HOUR / 2],
    ] as const)
      add(`login-session-${randomUUID()}`, ['*'], ago, endsIn);
  }
  state.add(first, { kind: 'session', issuedAt: now - 4 * HOUR, expiresAt: now + 29 * DAY });
}
