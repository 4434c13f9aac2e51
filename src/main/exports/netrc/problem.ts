import type { Refusal, RefusalCode } from '../../../domain/netrc';
import { fail } from '../../../domain/result';

/** The form's field that a refusal is about. */
const FIELDS: Partial<Record<RefusalCode, string>> = {
  'bad-host': 'host',
  'unsafe-key': 'secret',
  'conflict-other-login': 'replace',
  'would-break-python': 'force',
};

/** A refusal of the netrc rules as a problem: its code with `netrc.` before it. */
export const netrcProblem = (refusal: Refusal) =>
  fail(`netrc.${refusal.code}`, refusal.message, { do: 'none' }, { field: FIELDS[refusal.code] });
