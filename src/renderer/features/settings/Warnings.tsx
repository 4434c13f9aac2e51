import { useState } from 'react';
import type { RunInfo, Settings, WarningSettings } from '../../../domain/views';
import { CheckField, FieldGroup, TextField } from '../../components/Field';
import { useSnapshot } from '../../stores/state';
import parts from '../dialog-parts/parts.module.css';
import { LeadChips } from '../notices/LeadChips';
import { leadsText } from '../notices/words';

type Platform = RunInfo['platform'];

const BACKGROUND: Readonly<Record<Platform, string>> = {
  linux:
    'Tessera stays in the panel where the desktop has one for it; starting it again shows the window. Else it can warn only while its window is open.',
  darwin: 'Tessera stays in the menu bar and the Dock; a click there shows the window. Else it can warn only while its window is open.',
  win32: 'Tessera stays in the notification area; a click there shows the window. Else it can warn only while its window is open.',
};
const AT_LOGIN: Readonly<Record<Platform, string>> = {
  linux: 'By an entry in the autostart folder of your desktop, without a window. It can be switched off there too.',
  darwin: 'As a login item, without a window. System Settings, General, Login Items lists it too.',
  win32: 'Without a window. Windows lists it under Settings, Apps, Startup too.',
};

/** When keys are warned of, how, and whether Tessera may run for it without a window. */
export function Warnings({ set }: { readonly set: (change: Partial<Settings>) => void }) {
  const { warnings, background, startAtLogin } = useSnapshot((x) => x.settings);
  const run = useSnapshot((x) => x.run);
  const [days, setDays] = useState(String(warnings.unusedDays));
  const change = (some: Partial<WarningSettings>) => set({ warnings: { ...warnings, ...some } });
  const isRight = (text: string) => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3650;
  return (
    <section className={parts.section} aria-label="Warnings">
      <h3 className={parts.heading}>Warnings</h3>
      <FieldGroup
        legend="Before a key ends"
        help={
          warnings.leads.length === 0
            ? 'Nothing is said before an end; a key that has ended is still told. Servers and keys can have their own.'
            : `${capital(leadsText(warnings.leads))}. What is longer than half of a key's life is left out. Servers and keys can have their own.`
        }
      >
        <LeadChips label="Lead times" value={warnings.leads} onChange={(leads) => change({ leads })} />
      </FieldGroup>
      <div className={parts.split}>
        <TextField
          label="Days without use"
          required
          type="number"
          inputProps={{ min: 1, max: 3650, step: 1 }}
          value={days}
          error={isRight(days) ? null : 'A whole number from 1 to 3650.'}
          onChange={(text) => {
            setDays(text);
            if (isRight(text)) change({ unusedDays: Number(text) });
          }}
          help="After them a key is spoken of, where its server tells the last use."
        />
      </div>
      <div className={parts.fields}>
        <CheckField
          label="Show warnings as notifications of the system"
          help="Each once, beside the window. Systems may hold them back; the window always has them."
          checked={warnings.announce}
          onChange={(announce) => change({ announce })}
        />
        <CheckField
          label="Hide names in notifications"
          help="They say “a key”, not which: a locked screen may show them to everybody."
          checked={warnings.hideDetails}
          disabled={!warnings.announce}
          onChange={(hideDetails) => change({ hideDetails })}
        />
        <CheckField
          label="Keep running when the window is closed"
          help={BACKGROUND[run.platform]}
          checked={background}
          onChange={(on) => set({ background: on })}
        />
        <CheckField
          label="Start when you log in"
          help={AT_LOGIN[run.platform]}
          checked={startAtLogin}
          onChange={(on) => set({ startAtLogin: on })}
        />
      </div>
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
