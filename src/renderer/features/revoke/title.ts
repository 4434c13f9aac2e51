import type { RevokeReport } from '../../../domain/views';
import { count } from '../../lib/text';

type Outcome = RevokeReport['outcomes'][number];

/** Problems of a revocation that did happen: what ended was, or may have been, another key than the one that was meant. */
const OTHER_ENDED: Readonly<Record<string, string>> = {
  'key.wrongLink': 'Another key was revoked',
  'key.linkUnproven': 'Perhaps another key was revoked',
  'key.twinRevoked': 'Perhaps another key was revoked',
};

/** A problem's code; empty where it went well. */
export const codeOf = (o: Outcome): string => (o.result.ok ? '' : o.result.problem.code);

/** What came of it all, in one line. "Nothing was revoked" is said only where that is known of each. */
export function titleOf(outcomes: readonly Outcome[]): string {
  const done = outcomes.filter((o) => o.result.ok).length;
  const open = outcomes.filter((o) => codeOf(o) === 'key.revokeUnknown').length;
  if (done === outcomes.length) return done === 1 ? 'Key revoked' : `${count(done, 'key')} revoked`;
  if (done > 0) return `${open > 0 ? 'At least ' : ''}${done} of ${outcomes.length} keys revoked`;
  const other = outcomes.map((o) => OTHER_ENDED[codeOf(o)]).find((title) => title !== undefined);
  if (other !== undefined || open === 0) return other ?? 'Nothing was revoked';
  return outcomes.length === 1
    ? 'It is not known whether it was revoked'
    : `It is not known whether ${count(open, 'key')} ${open === 1 ? 'was' : 'were'} revoked`;
}
