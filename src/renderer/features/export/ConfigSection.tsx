import { useState } from 'react';
import type { ConfigFile } from '../../../domain/exports';
import type { ConfigChangePreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noRepeat } from '../dialog-parts/noRepeat';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { Overwritten } from '../netrc/Overwritten';
import { LineChange } from './LineChange';
import { Warnings } from './Warnings';

interface Shown {
  readonly preview: ConfigChangePreview;
  readonly path: string;
  readonly locator: string;
}

/** Putting the key into a file of the vendor's own programs: first the exact change, masked, then the writing. What else is in the file stays. */
export function ConfigSection({ keyId, file }: { readonly keyId: string; readonly file: ConfigFile }) {
  const [path, setPath] = useState('');
  const [locator, setLocator] = useState('');
  const [keep, setKeep] = useState(true);
  const [shown, setShown] = useState<Shown | null>(null);
  const [notes, setNotes] = useState<readonly string[] | null>(null);
  const action = useAction();
  // A preview of other wishes than those that stand in the form now must not be applied.
  const current = shown !== null && shown.path === path && shown.locator === locator ? shown.preview : null;
  const target = { keyId, kind: file.kind, path: path.trim(), locator: locator.trim() };

  const change = (next: () => void) => {
    next();
    setShown(null);
    setNotes(null);
    action.setProblem(null);
  };
  const look = async () => {
    setNotes(null);
    const answer = await action.run(() => client().call('export.previewConfig', target));
    if (answer?.ok) setShown({ preview: answer.value, path, locator });
  };
  const write = async () => {
    if (current === null) return;
    const answer = await action.run(() => client().call('export.applyConfig', { ...target, version: current.version, keep }));
    if (answer?.ok) {
      setNotes(answer.value.notes);
      setShown(null);
    }
  };
  const beside = Object.entries(file.fields);
  return (
    <section className={parts.section} aria-label={file.title}>
      <h3 className={parts.heading}>{file.title}</h3>
      <p className={parts.quiet}>{file.help}</p>
      <div className={file.locatorLabel === null ? undefined : parts.split}>
        <TextField
          label="File"
          mono
          value={path}
          onChange={(v) => change(() => setPath(v))}
          placeholder={file.path}
          help="Empty: where programs look for it."
        />
        {file.locatorLabel !== null && (
          <TextField
            label={file.locatorLabel}
            mono
            value={locator}
            onChange={(v) => change(() => setLocator(v))}
            placeholder={file.locator}
          />
        )}
      </div>
      {beside.length > 0 && (
        <p className={parts.quiet}>
          Written beside the key: {beside.map(([name, value]) => `${name} ${value}`).join(', ')}. What else is in the file stays as it is.
        </p>
      )}
      {current && (
        <>
          <LineChange change={current} />
          <Warnings warnings={current.warnings} />
          <Overwritten overwrites={current.overwrites} keep={keep} setKeep={setKeep} />
        </>
      )}
      {action.problem && <ProblemNotice problem={action.problem} retry={() => void look()} />}
      {notes && (
        <Notice tone="good">
          <p role="status">The key is in {file.title}.</p>
          {notes.map((n) => (
            <p key={n}>{n}</p>
          ))}
        </Notice>
      )}
      <div className={parts.buttons}>
        {current ? (
          <Button variant="primary" busy={action.busy} onKeyDown={noRepeat} onClick={() => void write()}>
            Put in {file.title}
          </Button>
        ) : (
          <Button busy={action.busy} onClick={() => void look()}>
            Show the change to {file.title}
          </Button>
        )}
      </div>
    </section>
  );
}
