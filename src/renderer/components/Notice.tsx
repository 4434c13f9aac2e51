import type { ReactNode } from 'react';
import { WarnIcon } from './icons';
import s from './Notice.module.css';

/** A sentence set apart: `info` tells, `warn` asks for thought, `bad` failed, `good` succeeded. */
export function Notice({
  tone = 'info',
  children,
  action,
}: {
  readonly tone?: 'info' | 'warn' | 'bad' | 'good';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={`${s.notice} ${s[tone]}`}>
      {(tone === 'warn' || tone === 'bad') && (
        <span className={s.icon}>
          <WarnIcon />
        </span>
      )}
      <div className={s.text}>{children}</div>
      {action}
    </div>
  );
}
