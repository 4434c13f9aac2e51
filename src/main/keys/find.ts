import { fragmentOf, type KeyRecord } from '../../domain/key';
import { type Mark, strengthOf } from '../../domain/mark';
import { ok, type Result } from '../../domain/result';
import type { FoundKey } from '../../domain/views';
import type { SecretInput } from '../../ipc/contract';
import { type Core, secretOf } from './core';
import { hashOf } from './secrets';

/** Words of a text that may be a key or a visible part of one; a key broken over lines counts whole. */
function candidatesIn(text: string): string[] {
  const words = (t: string) => t.match(/[A-Za-z0-9|._~+/=-]{7,}/g) ?? [];
  const bare = text.trim().replace(/^["']|["']$/g, '');
  return [...new Set([bare, ...words(text), ...words(text.replace(/\s+/g, ''))])].slice(0, 60);
}

/**
 * Finds the keys that a secret, a visible part of one, or a text around either (an export line, a header, a log) may be. Compared on this
 * machine only and sent nowhere: a found key of unknown origin must not reach a server that the user did not pick for it.
 */
export function findKey(core: Core, input: SecretInput): Result<{ found: FoundKey[]; fragment: string | null }> {
  const text = secretOf(core, input);
  if (!text.ok) return text;
  const found = new Map<string, FoundKey>();
  let fragment: string | null = null;
  for (const bare of candidatesIn(text.value)) {
    const marksByKind = new Map([...core.drivers].map(([kind, driver]) => [kind, driver.recognise(bare).marks]));
    const hash = hashOf(bare);
    for (const record of core.state.keys) {
      const profile = core.state.profile(record.profileId);
      if (!profile || found.get(record.id)?.how === 'proof') continue;
      const own = { keyId: record.id, profileId: profile.id };
      const seen = marksByKind.get(profile.kind) ?? [];
      // As it stands, and as its kind reads it: in lower case, say.
      const hashes = [hash, ...seen.flatMap((m) => (m.kind === 'hash' ? [m.value] : []))];
      if (hashes.some((h) => record.held?.hash === h || record.marks.some((m) => m.kind === 'hash' && m.value === h))) {
        found.set(record.id, { ...own, how: 'proof' });
        fragment = fragmentOf(record);
        continue;
      }
      // A whole secret that differs from the one held cannot be it, however alike their visible parts.
      if (fits(record, bare, seen) && !(record.held && bare.length > 8)) {
        found.set(record.id, { ...own, how: 'likely' });
        fragment ??= fragmentOf(record);
      }
    }
  }
  const proven = [...found.values()].filter((f) => f.how === 'proof');
  return ok({ found: proven.length > 0 ? proven : [...found.values()], fragment });
}

/** Whether a visible part of a key is this word, or begins or ends the secret that the word is. */
function fits(record: KeyRecord, bare: string, seen: readonly Mark[]): boolean {
  return record.marks.some(
    (m) =>
      strengthOf(m) === 'strong' &&
      (m.value.toLowerCase() === bare.toLowerCase() ||
        seen.some((s) => s.kind === m.kind && s.value.toLowerCase() === m.value.toLowerCase())),
  );
}
