import { useRef, useState } from 'react';
import { err, ok, type Problem, type Result } from '../../../domain/result';
import type { KeyView, RevokeReport } from '../../../domain/views';
import { client } from '../../client';
import { useAppState } from '../../stores/state';
import { type Action, useAction } from '../dialog-parts/useAction';

type Outcome = RevokeReport['outcomes'][number];

/** Keys of one call: few enough that progress is seen and stopping means something, many enough that servers are not listed all the time. */
const PORTION = 50;

const failed = (keyId: string, problem: Problem): Outcome => ({ keyId, result: { ok: false, problem }, places: [], secretRemoved: false });

const STOPPED: Problem = { code: 'key.stopped', message: 'Not asked for: you stopped before. It lives on.', next: { do: 'none' } };

export interface Revoking {
  readonly report: RevokeReport | null;
  readonly action: Action;
  /** Keys that have an answer, while it runs. */
  readonly done: number;
  /** Of how many. */
  readonly of: number;
  send(
    ids: readonly string[],
    words: { readonly acknowledged: boolean; readonly typed: string | null; readonly total: number },
  ): Promise<void>;
  /** After the portion under way nothing more is sent. */
  stop(): void;
}

/** The key by which a server is managed goes last, over all portions: the others need it. */
function managersLast(ids: readonly string[]): string[] {
  const { snapshot, keyIndex } = useAppState.getState();
  const manages = (id: string) => {
    const key: KeyView | undefined = keyIndex.get(id);
    const manager = snapshot?.profiles.find((p) => p.id === key?.profileId)?.manager;
    return manager?.kind === 'key' && manager.keyId === id;
  };
  return [...ids].sort((a, b) => Number(manages(a)) - Number(manages(b)));
}

/** Revokes in portions, and gathers what came of each key. */
export function useRevoke(): Revoking {
  const [report, setReport] = useState<RevokeReport | null>(null);
  const [progress, setProgress] = useState({ done: 0, of: 0 });
  const stopped = useRef(false);
  const action = useAction();

  const send: Revoking['send'] = async (wanted, { acknowledged, typed, total }) => {
    const ids = managersLast(wanted);
    const reached: Outcome[] = [];
    stopped.current = false;
    setProgress({ done: 0, of: ids.length });
    await action.run(async (): Promise<Result<null>> => {
      for (let from = 0; from < ids.length; from += PORTION) {
        const keyIds = ids.slice(from, from + PORTION);
        if (stopped.current) {
          reached.push(...ids.slice(from).map((id) => failed(id, STOPPED)));
          break;
        }
        const answer = await client().call('keys.revoke', { keyIds, acknowledged, ...(typed === null ? {} : { typed, total }) });
        if (answer.ok) reached.push(...answer.value.outcomes);
        else if (reached.length === 0) return err(answer.error);
        else reached.push(...keyIds.map((id) => failed(id, answer.error)));
        setProgress({ done: reached.length, of: ids.length });
      }
      return ok(null);
    });
    if (reached.length === 0) return;
    // A second try of those that failed keeps what the first one reached.
    const fresh = new Map(reached.map((o) => [o.keyId, o]));
    setReport((old) => ({ outcomes: old === null ? reached : old.outcomes.map((o) => fresh.get(o.keyId) ?? o) }));
  };
  return {
    report,
    action,
    ...progress,
    send,
    stop: () => {
      stopped.current = true;
    },
  };
}
