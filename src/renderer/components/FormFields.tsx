import { useRef, useState } from 'react';
import type { Field, FieldValues, ScopeSentence } from '../../domain/driver';
import type { Problem } from '../../domain/result';
import type { SecretInput } from '../../ipc/contract';
import { fieldProblem, initialValue, visibleFields } from '../lib/form';
import { now } from '../stores/clock';
import { SelectField, TextField } from './Field';
import { LifetimeField } from './LifetimeField';
import { ScopesField } from './ScopesField';
import { SecretField, type SecretHandle } from './SecretField';

export interface FormOptions {
  /** Scopes that the principal may give; null where not known. */
  readonly grantable?: readonly string[] | null;
  /** Values that replace the fields' own initial ones (a default lifetime, a key to be replaced). */
  readonly preset?: FieldValues;
}

/** A form over fields described as data. Its state has no secret: secret fields are asked once, by `takeSecrets`. */
export interface Form {
  readonly fields: readonly Field[];
  readonly visible: readonly Field[];
  readonly values: FieldValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly grantable: readonly string[] | null;
  set(name: string, value: string): void;
  /** Checks all shown fields; puts the sentences beside them; false where one is wrong. */
  validate(): boolean;
  /** Puts a problem of main's beside its field; false where it names none that is shown, so that it must be shown as a notice. */
  takeProblem(problem: Problem): boolean;
  /** The values of the shown, non-secret fields, for one call. */
  submission(): Record<string, string>;
  /** The secrets, for one call; empties their fields. */
  takeSecrets(): Record<string, SecretInput>;
  clearSecrets(): void;
  readonly secretRef: (name: string) => (handle: SecretHandle | null) => void;
}

export function useForm(fields: readonly Field[], options: FormOptions = {}): Form {
  const grantable = options.grantable ?? null;
  const [own, setOwn] = useState<Record<string, string>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const secrets = useRef(new Map<string, SecretHandle>());
  // Values not touched yet follow the fields, so that a form whose description arrives late starts right.
  const values: Record<string, string> = {};
  for (const f of fields) values[f.name] = own[f.name] ?? options.preset?.[f.name] ?? initialValue(f, grantable);
  const visible = visibleFields(fields, values);
  const shownSecrets = () => visible.filter((f) => f.kind === 'secret');
  return {
    fields,
    visible,
    values,
    errors,
    grantable,
    set(name, value) {
      setOwn((o) => ({ ...o, [name]: value }));
      setErrors(({ [name]: _, ...rest }) => rest);
    },
    validate() {
      const found: Record<string, string> = {};
      for (const f of visible) {
        const problem =
          f.kind === 'secret'
            ? f.required && (secrets.current.get(f.name)?.isEmpty() ?? true)
              ? `${f.label} is needed.`
              : null
            : fieldProblem(f, values[f.name] ?? '', now());
        if (problem) found[f.name] = problem;
      }
      setErrors(found);
      return Object.keys(found).length === 0;
    },
    takeProblem(problem) {
      const name = problem.field;
      if (name === undefined || !visible.some((f) => f.name === name)) return false;
      setErrors((e) => ({ ...e, [name]: problem.message }));
      return true;
    },
    submission: () => Object.fromEntries(visible.filter((f) => f.kind !== 'secret').map((f) => [f.name, values[f.name] ?? ''])),
    takeSecrets() {
      const taken: Record<string, SecretInput> = {};
      for (const f of shownSecrets()) {
        const secret = secrets.current.get(f.name)?.take();
        if (secret) taken[f.name] = secret;
      }
      return taken;
    },
    clearSecrets() {
      for (const handle of secrets.current.values()) handle.clear();
    },
    secretRef: (name) => (handle) => {
      if (handle) secrets.current.set(name, handle);
      else secrets.current.delete(name);
    },
  };
}

/** Draws a form's shown fields in order. `kind`: the kind of server, for hints about pasted keys; null where the secrets are passwords. */
export function FormFields({
  form,
  scopes,
  kind,
  autoFocus,
}: {
  readonly form: Form;
  readonly scopes: readonly ScopeSentence[];
  readonly kind: string | null;
  readonly autoFocus?: boolean;
}) {
  return form.visible.map((field, i) => (
    <OneField key={field.name} field={field} form={form} scopes={scopes} kind={kind} autoFocus={(autoFocus ?? false) && i === 0} />
  ));
}

function OneField({
  field,
  form,
  scopes,
  kind,
  autoFocus,
}: {
  readonly field: Field;
  readonly form: Form;
  readonly scopes: readonly ScopeSentence[];
  readonly kind: string | null;
  readonly autoFocus: boolean;
}) {
  const value = form.values[field.name] ?? '';
  const error = form.errors[field.name] ?? null;
  const set = (v: string) => form.set(field.name, v);
  const common = { label: field.label, help: field.help || undefined, error, required: field.required };
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          {...common}
          value={value}
          onChange={set}
          maxCodePoints={field.maxCodePoints}
          placeholder={field.placeholder || undefined}
          autoFocus={autoFocus}
        />
      );
    case 'secret':
      return (
        <SecretField
          ref={form.secretRef(field.name)}
          label={field.label}
          help={field.help}
          error={error}
          required={field.required}
          kind={kind}
          paste={kind !== null}
          autoFocus={autoFocus}
        />
      );
    case 'lifetime':
      return <LifetimeField field={field} value={value} onChange={set} error={error} />;
    case 'scopes':
      return <ScopesField field={field} value={value} onChange={set} error={error} sentences={scopes} grantable={form.grantable} />;
    case 'tags':
      return <TextField {...common} value={value} onChange={set} placeholder="Separated by spaces" mono />;
    case 'date':
      return <TextField {...common} type="date" value={value} onChange={set} />;
    case 'choice':
      return <SelectField {...common} value={value} onChange={set} options={field.options} />;
  }
}
