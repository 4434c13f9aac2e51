import { DAY, HOUR } from '../../../domain/time';
import s from './notices.module.css';
import { leadText } from './words';

const OFFERED: readonly number[] = [90 * DAY, 30 * DAY, 14 * DAY, 7 * DAY, 3 * DAY, DAY, 12 * HOUR, HOUR];

/** Lead times to switch on and off; none at all is a choice too. `label`: what they are for. */
export function LeadChips({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: readonly number[];
  readonly onChange: (leads: readonly number[]) => void;
}) {
  const all = [...new Set([...OFFERED, ...value])].sort((a, b) => b - a);
  const toggle = (lead: number) =>
    onChange(value.includes(lead) ? value.filter((l) => l !== lead) : [...value, lead].sort((a, b) => b - a));
  return (
    // biome-ignore lint/a11y/useSemanticElements: it often stands in a fieldset, whose legend would be read twice
    <div role="group" aria-label={label} className={s.chips}>
      {all.map((lead) => (
        <button key={lead} type="button" className={s.chip} aria-pressed={value.includes(lead)} onClick={() => toggle(lead)}>
          {leadText(lead)}
        </button>
      ))}
    </div>
  );
}
