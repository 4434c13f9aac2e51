import { activityWords } from '../../../domain/activity';
import type { KeyView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { Age } from '../../components/bits';
import { count } from '../../lib/text';
import { setView } from '../../stores/ui';
import { Section } from '../detail/facts';
import s from './activity.module.css';
import { useLog } from './use-log';
import { fromWords, resultWords } from './words';

const SHOWN = 5;

/** In a key's details: what was last done to it. */
export function History({ keyView: key, now }: { readonly keyView: KeyView; readonly now: number }) {
  // Whatever is done to a key changes it.
  const log = useLog({ search: '', keyId: key.id }, SHOWN, key);
  if (log.entries === null) return null;
  return (
    <Section title="History" aside={null}>
      {log.entries.length === 0 ? (
        <p className={s.sub}>Nothing was done to it from here.</p>
      ) : (
        <>
          <ul className={s.history}>
            {log.entries.map((e) => (
              <li key={`${e.at} ${e.what} ${e.outcome}`}>
                <span className={s.time}>
                  <Age at={e.at} now={now} />
                </span>
                <span>
                  {activityWords(e.what)}
                  {(e.outcome === 'failed' || e.code !== null) && (
                    <span className={e.outcome === 'failed' ? s.failed : s.sub}>{resultWords(e)}</span>
                  )}
                  {e.from !== 'window' && <span className={s.sub}>{fromWords(e.from)}</span>}
                </span>
              </li>
            ))}
          </ul>
          {log.more > 0 && (
            <Button size="small" variant="quiet" className={s.older} onClick={() => setView({ kind: 'activity', keyId: key.id })}>
              Show {count(log.more, 'older entry', 'older entries')}…
            </Button>
          )}
        </>
      )}
    </Section>
  );
}
