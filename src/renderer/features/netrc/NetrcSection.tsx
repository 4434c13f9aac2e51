import { useState } from 'react';
import type { NetrcPreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { CheckField, TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noRepeat } from '../dialog-parts/noRepeat';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { LineChange } from '../export/LineChange';
import { Overwritten } from './Overwritten';
import { Readers } from './Readers';

interface Shown {
  readonly preview: NetrcPreview;
  readonly login: string;
  readonly replace: boolean;
}

/** Putting the key into the netrc file: first the exact change and which programs will find it, then the writing. */
export function NetrcSection({ keyId }: { readonly keyId: string }) {
  const [login, setLogin] = useState('');
  const [replace, setReplace] = useState(false);
  const [keep, setKeep] = useState(true);
  /** The host has an entry with another login: asked before it is written over. */
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const [notes, setNotes] = useState<readonly string[] | null>(null);
  const action = useAction();
  // A preview of other wishes than those that stand in the form now must not be applied.
  const current = shown !== null && shown.login === login && shown.replace === replace ? shown.preview : null;

  const change = (next: () => void) => {
    next();
    setShown(null);
    setNotes(null);
    action.setProblem(null);
  };
  const look = async () => {
    setNotes(null);
    const answer = await action.run(() => client().call('netrc.preview', { keyId, login: login.trim(), replace }));
    if (answer?.ok) setShown({ preview: answer.value, login, replace });
    else if (answer?.error.field === 'replace') setAsked(true);
  };
  const write = async () => {
    if (current === null) return;
    const answer = await action.run(() =>
      client().call('netrc.apply', { keyId, login: login.trim(), replace, keep, version: current.version }),
    );
    if (answer?.ok) {
      setNotes(answer.value.notes);
      setShown(null);
    }
  };
  return (
    <section className={parts.section} aria-label=".netrc">
      <h3 className={parts.heading}>.netrc</h3>
      <p className={parts.quiet}>One line for the server’s host, which curl, git, wget, Python and R find by themselves.</p>
      <TextField
        label="Login"
        mono
        value={login}
        onChange={(v) => change(() => setLogin(v))}
        placeholder="apikey"
        help="The name that goes with the key. Servers that know keys mostly want apikey; some want your user name."
      />
      {asked && (
        <CheckField
          label="Replace the host’s entry that has another login"
          help="Programs read one entry for a host."
          checked={replace}
          onChange={(v) => change(() => setReplace(v))}
        />
      )}
      {current && (
        <>
          <LineChange change={current} />
          <Readers readers={current.readers} />
          {current.warnings.length > 0 && (
            <Notice tone="warn">
              <ul className={parts.sentences}>
                {current.warnings.map((w) => (
                  <li key={w}>{w}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Overwritten overwrites={current.overwrites} keep={keep} setKeep={setKeep} />
        </>
      )}
      {action.problem && <ProblemNotice problem={action.problem} retry={() => void look()} />}
      {notes && (
        <Notice tone="good">
          <p role="status">The key is in .netrc.</p>
          {notes.map((n) => (
            <p key={n}>{n}</p>
          ))}
        </Notice>
      )}
      <div className={parts.buttons}>
        {current ? (
          <Button variant="primary" busy={action.busy} onKeyDown={noRepeat} onClick={() => void write()}>
            Put in .netrc
          </Button>
        ) : (
          <Button busy={action.busy} onClick={() => void look()}>
            Show the change to .netrc
          </Button>
        )}
      </div>
    </section>
  );
}
