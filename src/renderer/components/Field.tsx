import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { intoView } from '../lib/into-view';
import { codePoints } from '../lib/text';
import s from './Field.module.css';

/** Ids and flags that tie a control to its label, help and error. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly required: boolean;
}

export interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | null | undefined;
  readonly required?: boolean;
  /** Counts code points against a limit, beside the label. */
  readonly counter?: { readonly used: number; readonly max: number } | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A labelled control with help and error. The control is drawn by the child function, which spreads what it is given. */
export function Field({ label, help, error, required = false, counter, children }: FieldProps) {
  const id = useId();
  const describedBy = [help ? `${id}-help` : '', counter ? `${id}-count` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={s.field}>
      <div className={s.head}>
        <label htmlFor={id} className={s.label}>
          {label}
          {!required && <span className={s.optional}> optional</span>}
        </label>
        {counter && (
          <span id={`${id}-count`} className={`${s.counter} ${counter.used > counter.max ? s.over : ''}`}>
            {counter.used} of {counter.max}
            <span className="visually-hidden"> characters</span>
          </span>
        )}
      </div>
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined, required })}
      {error && (
        <p ref={intoView} id={`${id}-error`} className={s.error} role="alert">
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className={s.help}>
          {help}
        </p>
      )}
    </div>
  );
}

/** A group of controls (check boxes, radio buttons) under one legend. */
export function FieldGroup({
  legend,
  help,
  error,
  children,
}: {
  readonly legend: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | null | undefined;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset className={s.group} aria-describedby={help || error ? `${id}-d` : undefined}>
      <legend className={s.label}>{legend}</legend>
      {children}
      {(help || error) && (
        <div id={`${id}-d`}>
          {error && (
            <p className={s.error} role="alert">
              {error}
            </p>
          )}
          {help && <p className={s.help}>{help}</p>}
        </div>
      )}
    </fieldset>
  );
}

/** Keeps browser helpers and password managers away from a field. */
export const NO_HELPERS = {
  autoComplete: 'off',
  autoCorrect: 'off',
  autoCapitalize: 'off',
  spellCheck: false,
  'data-1p-ignore': '',
  'data-lpignore': 'true',
  'data-bwignore': '',
} as const;

export interface TextFieldProps extends Omit<FieldProps, 'children' | 'counter'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Limit in code points; a counter is shown, and going over is not prevented, so that a paste is not cut silently. */
  readonly maxCodePoints?: number | null | undefined;
  readonly placeholder?: string | undefined;
  readonly multiline?: boolean;
  readonly mono?: boolean;
  readonly autoFocus?: boolean;
  readonly type?: 'text' | 'date' | 'datetime-local' | 'number' | 'url';
  readonly inputProps?: InputHTMLAttributes<HTMLInputElement>;
}

/** A field of one text. Never for a secret: see SecretField. */
export function TextField({
  value,
  onChange,
  maxCodePoints,
  placeholder,
  multiline,
  mono,
  autoFocus,
  type = 'text',
  inputProps,
  ...field
}: TextFieldProps) {
  const counter = maxCodePoints ? { used: codePoints(value), max: maxCodePoints } : undefined;
  return (
    <Field {...field} counter={counter}>
      {(control) =>
        multiline ? (
          <textarea
            {...NO_HELPERS}
            {...control}
            className={s.input}
            rows={3}
            value={value}
            placeholder={placeholder}
            data-autofocus={autoFocus ? '' : undefined}
            onChange={(e) => onChange(e.target.value)}
          />
        ) : (
          <input
            {...NO_HELPERS}
            {...inputProps}
            {...control}
            type={type}
            className={`${s.input} ${mono ? s.mono : ''}`}
            value={value}
            placeholder={placeholder}
            data-autofocus={autoFocus ? '' : undefined}
            onChange={(e) => onChange(e.target.value)}
          />
        )
      }
    </Field>
  );
}

export interface SelectFieldProps extends Omit<FieldProps, 'children' | 'counter'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function SelectField({ value, onChange, options, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} className={s.input} value={value} onChange={(e) => onChange(e.target.value)}>
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface CheckFieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** Draws a radio button of this group instead of a check box. */
  readonly radioGroup?: string;
}

/** A check box or radio button with its sentence. */
export function CheckField({ label, help, checked, onChange, disabled, radioGroup }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={`${s.check} ${disabled ? s.disabled : ''}`}>
      <input
        id={id}
        type={radioGroup ? 'radio' : 'checkbox'}
        name={radioGroup}
        checked={checked}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(e) => onChange(e.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {help && (
        <p id={`${id}-help`} className={s.help}>
          {help}
        </p>
      )}
    </div>
  );
}
