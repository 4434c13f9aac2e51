import { unturned } from '../lib/text';
import { dismissToast, useUi } from '../stores/ui';
import { IconButton } from './Button';
import { CloseIcon } from './icons';
import s from './Toasts.module.css';

/** What was said in passing; one polite live region for the whole window. */
export function Toasts() {
  const toasts = useUi((u) => u.toasts);
  return (
    <div className={s.region} role="status" aria-live="polite">
      {toasts.map((t) => (
        <div key={t.id} className={`${s.toast} ${s[t.tone]}`}>
          <span>{unturned(t.text)}</span>
          <IconButton label="Dismiss" onClick={() => dismissToast(t.id)}>
            <CloseIcon />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
