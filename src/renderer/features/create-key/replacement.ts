import type { DriverDescription, FieldValues } from '../../../domain/driver';
import { SECOND } from '../../../domain/time';
import type { KeyView } from '../../../domain/views';
import { expiryOf } from '../../lib/key-view';

/** What a create form holds when it opens to replace a key. */
export interface Replacement {
  readonly preset: FieldValues;
  readonly local: KeyView['local'];
  /** Scopes of the old key that cannot be given now. */
  readonly missing: readonly string[];
  /** The old key never ends, and the new one shall. */
  readonly endsNow: boolean;
}

/** A server's rounding of a life, in seconds. */
const GRAIN_S = 60;

/**
 * A new key like the old one: its name, tags, scopes as far as they can be given, and a life of the same length; where that is not known, or
 * the old one never ends, the usual life. What a driver keeps in a key's details goes into its field of that name.
 */
export function replacementOf(
  key: KeyView,
  driver: DriverDescription,
  grantable: readonly string[] | null,
  defaultDays: number,
): Replacement {
  const listed = key.listed?.value;
  const preset: Record<string, string> = {};
  let missing: readonly string[] = [];
  const expiry = expiryOf(key);
  for (const field of driver.create?.fields ?? []) {
    switch (field.kind) {
      case 'text':
        if (field.label === driver.nameLabel) preset[field.name] = listed?.name ?? '';
        else if (listed?.details?.[field.name] !== undefined) preset[field.name] = listed.details[field.name] ?? '';
        break;
      case 'tags':
        preset[field.name] = (listed?.accessTags ?? []).join(' ');
        break;
      case 'lifetime': {
        const created = listed?.createdAt ?? null;
        const seconds = expiry.kind === 'at' && created !== null ? Math.round((expiry.at - created) / SECOND) : 0;
        const choice = field.choices.find((c) => c.seconds !== null && Math.abs(c.seconds - seconds) <= GRAIN_S);
        preset[field.name] = String(seconds > 0 ? (choice?.seconds ?? seconds) : defaultDays * 86_400);
        break;
      }
      case 'scopes': {
        const scopes = listed?.scopes ?? null;
        if (scopes === null) break;
        const special = field.special.find((x) => scopes.includes(x.name));
        const offered = (grantable ?? driver.scopes.map((x) => x.name)).filter((name) => !field.special.some((x) => x.name === name));
        preset[field.name] = special?.name ?? offered.filter((name) => scopes.includes(name)).join(' ');
        missing = special ? [] : scopes.filter((name) => !offered.includes(name));
        break;
      }
      default:
    }
  }
  return { preset, local: key.local, missing, endsNow: expiry.kind === 'never' };
}
