import type { Field, FieldValues } from '../../domain/driver';
import { DAY, SECOND } from '../../domain/time';
import { codePoints } from './text';

/** Rules of forms that are described as data; the server's driver has the last word in main. */

/** What a field holds when the form opens. Scopes start with those of the initial ones that the principal may give. */
export function initialValue(field: Field, grantable: readonly string[] | null): string {
  switch (field.kind) {
    case 'text':
    case 'choice':
      return field.initial;
    case 'lifetime':
      return String(field.initialSeconds);
    case 'scopes':
      return field.initial.filter((s) => grantable === null || grantable.includes(s)).join(' ');
    case 'tags':
    case 'date':
    case 'secret':
      return '';
  }
}

/** Fields that are shown now: those whose condition holds, and whose condition's own field is shown. */
export function visibleFields(fields: readonly Field[], values: FieldValues): Field[] {
  const shown = new Set<string>();
  return fields.filter((f) => {
    const on = f.dependsOn;
    const visible = on === undefined || (shown.has(on.field) && on.values.includes(values[on.field] ?? ''));
    if (visible) shown.add(f.name);
    return visible;
  });
}

/** What is wrong with a value, in one sentence; null where nothing is. Secrets are asked of their fields, not here. */
export function fieldProblem(field: Field, value: string, now: number): string | null {
  if (field.required && field.kind !== 'secret' && value.trim() === '')
    return field.kind === 'scopes' ? 'Choose at least one scope.' : `${field.label} is needed.`;
  if (field.kind === 'text' && field.maxCodePoints !== null && codePoints(value) > field.maxCodePoints)
    return `${codePoints(value) - field.maxCodePoints} characters too long; ${field.maxCodePoints} fit.`;
  if (field.kind === 'lifetime' && value !== 'never' && !(Number(value) > 0)) return 'Choose how long the key shall live.';
  if (field.kind === 'date' && value !== '' && Number.isNaN(Date.parse(value))) return 'This is not a date.';
  if (field.kind === 'date' && value !== '' && Date.parse(value) + DAY < now) return 'This day is over.';
  return null;
}

/** The instant at which a key made now with this lifetime ends; null for "never" or no number. */
export function lifetimeEnd(value: string, now: number): number | null {
  const seconds = Number(value);
  return value === 'never' || !Number.isFinite(seconds) || seconds <= 0 ? null : now + seconds * SECOND;
}
