import { ok, type Result } from '../../domain/result';
import type { FoundKey } from '../../domain/views';
import type { SecretInput } from '../../ipc/contract';
import { type Core, secretOf } from './core';
import { hashOf } from './secrets';

/**
 * Finds the keys that a secret, or a visible part of one, may be. Compared on this machine only and sent nowhere: a found key of unknown
 * origin must not reach a server that the user did not pick for it.
 */
export function findKey(core: Core, input: SecretInput): Result<{ found: FoundKey[]; fragment: string | null }> {
  const text = secretOf(core, input);
  if (!text.ok) return text;
  const bare = text.value.trim().replace(/^["']|["']$/g, '');
  const hash = hashOf(bare);
  const found: FoundKey[] = [];
  let fragment: string | null = bare.length === 8 || bare.length === 7 ? bare : null;
  const marksByKind = new Map([...core.drivers].map(([kind, driver]) => [kind, driver.recognise(bare)]));
  for (const record of core.state.keys) {
    const profile = core.state.profile(record.profileId);
    if (!profile) continue;
    const own = { keyId: record.id, profileId: profile.id };
    const seen = marksByKind.get(profile.kind);
    // As it stands, and as its kind reads it: out of `export TILED_API_KEY=…`, in lower case.
    const hashes = [hash, ...(seen?.marks.flatMap((m) => (m.kind === 'hash' ? [m.value] : [])) ?? [])];
    if (hashes.some((h) => record.held?.hash === h || record.marks.some((m) => m.kind === 'hash' && m.value === h))) {
      found.push({ ...own, how: 'proof' });
      continue;
    }
    const byParts = record.marks.some(
      (m) =>
        (m.kind === 'firstEight' || m.kind === 'lastSeven') &&
        (m.value.toLowerCase() === bare.toLowerCase() ||
          seen?.marks.some((s) => s.kind === m.kind && s.value.toLowerCase() === m.value.toLowerCase())),
    );
    // A whole secret that differs from the one held cannot be it, however alike their visible parts.
    if (byParts && !(record.held && bare.length > 8)) found.push({ ...own, how: 'likely' });
    const shown = seen?.marks.find((m) => m.kind === 'firstEight' || m.kind === 'lastSeven');
    if (byParts && shown) fragment = shown.value;
  }
  return ok({ found, fragment });
}
