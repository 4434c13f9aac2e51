import { useState } from 'react';
import type { FileChangePreview, NetrcFixId, NetrcLook } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { ProblemNotice } from '../../components/ProblemNotice';
import { toast } from '../../stores/ui';
import { noRepeat } from '../dialog-parts/noRepeat';
import { useAction } from '../dialog-parts/useAction';
import { LineChange } from '../export/LineChange';
import page from '../window/page.module.css';
import s from './netrc.module.css';

/** What can be mended without a guess, each with its exact change before it is made. */
export function Fixes({ fixes, changed }: { readonly fixes: NetrcLook['fixes']; readonly changed: () => void }) {
  const [shown, setShown] = useState<{ readonly id: NetrcFixId; readonly change: FileChangePreview } | null>(null);
  const action = useAction();

  const look = async (id: NetrcFixId) => {
    setShown(null);
    const answer = await action.run(() => client().call('netrc.previewFix', { fix: id }));
    if (answer?.ok) setShown({ id, change: answer.value });
  };
  const apply = async () => {
    if (shown === null) return;
    const answer = await action.run(() => client().call('netrc.applyFix', { fix: shown.id, version: shown.change.version }));
    if (!answer?.ok) return;
    setShown(null);
    toast(['Mended.', ...answer.value.notes].join(' '), 'good');
    changed();
  };
  return (
    <section className={page.section} aria-labelledby="netrc-fixes">
      <h3 id="netrc-fixes" className={page.heading}>
        Can be mended
      </h3>
      <p className={s.quiet}>
        No program reads another key afterwards, and some read more than before: each change of the text was tried on this very file.
      </p>
      {action.problem && <ProblemNotice problem={action.problem} retry={changed} />}
      <ul className={s.fixes}>
        {fixes.map((f) => {
          const open = shown?.id === f.id ? shown : null;
          return (
            <li key={f.id} className={s.fix}>
              <div className={s.fixHead}>
                <span>{f.sentence}</span>
                {open ? (
                  <Button variant="primary" busy={action.busy} onKeyDown={noRepeat} onClick={() => void apply()}>
                    Make this change
                  </Button>
                ) : (
                  <Button onClick={() => void look(f.id)} aria-label={`Show the change: ${f.sentence}`}>
                    Show the change
                  </Button>
                )}
              </div>
              {open?.id === 'owner-only' && (
                <p className={s.quiet}>Nobody but you may read or write {open.change.path} then (mode 0600). Its text stays as it is.</p>
              )}
              {open && open.id !== 'owner-only' && <LineChange change={open.change} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
