import type { KeyRecord, Listing } from '../../domain/key';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import type { Revoked } from '../servers/driver';
import type { Core } from './core';
import { firstSentence } from './problems';
import { isUnlisted } from './unlisted';

/**
 * What became of a revocation whose answer was lost, by the listing that followed it: done where the whole list of the same account has the
 * key no more, failed where it still has it, and else not known. The listing is joined already.
 */
export function afterDoubt(core: Core, record: KeyRecord, problem: Problem, listing: Result<Listing | null>): Result<Revoked> {
  const { requestId } = problem;
  const said = firstSentence(problem.message);
  const presence = core.state.key(record.id)?.presence;
  const whole = listing.ok && listing.value?.complete.yes === true;
  if (whole && (presence ? presence.value === 'notListed' : isUnlisted(core, record.id))) return ok({ already: false });
  if (whole && presence?.value === 'listed')
    return fail(
      'key.revokeNothing',
      `${said} The server still lists the key, so it was not revoked; you can try again.`,
      { do: 'retry' },
      { requestId },
    );
  const why = !listing.ok
    ? 'The server could not be listed afterwards'
    : whole
      ? 'The server’s list does not show which key it is'
      : 'The server does not list all keys';
  return fail(
    'key.revokeUnknown',
    `${said} ${why}, so whether it was revoked is not known. Nothing was changed on this machine; refresh, or try again.`,
    { do: 'refresh' },
    { requestId },
  );
}
