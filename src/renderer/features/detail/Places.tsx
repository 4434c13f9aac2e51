import { useState } from 'react';
import { shownWord } from '../../../domain/netrc/shown';
import type { PlaceView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { age } from '../../lib/dates';
import { othersMayRead, PLACE_WORDS, placeKind } from '../../lib/places';
import { openDialog, setView, toast } from '../../stores/ui';
import s from './Detail.module.css';
import { Section } from './facts';

/** Where the secret was put on this machine, as of the last look, and what can be done there. */
export function Places({ keyId, places, now }: { readonly keyId: string; readonly places: readonly PlaceView[]; readonly now: number }) {
  return (
    <Section title="Used at" aside={null}>
      {places.length === 0 ? (
        <p className={s.nowhere}>Tessera put it nowhere. It may still be in use elsewhere.</p>
      ) : (
        <ul className={s.places}>
          {places.map((p) => {
            const state = p.lastCheck?.state ?? null;
            return (
              <li key={p.id}>
                <div className={s.placeHead}>
                  <code>{p.path}</code>
                  <span
                    className={state === 'present' ? s.ok : s.notOk}
                    title={p.lastCheck ? `checked ${age(p.lastCheck.at, now)}` : undefined}
                  >
                    {state === null ? 'not checked yet' : PLACE_WORDS[state]}
                  </span>
                </div>
                <div className={s.placeLine}>
                  <span>
                    {placeKind(p.kind)}, <code>{p.kind === 'netrc' ? shownWord(p.locator) : p.locator}</code>
                    {p.lastCheck?.detail && <span className={s.sub}>{p.lastCheck.detail}</span>}
                  </span>
                  {othersMayRead(p) &&
                    (p.kind === 'netrc' ? (
                      <Button size="small" onClick={() => setView({ kind: 'netrc' })}>
                        Mend in .netrc
                      </Button>
                    ) : (
                      <Tighten keyId={keyId} place={p} />
                    ))}
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Remove from ${p.path}…`}
                    onClick={() => openDialog({ name: 'removePlace', props: { keyId, placeId: p.id } })}
                  >
                    Remove…
                  </Button>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}

/** Takes the rights of others away from a file that another program opened to them. */
function Tighten({ keyId, place }: { readonly keyId: string; readonly place: PlaceView }) {
  const [busy, setBusy] = useState(false);
  const tighten = async () => {
    setBusy(true);
    const answer = await client().call('place.tighten', { keyId, placeId: place.id });
    setBusy(false);
    if (answer.ok) toast(answer.value.notes.join(' ') || `${place.path} is readable by you alone.`, 'good');
    else toast(answer.error.message, 'bad');
  };
  return (
    <Button size="small" busy={busy} aria-label={`Close ${place.path} to others`} onClick={() => void tighten()}>
      Close to others
    </Button>
  );
}
