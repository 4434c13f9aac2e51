import { useState } from 'react';
import type { Shell } from '../../../domain/exports';
import type { Problem } from '../../../domain/result';
import type { Settings as SettingsView, ThemeChoice } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fact } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { CheckField, FieldGroup, SelectField, TextField } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { KEYCHAIN_STATE } from '../dialog-parts/words';
import s from './settings.module.css';
import { Warnings } from './Warnings';

export { ForgetEverything } from './ForgetEverything';

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
const CLEAR_AFTER = [10, 20, 30, 60, 120, 300];
const SHELLS: readonly { readonly value: Shell; readonly label: string }[] = [
  { value: 'posix', label: 'bash, zsh, dash' },
  { value: 'fish', label: 'fish' },
  { value: 'tcsh', label: 'tcsh' },
  { value: 'powershell', label: 'PowerShell' },
  { value: 'cmd', label: 'cmd' },
  { value: 'dotenv', label: 'dotenv line' },
];
const inWords = (seconds: number) => (seconds < 60 ? `${seconds} seconds` : seconds === 60 ? '1 minute' : `${seconds / 60} minutes`);

/** Settings take effect as they are chosen; there is nothing to save. */
export default function Settings({ close }: DialogProps<'settings'>) {
  const settings = useSnapshot((x) => x.settings);
  const keychain = useSnapshot((x) => x.keychain);
  const run = useSnapshot((x) => x.run);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [days, setDays] = useState(String(settings.defaultLifetimeDays));
  const set = async (change: Partial<SettingsView>) => {
    const answer = await client().call('settings.set', change);
    setProblem(answer.ok ? null : answer.error);
  };
  const daysWrong = /^\d{1,4}$/.test(days) && Number(days) >= 1 && Number(days) <= 3650 ? null : 'A whole number from 1 to 3650.';
  const clearChoices =
    CLEAR_AFTER.includes(settings.clipboardSeconds) || settings.clipboardSeconds === 0
      ? CLEAR_AFTER
      : [...CLEAR_AFTER, settings.clipboardSeconds].sort((a, b) => a - b);
  return (
    <Dialog title="Settings" subtitle="Changes take effect at once." onClose={close} footer={<Button onClick={close}>Close</Button>}>
      {problem && <ProblemNotice problem={problem} />}
      <FieldGroup legend="Colours">
        <div className={s.line}>
          {THEMES.map((t) => (
            <CheckField
              key={t.value}
              radioGroup="theme"
              label={t.label}
              checked={settings.theme === t.value}
              onChange={() => void set({ theme: t.value })}
            />
          ))}
        </div>
      </FieldGroup>
      <div className={parts.split}>
        <SelectField
          label="Clear a copied secret after"
          required
          value={String(settings.clipboardSeconds)}
          onChange={(v) => void set({ clipboardSeconds: Number(v) })}
          options={[
            ...clearChoices.map((n) => ({ value: String(n), label: inWords(n) })),
            { value: '0', label: 'Never: I clear it myself' },
          ]}
        />
        <SelectField
          label="Shell for “Copy export”"
          required
          value={settings.shell}
          onChange={(v) => void set({ shell: SHELLS.find((x) => x.value === v)?.value ?? 'posix' })}
          options={SHELLS}
        />
        <TextField
          label="Days that a new key lives"
          required
          type="number"
          inputProps={{ min: 1, max: 3650, step: 1 }}
          value={days}
          error={daysWrong}
          onChange={(text) => {
            setDays(text);
            const n = Number(text);
            if (/^\d{1,4}$/.test(text) && n >= 1 && n <= 3650) void set({ defaultLifetimeDays: n });
          }}
          help="Offered first; each key can have its own."
        />
      </div>
      {settings.clipboardSeconds === 0 && run.clipboardNotes.length > 0 && <p className={parts.quiet}>{run.clipboardNotes.join(' ')}</p>}
      <Warnings set={(change) => void set(change)} />
      <section className={parts.section} aria-label="On this machine">
        <h3 className={parts.heading}>On this machine</h3>
        <dl className={parts.facts}>
          <Fact label="Secrets">
            <div className={s.fact}>
              <span>
                {keychain.name}, {KEYCHAIN_STATE[keychain.state]}
              </span>
              <Button size="small" onClick={() => openDialog({ name: 'keychain', props: {} })}>
                Change…
              </Button>
            </div>
          </Fact>
          <Fact label="Everything else">
            <code>{run.dataFolder}</code>
          </Fact>
        </dl>
        <div>
          <Button variant="dangerQuiet" onClick={() => openDialog({ name: 'forgetEverything', props: {} })}>
            Forget everything on this machine…
          </Button>
        </div>
      </section>
    </Dialog>
  );
}
