import { useState } from 'react';
import { shownWord } from '../../../domain/netrc/shown';
import type { NetrcEntryView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useAppState } from '../../stores/state';
import { showKey } from '../../stores/ui';
import page from '../window/page.module.css';
import s from './netrc.module.css';

/** More are drawn only when asked for: some files hold thousands. */
const FIRST = 200;

/** The file's entries, each with the key that Tessera knows to stand there. Never a value. */
export function Entries({
  entries,
  defaultLine,
  stopped,
  take,
}: {
  readonly entries: readonly NetrcEntryView[];
  readonly defaultLine: number | undefined;
  /** The file is not understood beyond doubt, so that its entries are not known. */
  readonly stopped: boolean;
  readonly take: (entry: NetrcEntryView) => void;
}) {
  const keys = useAppState((x) => x.keyIndex);
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, FIRST);
  return (
    <section className={page.section} aria-labelledby="netrc-entries">
      <h3 id="netrc-entries" className={page.heading}>
        {stopped ? 'Entries not read' : entries.length === 0 ? 'No complete entry for a host' : count(entries.length, 'entry', 'entries')}
      </h3>
      {stopped && (
        <p className={s.quiet}>
          The file may hold entries that programs read. Which they are is not beyond doubt until what is said above of a line is mended, so
          none is listed here.
        </p>
      )}
      {defaultLine !== undefined && (
        <p className={s.quiet}>
          Line {defaultLine} is the entry default: programs send its login and key to every host that has no entry of its own. It belongs to
          no server, so it is not listed.
        </p>
      )}
      {entries.length > 0 && (
        <div className={s.wide}>
          <table className={s.table} aria-labelledby="netrc-entries">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Host</th>
                <th scope="col">Login</th>
                <th scope="col">Key</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((e) => {
                const key = e.keyId === null ? undefined : keys.get(e.keyId);
                return (
                  <tr key={e.line + e.host + e.login}>
                    <td className={s.number}>{e.line}</td>
                    <td>
                      <bdi>{shownWord(e.host)}</bdi>
                    </td>
                    <td>
                      <bdi>{shownWord(e.login)}</bdi>
                    </td>
                    <td className={s.keyCell}>
                      <div className={s.keyWords}>
                        {key ? (
                          <Button size="small" variant="quiet" className={s.known} onClick={() => showKey(key.id)}>
                            {nameOf(key)}
                          </Button>
                        ) : (
                          <span className={s.quiet}>not known here</span>
                        )}
                        {!e.held && (
                          <Button
                            size="small"
                            aria-label={`Take into keychain… the key of ${shownWord(e.host)}, line ${e.line}`}
                            onClick={() => take(e)}
                          >
                            Take into keychain…
                          </Button>
                        )}
                      </div>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < entries.length && (
        <div>
          <Button onClick={() => setAll(true)}>Show all {count(entries.length, 'entry', 'entries')}</Button>
        </div>
      )}
    </section>
  );
}
