import type { ReactNode } from 'react';
import type { Expiry } from '../../domain/expiry';
import { type KeyState, STATE_WORDS } from '../../domain/key-state';
import { age, exactBoth, expiryText } from '../lib/dates';
import s from './bits.module.css';

/** The state in words, in the state's colour. */
export const StateLabel = ({ state }: { readonly state: KeyState }) => (
  <span className={`${s.state} ${s[state]}`}>{STATE_WORDS[state]}</span>
);

/** The visible part of a secret, as the server shows it. */
export const Fragment = ({ children }: { readonly children: ReactNode }) => <code className={s.fragment}>{children}</code>;

/** An age ("2 h ago") whose tooltip has the exact local time and UTC. */
export const Age = ({ at, now }: { readonly at: number; readonly now: number }) => (
  <time dateTime={new Date(at).toISOString()} title={exactBoth(at)}>
    {age(at, now)}
  </time>
);

/** An expiry in two lines: relative, and exact below it; UTC in the tooltip. */
export function ExpiryCell({ expiry, now, since }: { readonly expiry: Expiry; readonly now: number; readonly since?: string | null }) {
  const t = expiryText(expiry, now);
  // Day and time in one line have no room beside a mark.
  const [main, sub] =
    expiry.kind === 'serverLocal'
      ? [expiry.text.slice(0, 10), `${expiry.text.slice(11, 16)} server time`]
      : [t.main, t.sub ?? since ?? null];
  return (
    <span className={s.two} title={t.tip ?? undefined}>
      <span className={`${s.main} ${s[t.urgency]}`}>{main}</span>
      {sub && <span className={s.sub}>{sub}</span>}
    </span>
  );
}

/** A label and its values, for facts. */
export const Fact = ({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) => (
  <div className={s.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={s.empty}>
      <h2>{title}</h2>
      {children && <div className={s.emptyText}>{children}</div>}
      {action && <div className={s.emptyAction}>{action}</div>}
    </div>
  );
}

/** Work in progress. `value` 0 to 1, or undefined where nobody knows. */
export const Progress = ({ label, value }: { readonly label: string; readonly value?: number }) => (
  <div className={s.progress}>
    <span>{label}</span>
    <progress aria-label={label} {...(value === undefined ? {} : { value })} max={1} />
  </div>
);
