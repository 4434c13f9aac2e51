import { useState } from 'react';
import type { FileChangePreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { SelectField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noRepeat } from '../dialog-parts/noRepeat';
import { PathField } from '../dialog-parts/PathField';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { LineChange } from './LineChange';

type Format = 'sh' | 'dotenv';

interface Shown {
  readonly change: FileChangePreview;
  readonly format: Format;
  readonly variable: string;
  readonly withAddress: boolean;
}

/** Writing the variable into an env file: first the exact change, masked, then the writing. Other lines are kept. */
export function FileSection({
  keyId,
  variable,
  withAddress,
}: {
  readonly keyId: string;
  readonly variable: string;
  readonly withAddress: boolean;
}) {
  const [path, setPath] = useState('');
  /** Null until the person chooses one: then the file's name tells. */
  const [chosen, setChosen] = useState<Format | null>(null);
  const format = chosen ?? (/(rc|profile|\.(sh|bash|zsh))$/.test(path.trim()) ? 'sh' : 'dotenv');
  const [shown, setShown] = useState<Shown | null>(null);
  const [notes, setNotes] = useState<readonly string[] | null>(null);
  const action = useAction();
  // A preview of other wishes than those that stand in the form now must not be applied.
  const current =
    shown !== null && shown.format === format && shown.variable === variable && shown.withAddress === withAddress ? shown : null;

  const change = (next: () => void) => {
    next();
    setShown(null);
    setNotes(null);
    action.setProblem(null);
  };
  const look = async () => {
    setNotes(null);
    const answer = await action.run(() => client().call('export.previewFile', { keyId, path: path.trim(), format, variable, withAddress }));
    if (answer?.ok) setShown({ change: answer.value, format, variable, withAddress });
  };
  const write = async () => {
    if (current === null) return;
    const answer = await action.run(() =>
      client().call('export.applyFile', { keyId, path: path.trim(), format, variable, withAddress, version: current.change.version }),
    );
    if (answer?.ok) {
      setNotes(answer.value.notes);
      setShown(null);
    }
  };
  return (
    <section className={parts.section} aria-label="Write to a file">
      <h3 className={parts.heading}>Write to a file</h3>
      <PathField
        label="File"
        required
        purpose="envFile"
        value={path}
        onChange={(p) => change(() => setPath(p))}
        placeholder="~/project/.env"
        help="Other lines of the file are kept; it becomes readable by you alone. Tessera remembers the place, and offers to clean it when the key is revoked."
      />
      <SelectField
        label="Format"
        required
        value={format}
        onChange={(v) => change(() => setChosen(v === 'sh' ? 'sh' : 'dotenv'))}
        options={[
          { value: 'dotenv', label: 'dotenv (.env, read by tools)' },
          { value: 'sh', label: 'sh (read by a shell with “.”)' },
        ]}
      />
      {current && (
        <>
          <LineChange change={current.change} />
          {current.change.warnings.map((w) => (
            <Notice key={w} tone="warn">
              {w}
            </Notice>
          ))}
        </>
      )}
      {action.problem && <ProblemNotice problem={action.problem} retry={() => void look()} />}
      {notes && (
        <Notice tone="good">
          <p role="status">Written.</p>
          {notes.map((n) => (
            <p key={n}>{n}</p>
          ))}
        </Notice>
      )}
      <div className={parts.buttons}>
        {current ? (
          <Button variant="primary" busy={action.busy} onKeyDown={noRepeat} onClick={() => void write()}>
            {current.change.exists ? 'Write this change' : 'Make this file'}
          </Button>
        ) : (
          <Button busy={action.busy} disabled={path.trim() === '' || variable === ''} onClick={() => void look()}>
            Show the change
          </Button>
        )}
      </div>
    </section>
  );
}
