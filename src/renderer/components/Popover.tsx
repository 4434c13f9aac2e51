import { type ReactNode, useId, useRef } from 'react';
import s from './Popover.module.css';

/** A button whose click shows a small panel beside it (native popover: Escape and outside click close it). */
export function Popover({
  label,
  trigger,
  children,
  className,
}: {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    const b = button.current?.getBoundingClientRect();
    const p = panel.current;
    if (!b || !p) return;
    const box = p.getBoundingClientRect();
    p.style.left = `${Math.max(8, Math.min(b.left, window.innerWidth - box.width - 8))}px`;
    p.style.top = `${b.bottom + box.height + 12 > window.innerHeight ? Math.max(8, b.top - box.height - 6) : b.bottom + 6}px`;
  };
  return (
    <>
      <button ref={button} type="button" className={className ?? s.trigger} aria-label={label} popoverTarget={id}>
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a popover panel is no set of form fields */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={s.panel}
        role="group"
        aria-label={label}
        onToggle={(e) => e.newState === 'open' && place()}
      >
        {children}
      </div>
    </>
  );
}
