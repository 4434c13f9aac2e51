import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import s from './StatusLine.module.css';

/** What was copied, and when it leaves the clipboard. Ticks only while there is something to count. */
export function Clipboard() {
  const clipboard = useSnapshot((x) => x.clipboard);
  switch (clipboard.kind) {
    case 'idle':
      return null;
    case 'copied':
      return clipboard.clearsAt === null ? (
        <span className={s.text}>Copied: {clipboard.what}</span>
      ) : (
        <Countdown what={clipboard.what} until={clipboard.clearsAt} />
      );
    case 'cleared':
      return <span className={s.text}>Clipboard cleared</span>;
    case 'replaced':
      return <span className={s.text}>Clipboard holds something else now</span>;
    case 'failed':
      return <span className={s.warn}>{clipboard.message}</span>;
  }
}

function Countdown({ what, until }: { readonly what: string; readonly until: number }) {
  const now = useNow('second');
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <span className={s.text}>
      Copied: {what}, cleared in {seconds} s
    </span>
  );
}
