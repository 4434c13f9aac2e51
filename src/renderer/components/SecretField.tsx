import { type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import type { SecretKind } from '../../domain/driver';
import type { TicketView } from '../../domain/views';
import type { SecretInput } from '../../ipc/contract';
import { client } from '../client';
import { Button } from './Button';
import { NO_HELPERS } from './Field';
import f from './Field.module.css';
import s from './SecretField.module.css';

/** What a form may do with a secret field. */
export interface SecretHandle {
  /** Hands the secret over for one call and empties the field; null where nothing was put in. */
  take(): SecretInput | null;
  /** Empties the field and lets main forget a pasted text. */
  clear(): void;
  focus(): void;
  isEmpty(): boolean;
}

export interface SecretFieldProps {
  readonly ref?: Ref<SecretHandle>;
  readonly label: string;
  readonly help?: string;
  readonly error?: string | null | undefined;
  readonly required?: boolean;
  /** Kind of server whose key this is, for a hint about its shape; null for a password or passphrase. */
  readonly kind: string | null;
  /** Offers "Paste", which main reads; off for passwords. Default: on. */
  readonly paste?: boolean;
  /** A secret that main holds already (found in a pasted address). */
  readonly ticket?: TicketView | null;
  /** Told when the field becomes filled or empty; never what is in it. */
  readonly onFilled?: (filled: boolean) => void;
  readonly autoFocus?: boolean;
  /** Sorts of secret that are told apart by their shape. */
  readonly kinds?: readonly SecretKind[];
  /** Told the id of the sort that the text looks like, or null; never the text. */
  readonly onKind?: (id: string | null) => void;
}

/**
 * A secret on its way in. The input is uncontrolled, so that what is typed is nowhere but in it; "Paste" is read by main, and the page
 * learns only what the text looks like.
 */
export function SecretField({
  ref,
  label,
  help,
  error,
  required = true,
  kind,
  paste = true,
  ticket: given = null,
  onFilled,
  autoFocus,
  kinds,
  onKind,
}: SecretFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [ticket, setTicket] = useState<TicketView | null>(given);
  const [shown, setShown] = useState(false);
  const [pasteProblem, setPasteProblem] = useState<string | null>(null);
  const held = useRef<string | null>(given?.ticket ?? null);

  const drop = () => {
    if (held.current !== null) void client().call('secret.drop', { ticket: held.current });
    held.current = null;
    setTicket(null);
  };
  const empty = () => {
    if (input.current) input.current.value = '';
    setShown(false);
    onFilled?.(false);
    onKind?.(null);
  };

  useImperativeHandle(ref, () => ({
    take() {
      if (held.current !== null) {
        const taken = held.current;
        held.current = null;
        setTicket(null);
        empty();
        return { ticket: taken };
      }
      const typed = input.current?.value ?? '';
      empty();
      return typed === '' ? null : { typed };
    },
    clear() {
      drop();
      empty();
    },
    focus: () => input.current?.focus(),
    isEmpty: () => held.current === null && (input.current?.value ?? '') === '',
  }));

  // A dialog that closes without using what was pasted lets main forget it.
  useEffect(
    () => () => {
      if (held.current !== null) void client().call('secret.drop', { ticket: held.current });
    },
    [],
  );

  const fromClipboard = async () => {
    setPasteProblem(null);
    const answer = await client().call('secret.fromClipboard', { kind });
    if (!answer.ok) {
      setPasteProblem(answer.error.message);
      return;
    }
    if (input.current) input.current.value = '';
    if (held.current !== null) void client().call('secret.drop', { ticket: held.current });
    held.current = answer.value.ticket;
    setTicket(answer.value);
    onFilled?.(true);
    onKind?.(kinds?.find((k) => k.name === answer.value.kindName)?.id ?? null);
  };

  const problem = error ?? pasteProblem ?? ticket?.problem ?? null;
  const describedBy = [help ? `${id}-help` : '', problem ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <div className={f.field}>
      <div className={f.head}>
        <label htmlFor={id} className={f.label}>
          {label}
          {!required && <span className={f.optional}> optional</span>}
        </label>
      </div>
      <div className={s.row}>
        {ticket !== null && (
          <p className={s.ticket} role="status">
            <span>{describeTicket(ticket)}</span>
            <Button
              variant="quiet"
              size="small"
              onClick={() => {
                drop();
                onFilled?.(false);
                onKind?.(null);
              }}
            >
              Take out
            </Button>
          </p>
        )}
        <input
          {...NO_HELPERS}
          ref={input}
          id={id}
          type={shown ? 'text' : 'password'}
          hidden={ticket !== null}
          className={`${f.input} ${f.mono}`}
          required={required && ticket === null}
          aria-describedby={describedBy}
          aria-invalid={problem ? true : undefined}
          data-autofocus={autoFocus ? '' : undefined}
          onInput={(e) => {
            const text = e.currentTarget.value.trim();
            onFilled?.(e.currentTarget.value !== '');
            onKind?.(kinds?.find((k) => new RegExp(k.pattern).test(text))?.id ?? null);
          }}
        />
        {ticket === null && (
          <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
        )}
        {paste && (
          <Button onClick={() => void fromClipboard()} title="Tessera reads the clipboard; the text is not shown">
            Paste
          </Button>
        )}
      </div>
      {problem && (
        <p id={`${id}-error`} className={f.error} role="alert">
          {problem}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className={f.help}>
          {help}
        </p>
      )}
    </div>
  );
}

/** "Tiled API key: 72 characters from the clipboard, begins 3086866a". */
function describeTicket(t: TicketView): string {
  const part = t.fragment === null ? '' : t.fragment.startsWith('…') ? `, ends ${t.fragment.slice(1)}` : `, begins ${t.fragment}`;
  return `${t.kindName ? `${t.kindName}: ` : ''}${t.length} characters${part}`;
}
