import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fact } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/ProblemNotice';
import { Tile } from '../../components/Tile';
import type { DialogProps } from '../../dialogs';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { KEYCHAIN_STATE } from '../dialog-parts/words';
import s from './about.module.css';

const PLATFORM = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const;

/** What runs here, for the person and for a bug report. */
export default function About({ close }: DialogProps<'about'>) {
  const run = useSnapshot((x) => x.run);
  const keychain = useSnapshot((x) => x.keychain);
  const [problem, setProblem] = useState<Problem | null>(null);
  const copy = async () => {
    const answer = await client().call('app.copyDiagnostics', {});
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) toast('Versions and settings were copied; no address and no secret is among them.', 'good');
  };
  return (
    <Dialog
      title={
        <span className={s.name}>
          <Tile state="heldLive" left={0.7} size={20} /> Tessera {run.version}
        </span>
      }
      subtitle="API keys of scientific data servers, on one table."
      onClose={close}
      footer={
        <>
          <Button onClick={() => void copy()}>Copy diagnostics</Button>
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <dl className={parts.facts}>
        <Fact label="Runs on">{run.runtime}</Fact>
        <Fact label="Chromium">{run.chromium}</Fact>
        <Fact label="Node">{run.node}</Fact>
        <Fact label="System">{PLATFORM[run.platform]}</Fact>
        <Fact label="Secrets in">
          {keychain.name}, {KEYCHAIN_STATE[keychain.state]}
        </Fact>
        <Fact label="Data folder">
          <code>{run.dataFolder}</code>
        </Fact>
        <Fact label="Licence">MIT. Free to use, change and pass on; without warranty.</Fact>
      </dl>
      {(run.notes.length > 0 || run.demo) && (
        <section className={parts.section} aria-label="Good to know">
          <h3 className={parts.heading}>Good to know</h3>
          <ul className={parts.sentences}>
            {run.demo && <li>This is the demo: its own data folder and keychain, nothing of yours.</li>}
            {run.notes.map((n) => (
              <li key={n}>{n}</li>
            ))}
          </ul>
        </section>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </Dialog>
  );
}
