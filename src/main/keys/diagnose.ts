import type { Diagnosis } from '../../domain/diagnosis';
import { fail, type Result } from '../../domain/result';
import { type Core, driverOf } from './core';
import type { Netrc } from './netrc-file';
import { noSuchKey, noSuchProfile } from './problems';

/** Walks the causes of a refusal for one key. Kinds of server that know no such walk say so. */
export async function diagnoseKey(core: Core, _netrc: Netrc, keyId: string): Promise<Result<Diagnosis>> {
  const record = core.state.key(keyId);
  if (!record) return noSuchKey();
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchProfile();
  return fail(
    'key.noDiagnosis',
    `Tessera knows no further causes for ${driverOf(core, profile.kind).description.name} servers. Verify the key instead.`,
  );
}
