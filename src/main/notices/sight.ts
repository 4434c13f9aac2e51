import { networkInterfaces } from 'node:os';
import { nameOf } from '../../domain/key';
import type { NoticeProfile, TellTime } from '../../domain/notices';
import type { Profile } from '../../domain/profile';
import type { ProfileStatus } from '../../domain/views';
import type { ActivityEvent, Core } from '../keys/core';
import type { State } from '../keys/state';
import type { Ended } from '../refresh/schedule';
import type { NamedEvent } from '../storage/activity';

/** A profile as its notices depend on it. */
export const noticeProfile = (profile: Profile, status: ProfileStatus): NoticeProfile => ({
  profile,
  usage: status.usage,
  skewMs: status.skewMs,
  at: status.listedAt,
});

/** How a refresh ended, by the status that it left. */
export function endOf(status: ProfileStatus): Ended {
  if (status.refresh === 'ok') return 'ok';
  const next = status.problem?.next.do;
  return status.refresh === 'signInNeeded' || next === 'unlockKeychain' || next === 'chooseKeychain' ? 'wantsUser' : 'failed';
}

/** Whether a server of this kind is asked at all. */
export function isAsked(core: Core, profile: Profile): boolean {
  const description = core.drivers.get(profile.kind)?.description;
  return description?.network === true && description.lists && profile.server?.manages !== false;
}

/** An event with the names of its key and server as they are now: both may be gone when somebody reads it. */
export function withNames(state: State, event: ActivityEvent): NamedEvent {
  const record = event.keyId === undefined ? undefined : state.key(event.keyId);
  const profile = state.profile(event.profileId ?? record?.profileId ?? '');
  return {
    ...event,
    ...(profile ? { server: profile.label } : {}),
    ...(record ? { key: nameOf(record) } : {}),
  };
}

/** Tells moments in this machine's zone as it is now: "Fri 27 Nov 2026, 17:30". Made anew for each look, since the machine may travel. */
export function localTime(): TellTime {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
  return (at) => `${day.format(at).replace(',', '')}, ${time.format(at)}`;
}

/** A text that changes with the machine's addresses; empty while it has none but its own. */
export const networkText = (): string =>
  Object.entries(networkInterfaces())
    .flatMap(([name, list]) => (list ?? []).filter((a) => !a.internal).map((a) => `${name} ${a.address}`))
    .sort()
    .join(', ');
