import { useState } from 'react';
import type { Problem, Result } from '../../../domain/result';
import { useAction } from './useAction';

/** A change of a file that is shown before it is written. */
export interface Previewed<P> {
  /** What would be written; null until it was asked for, and where the form wishes something else by now. */
  readonly shown: P | null;
  /** What there is to say since it was written. */
  readonly notes: readonly string[] | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Changes a wish: what was shown, and what was said, is of another. */
  change(next: () => void): void;
  /** Asks what would be written. Answers why that cannot be told; null where it can, or nobody is there any more to be told. */
  look(): Promise<Problem | null>;
  /** Writes what is shown. */
  write(): Promise<void>;
}

/** First the exact change of the target, then the writing of that very version. */
export function usePreview<P extends { readonly version: string }>(
  target: object,
  preview: () => Promise<Result<P>>,
  apply: (version: string) => Promise<Result<{ readonly notes: readonly string[] }>>,
): Previewed<P> {
  const [seen, setSeen] = useState<{ readonly preview: P; readonly wish: string } | null>(null);
  const [notes, setNotes] = useState<readonly string[] | null>(null);
  const { busy, problem, run, setProblem } = useAction();
  const wish = JSON.stringify(target);
  // A preview of other wishes than those that stand in the form now must not be applied.
  const shown = seen !== null && seen.wish === wish ? seen.preview : null;
  return {
    shown,
    notes,
    busy,
    problem,
    change(next) {
      next();
      setSeen(null);
      setNotes(null);
      setProblem(null);
    },
    async look() {
      setNotes(null);
      const answer = await run(preview);
      if (answer?.ok) setSeen({ preview: answer.value, wish });
      return answer === null || answer.ok ? null : answer.error;
    },
    async write() {
      if (shown === null) return;
      const answer = await run(() => apply(shown.version));
      if (!answer?.ok) return;
      setNotes(answer.value.notes);
      setSeen(null);
    },
  };
}
