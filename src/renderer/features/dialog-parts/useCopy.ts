import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { ExportItem } from '../../../ipc/contract';
import { client } from '../../client';

export interface Copy {
  /** What was copied last, in the words of its button; null before. */
  readonly copied: string | null;
  readonly secret: boolean;
  readonly problem: Problem | null;
  /** Asks main to put one item on the clipboard; the text never passes through the page. */
  copy(item: ExportItem, what: string): Promise<void>;
}

/** Copying for one key. Main makes the text and writes it; the page learns whether and for how long. */
export function useCopy(keyId: string, variable = '', withAddress = false): Copy {
  const [copied, setCopied] = useState<string | null>(null);
  const [secret, setSecret] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    copied,
    secret,
    problem,
    async copy(item, what) {
      setProblem(null);
      setCopied(null);
      const answer = await client().call('export.copy', { keyId, item, variable, withAddress });
      if (!answer.ok) {
        setProblem(answer.error);
        return;
      }
      setSecret(answer.value.clearsIn !== null);
      setCopied(what);
    },
  };
}
