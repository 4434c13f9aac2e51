import { causesOf, worded } from '../../src/domain/notices';
import { NO_CHOICE } from '../../src/domain/notices/choice';
import { DAY, HOUR } from '../../src/domain/time';
import type { KeyView, Patch, ProfileView, SessionView, Snapshot } from '../../src/domain/views';
import type { Args } from '../../src/ipc/contract';
import { NOW } from './sketch';

/** What main does about warnings, logins and the demo's time. */

const tell = (at: number): string =>
  new Date(at).toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Berlin',
  });

export const noticesIn = (s: Pick<Snapshot, 'keys' | 'profiles' | 'settings' | 'clockShiftMs'>): Snapshot['notices'] =>
  causesOf(
    s.keys,
    s.profiles.map((profile) => ({ profile, usage: profile.status.usage, skewMs: profile.status.skewMs, at: profile.status.at })),
    s.settings.warnings,
    NOW + s.clockShiftMs,
  ).map((cause) => worded(cause, tell));

/** Logins as TileDB lists them; the first is Tessera's own. */
export const LOGINS: readonly SessionView[] = Array.from({ length: 7 }, (_, i) => ({
  id: `login${i}`,
  name: `login-session-${['9f1c2a77', '02be11d4', '77aa0c19', 'c0ffee00', '5d5d8e21', '31337abc', 'e4a9f0b2'][i]}`,
  fragment: `…${['m2Lp8sT', 'qq81Zxa', 'Tt0p3Vb', '7YbcK1s', 'w9Jm4Ee', 'aa0Xz2q', 'Lk55PqR'][i]}`,
  createdAt: NOW - i * 3 * DAY - HOUR,
  expiry: { kind: 'at', at: NOW + (10 - i) * DAY },
  warnings: [
    i === 0
      ? 'Tessera itself is signed in with this one: revoking it signs Tessera out.'
      : 'Left behind by a sign-in with a password. If no program is signed in with it any more, it can be revoked.',
  ],
}));

/** One server hangs, the clock of another is off. */
export const troubled = (profiles: readonly ProfileView[]): ProfileView[] =>
  profiles.map((p) =>
    p.id === 'panorama'
      ? { ...p, status: { ...p.status, refresh: 'running', listedAt: NOW - 3 * HOUR } }
      : p.id === 'nsls'
        ? { ...p, status: { ...p.status, skewMs: 10 * 60_000 } }
        : p,
  );

export function noticeHandlers(
  state: () => Snapshot,
  patch: (change: Omit<Patch, 'seq'>) => void,
  edit: (id: string, change: (k: KeyView) => KeyView) => void,
) {
  const recount = () => {
    if (state().notices.length > 0) patch({ notices: noticesIn(state()) });
    return null;
  };
  return {
    'keys.warn': ({ keyIds, leads, muted, mayDie, snoozeMs }: Args<'keys.warn'>) => {
      for (const id of keyIds)
        edit(id, (k) => {
          const before = k.warn ?? NO_CHOICE;
          const snoozedUntil = snoozeMs === undefined ? before.snoozedUntil : snoozeMs === null ? null : NOW + snoozeMs;
          return {
            ...k,
            warn: {
              leads: leads === undefined ? before.leads : leads,
              muted: muted ?? before.muted,
              mayDie: mayDie ?? before.mayDie,
              snoozedUntil,
            },
          };
        });
      return recount();
    },
    'profile.warn': ({ profileId, leads, muted }: Args<'profile.warn'>) => {
      patch({ profiles: state().profiles.map((p) => (p.id === profileId ? { ...p, warn: { leads, muted } } : p)) });
      return recount();
    },
    'sessions.end': ({ profileId, ids }: Args<'sessions.end'>) => {
      patch({
        profiles: state().profiles.map((p) =>
          p.id === profileId ? { ...p, status: { ...p.status, sessions: p.status.sessions.filter((x) => !ids.includes(x.id)) } } : p,
        ),
      });
      return { ended: ids.length };
    },
    'demo.moveTime': ({ ms }: Args<'demo.moveTime'>) => {
      patch({ clockShiftMs: ms === null ? 0 : state().clockShiftMs + ms });
      return recount();
    },
  };
}
