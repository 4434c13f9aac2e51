import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { CheckIcon } from './icons';
import s from './Menu.module.css';

/** One entry of a menu. `checked` makes it a check entry, which leaves the menu open. */
export type MenuItem =
  | {
      readonly label: string;
      readonly run: () => void;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly checked?: boolean;
      /** Shown at the right end: a count, a shortcut. */
      readonly hint?: string;
      readonly before?: ReactNode;
    }
  | 'line';

interface At {
  readonly x: number;
  readonly y: number;
  /** Height of what the menu hangs from, so that it can flip above it. */
  readonly height: number;
}

/**
 * The list of a menu on a native popover: closes on Escape, outside click and choice; arrow keys, Home, End and first letters move. Own
 * code rather than a library's, because the usual one injects a style element, which the content policy refuses.
 */
function MenuList({
  items,
  at,
  label,
  onClose,
}: {
  readonly items: readonly MenuItem[];
  readonly at: At;
  readonly label: string;
  readonly onClose: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    const before = document.activeElement;
    menu.showPopover();
    const box = menu.getBoundingClientRect();
    const below = at.y + at.height + 4;
    const top = below + box.height > window.innerHeight - 8 ? Math.max(8, at.y - box.height - 4) : below;
    menu.style.left = `${Math.max(8, Math.min(at.x, window.innerWidth - box.width - 8))}px`;
    menu.style.top = `${top}px`;
    menu.querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled])')?.focus();
    const onToggle = (e: Event) => {
      if ((e as ToggleEvent).newState === 'closed') close.current();
    };
    menu.addEventListener('toggle', onToggle);
    return () => {
      menu.removeEventListener('toggle', onToggle);
      const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
      if (menu.matches(':popover-open')) menu.hidePopover();
      if (inside && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [at.x, at.y, at.height]);

  const onKeyDown = (e: KeyboardEvent) => {
    const entries = [...(ref.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled])') ?? [])];
    const i = entries.indexOf(document.activeElement as HTMLElement);
    const go = (n: number) => {
      e.preventDefault();
      entries[(n + entries.length) % entries.length]?.focus();
    };
    e.stopPropagation();
    if (e.key === 'ArrowDown') go(i + 1);
    else if (e.key === 'ArrowUp') go(i - 1);
    else if (e.key === 'Home') go(0);
    else if (e.key === 'End') go(entries.length - 1);
    else if (e.key === 'Escape') {
      e.preventDefault();
      onClose();
    } else if (e.key === 'Tab') onClose();
    else if (e.key.length === 1 && e.key !== ' ') {
      const k = e.key.toLowerCase();
      const hit = [...entries.slice(i + 1), ...entries].find((el) => el.dataset.label?.toLowerCase().startsWith(k));
      hit?.focus();
    }
  };

  return (
    <div ref={ref} popover="auto" className={s.menu} role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item, n) =>
        item === 'line' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
          <hr key={`line-${n}`} className={s.line} />
        ) : (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is menuitemcheckbox wherever aria-checked is set
          <button
            type="button"
            key={item.label}
            role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked={item.checked}
            aria-disabled={item.disabled || undefined}
            data-label={item.label}
            tabIndex={-1}
            className={`${s.item} ${item.danger ? s.danger : ''}`}
            onPointerMove={(e) => e.currentTarget.focus()}
            onClick={() => {
              if (item.disabled) return;
              if (item.checked === undefined) onClose();
              item.run();
            }}
          >
            {item.checked !== undefined && <span className={s.check}>{item.checked && <CheckIcon />}</span>}
            {item.before}
            <span className={s.label}>{item.label}</span>
            {item.hint && <span className={s.hint}>{item.hint}</span>}
          </button>
        ),
      )}
    </div>
  );
}

export interface MenuButtonProps {
  readonly label: string;
  /** What the button shows; `label` is its name. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly items: () => readonly MenuItem[];
  readonly title?: string;
}

/** A button that opens a menu below itself (or above, where there is no room). */
export function MenuButton({ label, children, className, items, title }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<At | null>(null);
  const closedAt = useRef(0);
  const id = useId();
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (box) setAt({ x: box.left, y: box.top, height: box.height });
  };
  const close = useCallback(() => {
    closedAt.current = performance.now();
    setAt(null);
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        aria-controls={at ? id : undefined}
        aria-label={label}
        title={title}
        onClick={() => {
          // The click that closed the menu by being outside of it must not open it again.
          if (performance.now() - closedAt.current > 200) open();
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault();
            e.stopPropagation();
            open();
          }
        }}
      >
        {children}
      </button>
      {at && (
        <span id={id}>
          <MenuList items={items()} at={at} label={label} onClose={close} />
        </span>
      )}
    </>
  );
}

/** For context menus: `open(event-or-point)` and the element to draw. */
export function useContextMenu(label: string, items: () => readonly MenuItem[]) {
  const [at, setAt] = useState<At | null>(null);
  useEffect(() => {
    if (at === null) return;
    const gone = () => setAt(null);
    window.addEventListener('resize', gone);
    return () => window.removeEventListener('resize', gone);
  }, [at]);
  return {
    open: (x: number, y: number) => setAt({ x, y, height: 0 }),
    element: at && <MenuList items={items()} at={at} label={label} onClose={() => setAt(null)} />,
  };
}
