import { type MouseEvent, useState } from 'react';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { exactLocal } from '../../lib/dates';
import { fieldText, type Preset, presetMoment, typedMoment } from '../../lib/horizon-moment';
import { now as clock, useNow } from '../../stores/clock';
import { toast } from '../../stores/ui';
import s from './AlivePanel.module.css';
import { useAlive } from './alive';
import { pickMoment } from './pick';

const PRESETS: readonly (readonly [preset: Preset, label: string])[] = [
  ['tomorrow', 'Tomorrow 08:00'],
  ['monday', 'Monday 08:00'],
  ['week', 'In 1 week'],
];

const close = (e: { readonly currentTarget: HTMLElement }) => e.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();

/** Until when keys shall live: a moment by a word, or a date and time of this machine's zone. */
export function AlivePanel() {
  const now = useNow();
  const at = useAlive((a) => a.at);
  const [text, setText] = useState(() => fieldText(at ?? presetMoment('monday', clock())));
  const [problem, setProblem] = useState<string | null>(null);
  const pick = (e: MouseEvent<HTMLElement>, preset: Preset) => {
    pickMoment({ by: preset });
    close(e);
  };
  const typed = typedMoment(text, now);
  return (
    <div className={s.panel}>
      <p>Which keys will still work then?</p>
      <ul>
        {PRESETS.map(([preset, label]) => (
          <li key={preset}>
            <button type="button" className={s.preset} onClick={(e) => pick(e, preset)}>
              <span>{label}</span>
              <span className={s.when}>{exactLocal(presetMoment(preset, now), now)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className={s.typed}
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          const moment = typedMoment(text, clock());
          if (!moment.ok) {
            setProblem(moment.problem);
            return;
          }
          pickMoment({ by: 'typed', text });
          if (moment.note !== null) toast(moment.note);
          close(e);
        }}
      >
        <TextField
          label="Another moment"
          type="datetime-local"
          required
          value={text}
          error={problem}
          help={
            typed.ok && typed.note !== null
              ? typed.note
              : `In the time of this machine, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`
          }
          onChange={(value) => {
            setText(value);
            setProblem(null);
          }}
        />
        <Button type="submit" variant="primary" size="small">
          Show who makes it
        </Button>
      </form>
    </div>
  );
}
