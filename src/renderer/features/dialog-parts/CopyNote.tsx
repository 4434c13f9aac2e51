import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import s from './parts.module.css';
import type { Copy } from './useCopy';

/**
 * What happened to the clipboard, in words that claim no more than is known: "cleared" comes from main, which read it back. Main's state
 * is the one clock, so that the countdown here and in the status line agree.
 */
export function CopyNote({ copy }: { readonly copy: Copy }) {
  const clipboard = useSnapshot((x) => x.clipboard);
  const { cannotCopy, clipboardNotes } = useSnapshot((x) => x.run);
  const whole = useSnapshot((x) => x.settings.clipboardSeconds);
  const now = useNow('second');
  if (cannotCopy) return <Notice tone="warn">{cannotCopy}</Notice>;
  if (copy.problem) return <ProblemNotice problem={copy.problem} />;
  if (copy.copied === null) return null;
  // The clock here may be a second old: never more is said than the time that was set.
  const left =
    clipboard.kind === 'copied' && clipboard.clearsAt !== null
      ? Math.min(whole, Math.max(0, Math.ceil((clipboard.clearsAt - now) / 1_000)))
      : null;
  return (
    <div className={s.copied}>
      {/* The seconds tick outside of the live region: a screen reader hears the outcome, not a countdown. */}
      <p role="status">
        {clipboard.kind === 'cleared' && copy.secret
          ? 'Cleared from the clipboard.'
          : clipboard.kind === 'replaced' && copy.secret
            ? 'The clipboard holds something else by now; it was left alone.'
            : clipboard.kind === 'failed'
              ? clipboard.message
              : `${copy.copied} copied.`}
      </p>
      {clipboard.kind === 'copied' && copy.secret && left !== null && <p aria-hidden="true">Cleared in {left} s.</p>}
      {copy.secret && clipboardNotes.length > 0 && clipboard.kind === 'copied' && <p className={s.quietLine}>{clipboardNotes.join(' ')}</p>}
    </div>
  );
}
