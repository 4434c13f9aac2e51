import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityEntry } from '../../../domain/activity';
import type { Problem } from '../../../domain/result';
import type { Args } from '../../../ipc/contract';
import { client } from '../../client';

export type LogQuery = Omit<Args<'activity.read'>, 'skip' | 'limit'>;

export interface Log {
  /** Null: not read yet. */
  readonly entries: readonly ActivityEntry[] | null;
  /** How many more fit, older than those. */
  readonly more: number;
  readonly problem: Problem | null;
  /** Reads the next page, if there is one and none is under way. */
  readMore(): void;
  /** Starts over: what was done since stands at the top. */
  reread(): void;
}

/** The log of activity, page by page, the newest first. `changed`: another value starts over, as another query does. */
export function useLog(query: LogQuery, page: number, changed?: unknown): Log {
  const [state, setState] = useState<Pick<Log, 'entries' | 'more' | 'problem'>>({ entries: null, more: 0, problem: null });
  // Answers to an older question are not drawn.
  const asked = useRef(0);
  const busy = useRef(false);
  const { search, keyId, outcome } = query;

  const read = useCallback(
    async (before: readonly ActivityEntry[]) => {
      const mine = ++asked.current;
      busy.current = true;
      const answer = await client().call('activity.read', {
        search,
        skip: before.length,
        limit: page,
        ...(keyId === undefined ? {} : { keyId }),
        ...(outcome === undefined ? {} : { outcome }),
      });
      if (mine !== asked.current) return;
      busy.current = false;
      setState((s) =>
        answer.ok
          ? { entries: [...before, ...answer.value.entries], more: answer.value.more, problem: null }
          : { ...s, more: 0, problem: answer.error },
      );
    },
    [search, keyId, outcome, page],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says when what was read has become old
  useEffect(() => {
    void read([]);
    return () => {
      asked.current++;
    };
  }, [read, changed]);

  return {
    ...state,
    readMore: () => {
      if (state.more > 0 && !busy.current && state.entries) void read(state.entries);
    },
    reread: () => void read([]),
  };
}
