import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noRepeat } from '../dialog-parts/noRepeat';
import parts from '../dialog-parts/parts.module.css';
import type { Previewed } from '../dialog-parts/usePreview';

interface PreviewEndProps {
  readonly of: Previewed<unknown>;
  readonly look: () => Promise<unknown>;
  /** Said once it is written. */
  readonly done: string;
  /** What the two buttons say: before there is something to be seen, and then. */
  readonly show: string;
  readonly write: string;
  readonly disabled?: boolean;
}

/** Below a change that is shown before it is written: what went wrong, what was done, and the next step. */
export function PreviewEnd({ of, look, done, show, write, disabled = false }: PreviewEndProps) {
  return (
    <>
      {of.problem && <ProblemNotice problem={of.problem} retry={() => void look()} />}
      {of.notes && (
        <Notice tone="good">
          <p role="status">{done}</p>
          {of.notes.map((n) => (
            <p key={n}>{n}</p>
          ))}
        </Notice>
      )}
      <div className={parts.buttons}>
        {of.shown !== null ? (
          <Button variant="primary" busy={of.busy} onKeyDown={noRepeat} onClick={() => void of.write()}>
            {write}
          </Button>
        ) : (
          <Button busy={of.busy} disabled={disabled} onClick={() => void look()}>
            {show}
          </Button>
        )}
      </div>
    </>
  );
}
