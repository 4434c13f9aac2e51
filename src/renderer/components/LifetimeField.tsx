import { useState } from 'react';
import type { Field } from '../../domain/driver';
import { exactLocal, utc } from '../lib/dates';
import { lifetimeEnd } from '../lib/form';
import { useNow } from '../stores/clock';
import { CheckField, FieldGroup } from './Field';
import f from './Field.module.css';
import s from './forms.module.css';
import { Notice } from './Notice';

type Lifetime = Extract<Field, { kind: 'lifetime' }>;

/** How long a key shall live: the driver's choices, or until a moment that the person picks; the resulting date is always said. */
export function LifetimeField({
  field,
  value,
  onChange,
  error,
}: {
  readonly field: Lifetime;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}) {
  const now = useNow();
  const textOf = (seconds: number | null) => (seconds === null ? 'never' : String(seconds));
  const known = field.choices.some((c) => textOf(c.seconds) === value);
  const [until, setUntil] = useState(!known);
  const end = lifetimeEnd(value, now);
  const endLocal = end === null ? '' : localInput(end);
  return (
    <FieldGroup legend={field.label} help={field.help || undefined} error={error}>
      <div className={s.choices}>
        {field.choices.map((c) => (
          <CheckField
            key={c.label}
            label={c.label}
            radioGroup={`lifetime-${field.name}`}
            checked={!until && textOf(c.seconds) === value}
            onChange={() => {
              setUntil(false);
              onChange(textOf(c.seconds));
            }}
          />
        ))}
        <CheckField
          label="Until a moment of your choice"
          radioGroup={`lifetime-${field.name}`}
          checked={until}
          onChange={() => setUntil(true)}
        />
      </div>
      {until && (
        <input
          type="datetime-local"
          className={`${f.input} ${s.moment}`}
          aria-label="The key ends at (local time)"
          defaultValue={endLocal}
          min={localInput(now + 60_000)}
          onChange={(e) => {
            const at = new Date(e.target.value).getTime();
            if (!Number.isNaN(at)) onChange(String(Math.max(0, Math.round((at - now) / 1_000))));
          }}
        />
      )}
      <p className={s.result} aria-live="polite">
        {end === null ? (value === 'never' ? 'Never ends.' : 'No end chosen yet.') : `Ends ${exactLocal(end, now)} (${utc(end)}).`}
      </p>
      {value === 'never' && field.neverWarning && <Notice tone="warn">{field.neverWarning}</Notice>}
    </FieldGroup>
  );
}

/** An instant as a datetime-local input wants it, in local time, to the minute. */
function localInput(at: number): string {
  const d = new Date(at);
  return new Date(at - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
