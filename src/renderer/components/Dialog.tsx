import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { unturned } from '../lib/text';
import { IconButton } from './Button';
import s from './Dialog.module.css';
import { CloseIcon } from './icons';

export interface DialogFrameProps {
  readonly title: ReactNode;
  /** One line under the title. */
  readonly subtitle?: ReactNode;
  /** Called for Escape, the close button and whatever else leaves. */
  readonly onClose: () => void;
  /** False: neither Escape nor a close button; the person must choose one of the actions. */
  readonly dismissable?: boolean;
  readonly size?: 'small' | 'medium' | 'large';
  /** Buttons, the primary last. */
  readonly footer?: ReactNode;
  /** Makes the body a form: Enter submits. */
  readonly onSubmit?: () => void;
  readonly children: ReactNode;
}

/** Titles are sentences of ours with foreign names in them. */
const plain = (words: ReactNode): ReactNode => (typeof words === 'string' ? unturned(words) : words);

/**
 * A modal dialog on the native element: the browser keeps focus inside, draws the backdrop and gives the focus back to where it was.
 * The control marked `data-autofocus` (or the autoFocus of our own components) is focused, else the first field, else the dialog itself, so
 * that its title is read.
 */
export function Dialog({ title, subtitle, onClose, dismissable = true, size = 'medium', footer, onSubmit, children }: DialogFrameProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    // React's own autoFocus comes too early: the dialog is not shown yet. Components mark the element instead.
    const first =
      dialog.querySelector<HTMLElement>('[data-autofocus]') ??
      dialog.querySelector<HTMLElement>('input:not([hidden]), select, textarea') ??
      dialog;
    first.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected && document.activeElement !== before) before.focus();
    };
  }, []);

  const submit = (e: FormEvent) => {
    e.preventDefault();
    onSubmit?.();
  };
  const inner = (
    <>
      <header className={s.header}>
        <div>
          <h2 id={`${id}-title`} className={s.title}>
            {plain(title)}
          </h2>
          {subtitle && <p className={s.subtitle}>{plain(subtitle)}</p>}
        </div>
        {dismissable && (
          <IconButton label="Close" onClick={onClose}>
            <CloseIcon />
          </IconButton>
        )}
      </header>
      {/* A long body without controls scrolls by keyboard only if it can take the focus. */}
      <div className={s.body} tabIndex={size === 'large' ? 0 : undefined}>
        {children}
      </div>
      {footer && <footer className={s.footer}>{footer}</footer>}
    </>
  );
  return (
    <dialog
      ref={ref}
      className={`${s.dialog} ${s[size]}`}
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      onCancel={(e) => {
        // A file or select control inside also sends 'cancel'; only the dialog's own counts.
        if (e.target !== ref.current) return;
        e.preventDefault();
        if (dismissable) onClose();
      }}
      onKeyDown={(e) => {
        // Chromium closes on a second Escape whatever 'cancel' says; a dialog that must be answered takes the key away.
        if (e.key === 'Escape' && !dismissable) e.preventDefault();
        e.stopPropagation();
      }}
    >
      {onSubmit ? (
        <form className={s.frame} onSubmit={submit} noValidate autoComplete="off">
          {inner}
        </form>
      ) : (
        <div className={s.frame}>{inner}</div>
      )}
    </dialog>
  );
}
