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

/** Whether a server was not asked because the keychain could not be read. */
export const waitsForKeychain = ({ refresh, problem }: ProfileStatus): boolean =>
  refresh === 'failed' && (problem?.next.do === 'unlockKeychain' || problem?.next.do === 'chooseKeychain');

/** How a refresh ended, by the status that it left. */
export function endOf(status: ProfileStatus): Ended {
  if (status.refresh === 'ok') return 'ok';
  return status.refresh === 'signInNeeded' || waitsForKeychain(status) ? 'wantsUser' : 'failed';
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

/** Networks that this machine makes for containers and virtual machines: they come and go, and no server is behind them. */
const OWN_NETWORK = /^(veth|docker|br-|virbr|cni|flannel|cali|vmnet|vboxnet|podman|lxc)/;
/** Addresses that every interface gives itself. */
const LINK_LOCAL = /^(fe[89ab]|169\.254\.)/i;

interface Face {
  readonly address: string;
  readonly internal: boolean;
}

/** A text that changes with the network that the machine is in; empty while it is in none. Privacy addresses of one network count as one. */
export function networkText(faces: Readonly<Record<string, readonly Face[] | undefined>>): string {
  const seen = Object.entries(faces)
    .filter(([name]) => !OWN_NETWORK.test(name))
    .flatMap(([name, list]) =>
      (list ?? []).filter((a) => !a.internal && !LINK_LOCAL.test(a.address)).map((a) => `${name} ${prefixOf(a.address)}`),
    );
  return [...new Set(seen)].sort().join(', ');
}

/** Of an IPv6 address its network, which is the first half; IPv4 as it is. */
function prefixOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
