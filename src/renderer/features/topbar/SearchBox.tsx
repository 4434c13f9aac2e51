import { type ClipboardEvent, type DragEvent, useEffect, useRef } from 'react';
import { client } from '../../client';
import { SearchIcon } from '../../components/icons';
import { nameOf } from '../../lib/key-view';
import { looksSecret } from '../../lib/text';
import { useAppState } from '../../stores/state';
import { setSearch, showKey, toast, useUi } from '../../stores/ui';
import { SEARCH_ID } from '../window/shortcuts';
import s from './TopBar.module.css';

/** Hands a text that may be a secret to main, which compares it on this machine only, and shows the key that it belongs to. */
export async function findSecret(typed: string): Promise<void> {
  const answer = await client().call('keys.find', { secret: { typed: typed.trim() } });
  if (!answer.ok) {
    toast(answer.error.message, 'bad');
    return;
  }
  const [first] = answer.value.found;
  const begins = answer.value.fragment ? ` (${answer.value.fragment})` : '';
  if (first === undefined) {
    toast(`No key known here matches the pasted text${begins}. It was compared on this machine and sent nowhere.`);
    return;
  }
  showKey(first.keyId);
  const key = useAppState.getState().keyIndex.get(first.keyId);
  const name = key ? nameOf(key) : 'the key';
  const more = answer.value.found.length > 1 ? ` ${answer.value.found.length - 1} more could be meant too.` : '';
  toast(
    first.how === 'proof' ? `The pasted secret is ${name}.${more}` : `The pasted text${begins} fits ${name} by its visible part.${more}`,
    'good',
  );
}

/**
 * The search. Its input is uncontrolled, and what is put in at once and may be a secret never stays in it: it goes to main in one call,
 * and the key it belongs to is shown.
 */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  const search = useUi((u) => u.search);

  // Other parts clear the search ("Clear filters", a key shown from elsewhere).
  useEffect(() => {
    if (input.current && input.current.value !== search) input.current.value = search;
  }, [search]);

  const intercept = (e: ClipboardEvent | DragEvent, text: string) => {
    if (!looksSecret(text)) return;
    e.preventDefault();
    void findSecret(text);
  };
  return (
    <div className={s.search}>
      <SearchIcon />
      <input
        ref={input}
        id={SEARCH_ID}
        type="search"
        aria-label="Search keys"
        placeholder="Search keys, notes, scopes"
        autoComplete="off"
        spellCheck={false}
        defaultValue={search}
        onPaste={(e) => intercept(e, e.clipboardData.getData('text'))}
        onDrop={(e) => intercept(e, e.dataTransfer.getData('text'))}
        onInput={(e) => {
          const el = e.currentTarget;
          // Whatever else puts a whole secret in at once (an input method, a password manager) is caught here.
          if (looksSecret(el.value) && el.value.length - useUi.getState().search.length > 16) {
            const text = el.value;
            el.value = '';
            setSearch('');
            void findSecret(text);
            return;
          }
          setSearch(el.value);
        }}
        onKeyDown={(e) => {
          if (e.key === 'Escape' && el(e).value !== '') {
            e.preventDefault();
            setSearch('');
          } else if (e.key === 'ArrowDown') {
            e.preventDefault();
            document.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
          }
        }}
      />
      <span aria-hidden="true">Ctrl F</span>
    </div>
  );
}

const el = (e: { readonly currentTarget: HTMLInputElement }): HTMLInputElement => e.currentTarget;
