import { useId, useState } from 'react';
import type { Shell } from '../../../domain/exports';
import type { ExportPreview } from '../../../domain/views';
import { CheckField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useSnapshot } from '../../stores/state';
import parts from '../dialog-parts/parts.module.css';
import type { Copy } from '../dialog-parts/useCopy';
import { CodeLine } from './CodeLine';
import s from './export.module.css';

/** The variable in each shell: set at once, or asked for so that the key stays out of the shell's history. */
export function ShellSection({
  preview,
  copy,
  disabled,
  withAddress,
  setWithAddress,
}: {
  readonly preview: ExportPreview;
  readonly copy: Copy;
  readonly disabled: boolean;
  readonly withAddress: boolean;
  readonly setWithAddress: (on: boolean) => void;
}) {
  const preferred = useSnapshot((x) => x.settings.shell);
  const [picked, setPicked] = useState<Shell>(preferred);
  const id = useId();
  const { commands } = preview;
  const command = commands.find((c) => c.shell === picked) ?? commands[0];
  if (command === undefined) return null;
  const move = (step: number) => {
    const next = commands[(commands.indexOf(command) + step + commands.length) % commands.length];
    if (next === undefined) return;
    setPicked(next.shell);
    document.getElementById(`${id}-${next.shell}`)?.focus();
  };
  const helps = preview.variables.filter((v) => v.help !== '' && (v.value === 'secret' || withAddress));
  return (
    <section className={parts.section} aria-label="In a shell">
      <h3 className={parts.heading}>In a shell</h3>
      <div className={s.tabs} role="tablist" aria-label="Shell">
        {commands.map((c) => (
          <button
            key={c.shell}
            id={`${id}-${c.shell}`}
            type="button"
            role="tab"
            aria-selected={c === command}
            aria-controls={`${id}-panel`}
            tabIndex={c === command ? 0 : -1}
            className={s.tab}
            onClick={() => setPicked(c.shell)}
            onKeyDown={(e) => {
              if (e.key === 'ArrowRight') move(1);
              if (e.key === 'ArrowLeft') move(-1);
            }}
          >
            {c.label}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${command.shell}`} className={s.panel}>
        {command.problem && <Notice tone="warn">{command.problem}</Notice>}
        {command.masked && (
          <CodeLine
            text={command.masked}
            label={`${command.label} command`}
            copyLabel={`Copy the ${command.label} command`}
            disabled={disabled}
            onCopy={() => void copy.copy({ kind: 'assignment', shell: command.shell }, `${command.label} command`)}
          />
        )}
        {command.prompted.map((p) => (
          <div key={p.id} className={parts.section}>
            <p className={parts.quiet}>
              {p.label}: asks for the key, so that it stays out of the shell's history. This text holds no secret.
            </p>
            <CodeLine
              text={p.text}
              label={`${p.label}, asking for the key`}
              copyLabel={`Copy the ${p.label} command that asks for the key`}
              disabled={disabled}
              onCopy={() => void copy.copy({ kind: 'prompted', shell: command.shell, id: p.id }, `${p.label} command`)}
            />
            {p.warnings.map((w) => (
              <p key={w} className={parts.quiet}>
                {w}
              </p>
            ))}
          </div>
        ))}
      </div>
      <CheckField label="With the server's address beside it" checked={withAddress} onChange={setWithAddress} />
      {helps.map((v) => (
        <p key={v.name} className={parts.quiet}>
          <code>{v.name}</code>: {v.help}
        </p>
      ))}
    </section>
  );
}
