import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import s from './Popover.module.css';

/** A button whose click shows a small panel beside it (native popover: Escape and outside click close it). Its content is drawn while it is open. */
export function Popover({
  label,
  trigger,
  children,
  className,
  wide = false,
  buttonId,
}: {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly wide?: boolean;
  readonly buttonId?: string;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (!open || panel.current === null) return;
    const place = () => {
      const b = button.current?.getBoundingClientRect();
      const p = panel.current;
      if (!b || !p) return;
      const box = p.getBoundingClientRect();
      p.style.left = `${Math.max(8, Math.min(b.left, window.innerWidth - box.width - 8))}px`;
      p.style.top = `${b.bottom + box.height + 12 > window.innerHeight ? Math.max(8, b.top - box.height - 6) : b.bottom + 6}px`;
    };
    // Content may arrive or change while it is open.
    const observer = new ResizeObserver(place);
    observer.observe(panel.current);
    return () => observer.disconnect();
  }, [open]);
  return (
    <>
      <button ref={button} id={buttonId} type="button" className={className ?? s.trigger} aria-label={label} popoverTarget={id}>
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a popover panel is no set of form fields */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={`${s.panel} ${wide ? s.wide : ''}`}
        role="group"
        aria-label={label}
        onToggle={(e) => setOpen(e.newState === 'open')}
      >
        {open && children}
      </div>
    </>
  );
}
