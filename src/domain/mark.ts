/**
 * What tells a key apart. Marks are matched only inside one profile under a confirmed principal: first eights, row ids and names
 * repeat across accounts.
 *
 * - `hash`: SHA-256 of the secret, hex. Proof.
 * - `serverId`: an id that the server never gives twice. Proof.
 * - `firstEight`, `lastSeven`: parts of the secret. Strong: two keys of one account can share them, though hardly ever do.
 * - `times`: when the key was issued and when it ends, to the second, where a secret tells both of itself. Agreeing: shared by row and secret it is as
 *   good as a strong mark, unless the names differ; differing it says nothing, since servers round.
 * - `name`: a hint, never enough alone.
 */
export interface Mark {
  readonly kind: 'hash' | 'serverId' | 'firstEight' | 'lastSeven' | 'name' | 'times';
  readonly value: string;
}

export type Strength = 'proof' | 'strong' | 'agreeing' | 'hint';

const STRENGTH: Readonly<Record<Mark['kind'], Strength>> = {
  hash: 'proof',
  serverId: 'proof',
  firstEight: 'strong',
  lastSeven: 'strong',
  name: 'hint',
  times: 'agreeing',
};

export const strengthOf = (mark: Mark): Strength => STRENGTH[mark.kind];

export type MarkMatch = 'same' | 'different' | 'perhaps' | 'unrelated';

/**
 * Compares the marks of two keys of one profile. A shared proof decides; a contradicted proof or strong mark excludes; a shared strong
 * mark is 'perhaps' until the caller knows it to be the only candidate; so is a shared agreeing one, which never excludes.
 */
export function compareMarks(a: readonly Mark[], b: readonly Mark[]): MarkMatch {
  let perhaps = false;
  let agrees = false;
  let isNamedOtherwise = false;
  let different = false;
  for (const x of a) {
    const y = b.find((m) => m.kind === x.kind);
    if (!y) continue;
    const strength = strengthOf(x);
    if (x.kind === 'name' && x.value !== y.value) isNamedOtherwise = true;
    if (strength === 'hint') continue;
    if (x.value === y.value) {
      if (strength === 'proof') return 'same';
      if (strength === 'agreeing') agrees = true;
      else perhaps = true;
    } else if (strength !== 'agreeing') different = true;
  }
  return different ? 'different' : perhaps || (agrees && !isNamedOtherwise) ? 'perhaps' : 'unrelated';
}
