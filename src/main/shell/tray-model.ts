import type { Span } from '../../domain/expiry';
import { type AnyKey, type KeyId, nameOf } from '../../domain/key';
import { keyState } from '../../domain/key-state';
import { choiceOf, concerns, endsHere, endsWhen } from '../../domain/notices';
import type { Profile, ProfileId } from '../../domain/profile';
import { type Instant, relative } from '../../domain/time';
import { clip } from './announced-text';

/** A key whose end is near, as far as the tray speaks of it. */
export interface NextEnd {
  readonly keyId: KeyId;
  readonly name: string;
  readonly server: string;
  /** By our own clock. */
  readonly ends: Span;
}

/** What tray, badge and title show. */
export interface TrayState {
  /** How many keys need attention. */
  readonly attention: number;
  readonly next: readonly NextEnd[];
}

export type TrayItem =
  | { readonly kind: 'key'; readonly keyId: KeyId; readonly label: string }
  | { readonly kind: 'words'; readonly label: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'open' | 'refresh' | 'quit'; readonly label: string };

export interface TrayModel {
  readonly tooltip: string;
  readonly attention: boolean;
  readonly items: readonly TrayItem[];
}

const NEXT = 3;
/** Windows takes 127 characters. */
const TOOLTIP_LENGTH = 120;
const NAME_LENGTH = 40;

/**
 * The keys that end next, nearest first. Left out: those whose end is meant or of which no warning is wanted, sessions, keys that are gone, and
 * keys of other people whose secret is not here.
 */
export function nextEnds(keys: readonly AnyKey[], profiles: readonly Pick<Profile, 'id' | 'label' | 'warn'>[], now: Instant): NextEnd[] {
  const byId = new Map<ProfileId, Pick<Profile, 'label' | 'warn'>>(profiles.map((p) => [p.id, p]));
  const found: NextEnd[] = [];
  for (const key of keys) {
    const ends = endsHere(key);
    const profile = byId.get(key.profileId);
    if (ends === null || !profile || profile.warn?.muted) continue;
    const last = found[NEXT - 1];
    // There may be very many keys: what is not among the first is not looked at any closer.
    if (ends.last <= now || (last && last.ends.first <= ends.first) || !matters(key, now)) continue;
    found.push({ keyId: key.id, name: nameOf(key), server: profile.label, ends });
    found.sort((a, b) => a.ends.first - b.ends.first);
    found.length = Math.min(found.length, NEXT);
  }
  return found;
}

function matters(key: AnyKey, now: Instant): boolean {
  const { muted, mayDie } = choiceOf(key);
  if (muted || mayDie || key.revokedAt !== null || key.listed?.value.session || !concerns(key)) return false;
  const { state } = keyState(key, now);
  return state !== 'heldGone' && state !== 'expiredListed';
}

/** The window's title: says in the task bar how many keys need somebody, and nothing about them. */
export function titleFor(attention: number): string {
  return attention === 0 ? 'Tessera' : `(${attention}) Tessera: ${sentence(attention)}`;
}

const sentence = (attention: number): string => (attention === 1 ? '1 key needs attention' : `${attention} keys need attention`);

/** What the tray shows. With `hideDetails` it names no key and no server: others may look on. */
export function trayModel({ attention, next }: TrayState, hideDetails: boolean, now: Instant): TrayModel {
  const [first] = next;
  const nearest = first && (hideDetails ? `Next end: ${when(first.ends, now)}` : `${short(first.name)} ${endsWhen(first.ends, now)}`);
  const words = [attention === 0 ? 'Tessera' : `Tessera: ${sentence(attention)}`, ...(nearest ? [nearest] : [])];
  return {
    tooltip: clip(words.join('. '), TOOLTIP_LENGTH),
    attention: attention > 0,
    items: [
      ...(next.length === 0
        ? [{ kind: 'words', label: 'No key is known to end' } as const]
        : next.map(({ keyId, name, server, ends }) => ({
            kind: 'key' as const,
            keyId,
            label: [...(hideDetails ? ['A key'] : [short(name), short(server)]), when(ends, now)].join(' · '),
          }))),
      { kind: 'line' },
      { kind: 'open', label: 'Open Tessera' },
      { kind: 'refresh', label: 'Refresh now' },
      { kind: 'line' },
      { kind: 'quit', label: 'Quit Tessera' },
    ],
  };
}

const when = ({ first, last }: Span, now: Instant): string =>
  first === last ? relative(first, now) : first <= now ? 'may have ended' : `${relative(first, now)} at the earliest`;

const short = (text: string): string => clip(text.replace(/\s+/gu, ' ').trim(), NAME_LENGTH);
