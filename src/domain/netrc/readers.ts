import { ask, isSameAnswer, type ReaderId } from './models/answers';
import { READERS } from './models/index';
import type { ByteText } from './text';

/** What a reader makes of a host's entry. */
export interface ReaderVerdict {
  readonly id: ReaderId;
  readonly title: string;
  /** `key`: what is meant; `other`: another login or key; `nothing`: no credentials; `rejects`: gives up on the file. */
  readonly sees: 'key' | 'other' | 'nothing' | 'rejects';
  readonly sentence: string;
}

/** For every modelled reader, whether it finds (login, key) for a host. Sentences name no value. */
export function verdicts(text: ByteText, host: string, login: string, key: string): readonly ReaderVerdict[] {
  return READERS.map(({ id, title, read }): ReaderVerdict => {
    const answer = ask(read(text), host);
    if (answer === 'rejected') return { id, title, sees: 'rejects', sentence: `${title}: rejects the file, so it finds no key.` };
    if (answer === null) return { id, title, sees: 'nothing', sentence: `${title}: finds no entry for ${host}.` };
    if (isSameAnswer(answer, [login, key])) return { id, title, sees: 'key', sentence: `${title}: finds the key.` };
    return { id, title, sees: 'other', sentence: `${title}: finds another login or key for ${host}.` };
  });
}
