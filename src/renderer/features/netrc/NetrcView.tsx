import { useCallback, useEffect, useState } from 'react';
import { isFatal } from '../../../domain/netrc/refusal';
import type { Problem } from '../../../domain/result';
import type { NetrcEntryView, NetrcLook } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useSnapshot } from '../../stores/state';
import page from '../window/page.module.css';
import { Entries } from './Entries';
import { Fixes } from './Fixes';
import s from './netrc.module.css';
import { TakeEntry } from './TakeEntry';

/** The health of the netrc file: what programs trip over, what can be mended, what is in it. Looked at anew whenever it changes. */
export function NetrcView() {
  // Main's counts carry the file's version, so another program's change is seen here too.
  const version = useSnapshot((x) => x.netrc?.version ?? 'none');
  const keys = useSnapshot((x) => x.keys);
  const [look, setLook] = useState<NetrcLook | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [taking, setTaking] = useState<NetrcEntryView | null>(null);

  const load = useCallback(async () => {
    const answer = await client().call('netrc.look', {});
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setLook(answer.value);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file or the keys that stand in it have changed
  useEffect(() => {
    void load();
  }, [load, version, keys]);

  return (
    <div className={page.view}>
      <header className={page.head}>
        <div>
          <h2 className={page.title}>.netrc</h2>
          {look && (
            <>
              <p className={s.path}>{look.path}</p>
              <p className={page.why}>{look.why}</p>
            </>
          )}
        </div>
        <Button onClick={() => void load()}>Look again</Button>
      </header>
      {problem && <ProblemNotice problem={problem} retry={() => void load()} />}
      {look === null && problem === null && <Progress label="Reading the file…" />}
      {look && (
        <>
          {look.warnings.length > 0 && (
            <div className={s.notes}>
              {look.warnings.map((w) => (
                <Notice key={w} tone="warn">
                  {w}
                </Notice>
              ))}
            </div>
          )}
          <Findings look={look} />
          {look.fixes.length > 0 && <Fixes fixes={look.fixes} changed={() => void load()} />}
          {look.exists && (
            <Entries
              entries={look.entries}
              defaultLine={look.defaultLine}
              stopped={look.findings.some((f) => isFatal(f.code))}
              take={setTaking}
            />
          )}
        </>
      )}
      {look && taking && <TakeEntry entry={taking} version={look.version} close={() => setTaking(null)} />}
    </div>
  );
}

const SEVERITY = { error: 'Error', warning: 'Warning' } as const;

function Findings({ look }: { readonly look: NetrcLook }) {
  return (
    <section className={page.section} aria-labelledby="netrc-health">
      <h3 id="netrc-health" className={page.heading}>
        Health
      </h3>
      {look.findings.length === 0 ? (
        <p>
          {!look.exists
            ? 'Nothing to say about a file that is not there.'
            : look.warnings.length > 0
              ? 'Its lines are in order; what is said above remains.'
              : 'Nothing that any program known here would trip over.'}
        </p>
      ) : (
        <ul className={s.findings}>
          {look.findings.map((f) => (
            <li key={`${f.code} ${f.line}`} className={s.finding}>
              <span className={s[f.severity]}>{SEVERITY[f.severity]}</span>
              <span className={s.line}>{f.line === null ? 'File' : `Line ${f.line}`}</span>
              <span>{f.sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
