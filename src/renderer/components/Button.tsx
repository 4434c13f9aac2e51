import type { ButtonHTMLAttributes, Ref } from 'react';
import s from './Button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one that a dialog is for. `danger`: destroys. `quiet`: text only. */
  readonly variant?: 'primary' | 'secondary' | 'danger' | 'dangerQuiet' | 'quiet';
  readonly size?: 'normal' | 'small';
  /** The action runs: the button keeps its place and its focus, and does nothing more. */
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button says what it does ("Revoke key", never "OK"). */
export function Button({
  variant = 'secondary',
  size = 'normal',
  busy = false,
  className,
  children,
  onClick,
  type,
  autoFocus,
  onKeyDown,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      data-autofocus={autoFocus ? '' : undefined}
      className={`${s.button} ${s[variant]} ${size === 'small' ? s.small : ''} ${className ?? ''}`}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      aria-busy={busy || undefined}
      onKeyDown={(e) => {
        // Enter held down on one button must not press the next one that takes its place.
        if (e.repeat && e.key === 'Enter') e.preventDefault();
        onKeyDown?.(e);
      }}
      onClick={(e) => {
        if (busy) e.preventDefault();
        else onClick?.(e);
      }}
    >
      {busy && <span className={s.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A small square button with a picture; `label` is its name and tooltip. */
export function IconButton({
  label,
  className,
  children,
  ...rest
}: Omit<ButtonProps, 'variant' | 'busy' | 'size'> & { readonly label: string }) {
  return (
    <button {...rest} type="button" className={`${s.icon} ${className ?? ''}`} aria-label={label} title={label}>
      {children}
    </button>
  );
}
