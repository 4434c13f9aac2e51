import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { Args } from '../../../ipc/contract';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import s from './parts.module.css';

/** A path, typed or chosen in the system's own file dialog. */
export function PathField({
  label,
  help,
  purpose,
  value,
  onChange,
  required = false,
  error,
  placeholder,
}: {
  readonly label: string;
  readonly help?: string;
  readonly purpose: Args<'file.choose'>['purpose'];
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly required?: boolean;
  readonly error?: string | null;
  readonly placeholder?: string;
}) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const choose = async () => {
    setProblem(null);
    const answer = await client().call('file.choose', { purpose });
    if (!answer.ok) setProblem(answer.error);
    else if (answer.value.path !== null) onChange(answer.value.path);
  };
  return (
    <div className={s.section}>
      <div className={s.row}>
        <TextField
          label={label}
          mono
          value={value}
          onChange={onChange}
          required={required}
          error={error ?? problem?.message}
          placeholder={placeholder}
        />
        <Button onClick={() => void choose()}>Choose file…</Button>
      </div>
      {help && <p className={s.quiet}>{help}</p>}
    </div>
  );
}
