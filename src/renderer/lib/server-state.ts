import type { ProfileView } from '../../domain/views';
import { age } from './dates';

/** A server's state as a dot and in words; `action`: it waits for its user to sign in. `hangs`: its refresh takes longer than servers do. */
export function serverState(
  p: ProfileView,
  now: number,
  hangs = false,
): { tone: 'good' | 'off' | 'wait' | 'ask'; words: string; action: boolean } {
  const st = p.status;
  const listed = st.listedAt === null ? '' : `, listed ${age(st.listedAt, now)}`;
  if (p.server === null && st.problem === null) return { tone: 'good', words: 'kept on this machine', action: false };
  switch (st.refresh) {
    case 'running':
      return { tone: 'wait', words: hangs ? `waiting for the server${listed}` : 'asking…', action: false };
    case 'signInNeeded':
      return { tone: 'ask', words: `not signed in${listed}`, action: true };
    case 'failed':
      if (st.problem?.code.startsWith('keychain.'))
        return {
          tone: 'wait',
          words: st.problem.code === 'keychain.otherStore' ? 'its store is not open' : 'waits for the keychain',
          action: false,
        };
      return {
        tone: 'off',
        words: `not reached${listed}`,
        action: false,
      };
    case 'never':
      return { tone: 'off', words: st.listedAt === null ? 'not asked yet' : `as of ${age(st.listedAt, now)}`, action: false };
    case 'ok':
      return {
        tone: st.incomplete ? 'ask' : 'good',
        words: st.incomplete ? 'list incomplete' : st.signedIn ? 'signed in' : p.manager.kind === 'key' ? 'by key' : 'not signed in',
        action: false,
      };
  }
}
