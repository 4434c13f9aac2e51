import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Logo } from '../../components/Logo';
import { ProblemNotice } from '../../components/ProblemNotice';
import { count } from '../../lib/text';
import { useSnapshot } from '../../stores/state';
import { openDialog, toast } from '../../stores/ui';
import s from './FirstRun.module.css';

/** The window before the first server: what Tessera does, and the two ways to begin. */
export function FirstRun() {
  const keychain = useSnapshot((x) => x.keychain);
  const drivers = useSnapshot((x) => x.drivers);
  const demoServers = useSnapshot((x) => x.run.demoServers);
  const readOnly = useSnapshot((x) => x.run.readOnly);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const recover = async () => {
    setBusy(true);
    setProblem(null);
    const answer = await client().call('keychain.recover', {});
    setBusy(false);
    if (!answer.ok) setProblem(answer.error);
    else if (answer.value.profiles === 0 && answer.value.keys === 0) toast('The keychain holds nothing of Tessera.');
    else toast(`Recovered ${count(answer.value.profiles, 'server')} and ${count(answer.value.keys, 'held key')}.`, 'good');
  };
  return (
    <div className={s.page}>
      <div className={s.card}>
        <div className={s.brand}>
          <Logo size={44} />
          <h1>Tessera</h1>
        </div>
        <p className={s.lead}>The API keys of your data servers, in one table.</p>
        <p className={s.kinds}>{[...drivers.filter((d) => d.network).map((d) => d.name), 'any other, by its key'].join(' · ')}</p>
        <ul className={s.points}>
          <li>
            <b>See</b> every key that a server lists for you, beside what this machine holds: what it may do, when it ends, when it was last
            used.
          </li>
          <li>
            <b>Keep</b> secrets in {keychain.state === 'unavailable' ? 'a keychain' : keychain.name}, and hand them to shells, files and
            programs without retyping.
          </li>
          <li>
            <b>Revoke</b> a key in a few clicks, and take its remains out of the files that it was put into.
          </li>
        </ul>
        {problem && <ProblemNotice problem={problem} retry={() => void recover()} />}
        <div className={s.actions}>
          <Button variant="primary" disabled={readOnly !== null} onClick={() => openDialog({ name: 'addServer', props: {} })}>
            Add server…
          </Button>
          <Button busy={busy} disabled={readOnly !== null} onClick={() => void recover()}>
            Recover from keychain
          </Button>
        </div>
        {demoServers.length > 0 && (
          <div className={s.demo}>
            <h2>Servers of this demo</h2>
            <ul>
              {demoServers.map((d) => (
                <li key={d.name}>
                  <b>{d.name}</b> <code>{d.address}</code>
                  <span>
                    user <code>{d.user}</code>, password <code>{d.password}</code>
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <p className={s.note}>Nothing is sent anywhere until you add a server, and then only to that server.</p>
      </div>
    </div>
  );
}
