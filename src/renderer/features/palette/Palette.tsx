import { type KeyboardEvent, useDeferredValue, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { fuzzyPick } from '../../lib/fuzzy';
import { looksSecret } from '../../lib/text';
import { useUi } from '../../stores/ui';
import { findSecret } from '../topbar/SearchBox';
import { generalActions, keyActionsFor, type PaletteAction } from './actions';
import s from './Palette.module.css';

const SHOWN = 40;
/** Actions of single keys that are looked through at most, so that 100,000 keys do not make typing slow. */
const KEY_ACTIONS = 30_000;

const textOf = (a: PaletteAction): string => `${a.label} ${a.also ?? ''}`;
const close = () => useUi.setState({ paletteOpen: false });

/** The actions that fit a query, best first. */
function find(general: readonly PaletteAction[], query: string): PaletteAction[] {
  const own = new Set(general);
  const all = query.trim().length < 2 ? general : [...general, ...keyActionsFor(KEY_ACTIONS)];
  // An action of the whole window is one of few; among the many of single keys it would never be seen.
  return fuzzyPick(all, query, textOf, SHOWN, (a) => (own.has(a) ? 15 : 0));
}

/** Every action by a few letters: a combobox over a list, in a dialog of its own. */
export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const general = useMemo(generalActions, []);
  const searched = useDeferredValue(query);
  const results = useMemo(() => find(general, searched), [general, searched]);

  useLayoutEffect(() => {
    const d = dialog.current;
    d?.showModal();
    return () => d?.close();
  }, []);

  const run = (action: PaletteAction | undefined) => {
    if (action === undefined) return;
    close();
    // After the palette has given the focus back, so that a dialog opened now gives it back to the same place later.
    queueMicrotask(() => void action.run());
  };
  const go = (to: number) => {
    const next = results.length === 0 ? 0 : (to + results.length) % results.length;
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    e.stopPropagation();
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: Math.min(results.length - 1, active + 10),
      PageUp: Math.max(0, active - 10),
    };
    const to = moves[e.key];
    if (to !== undefined) {
      e.preventDefault();
      go(to);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      // Who types fast must not get what an older query found: the list drawn may be a letter behind.
      run(searched === query ? results[active] : find(general, query)[0]);
    }
  };
  return (
    <dialog
      ref={dialog}
      className={s.palette}
      aria-label="Commands"
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onPointerDown={(e) => {
        if (e.target === e.currentTarget) close();
      }}
      onKeyDown={onKeyDown}
    >
      <input
        className={s.input}
        type="text"
        role="combobox"
        aria-label="What do you want to do?"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={results.length > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={query}
        onPaste={(e) => {
          const text = e.clipboardData.getData('text');
          if (!looksSecret(text)) return;
          e.preventDefault();
          close();
          void findSecret(text);
        }}
        onChange={(e) => {
          setQuery(e.target.value);
          setActive(0);
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Commands" tabIndex={-1} className={s.list}>
        {results.map((a, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
          <div
            key={a.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            tabIndex={-1}
            className={s.option}
            onPointerMove={() => setActive(i)}
            onClick={() => run(a)}
          >
            <span>{a.label}</span>
            {a.hint && <span className={s.hint}>{a.hint}</span>}
          </div>
        ))}
      </div>
      {results.length === 0 && <p className={s.none}>Nothing fits “{query}”.</p>}
    </dialog>
  );
}
