import { useEffect, useRef, useState } from 'react';
import type { Problem, Result } from '../../../domain/result';

/** One action of a dialog at a time: whether it runs, and what went wrong last. */
export interface Action {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /**
   * Runs the work. Answers null where another run is under way, or where the dialog was closed meanwhile: then nobody is there to be told,
   * and the caller does no more.
   */
  run<T>(work: () => Promise<Result<T>>): Promise<Result<T> | null>;
  /** Forgets the last problem, or puts one there. */
  setProblem(problem: Problem | null): void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const gone = useGone();
  return {
    busy,
    problem,
    setProblem,
    async run(work) {
      if (running.current) return null;
      running.current = true;
      setBusy(true);
      setProblem(null);
      const answer = await work();
      running.current = false;
      if (gone.current) return null;
      setBusy(false);
      if (!answer.ok) setProblem(answer.error);
      return answer;
    },
  };
}

/** True in `.current` once the component was taken away; for answers that arrive late. */
export function useGone(): { readonly current: boolean } {
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  return gone;
}
