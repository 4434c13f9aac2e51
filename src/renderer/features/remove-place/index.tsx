import { useEffect, useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { PlaceRemovalPreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { PLACE_WORDS } from '../../lib/places';
import { useKey, useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import { LineChange } from '../export/LineChange';

/** Takes a secret out of a file that Tessera put it into. */
export default function RemovePlace({ keyId, placeId, close }: DialogProps<'removePlace'>) {
  const place = useKey(keyId)?.places.find((p) => p.id === placeId);
  const keychain = useSnapshot((x) => x.keychain.name);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [keep, setKeep] = useState(true);
  const [preview, setPreview] = useState<PlaceRemovalPreview | null>(null);

  useEffect(() => {
    let stale = false;
    void client()
      .call('place.removePreview', { keyId, placeId })
      .then((answer) => {
        if (stale) return;
        setProblem(answer.ok ? null : answer.error);
        if (answer.ok) setPreview(answer.value);
      });
    return () => {
      stale = true;
    };
  }, [keyId, placeId]);
  if (place === undefined) return null;
  const state = place.lastCheck?.state;
  const remove = async () => {
    setBusy(true);
    const answer = await client().call('place.remove', {
      keyId,
      placeId,
      ...(preview?.mustForce ? { force: true } : {}),
      ...(preview?.unheld ? { keep } : {}),
    });
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.error);
      return;
    }
    toast(`${place.locator} is removed from ${place.path}.`, 'good');
    close();
  };
  return (
    <Dialog
      title={`Remove ${place.locator} from the file?`}
      subtitle={<code>{place.path}</code>}
      size={place.kind === 'netrc' ? 'medium' : 'small'}
      onClose={close}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button onClick={close} autoFocus>
            Leave it
          </Button>
          <Button type="submit" variant="danger" busy={busy}>
            {preview?.mustForce ? 'Remove all the same' : 'Remove from file'}
          </Button>
        </>
      }
    >
      {problem && <ProblemNotice problem={problem} retry={() => void remove()} />}
      <p>
        {place.kind === 'netrc' ? 'The entry of' : 'The line that sets'} <code>{place.locator}</code> is taken out; all other lines stay as
        they are. What reads this file stops finding the key.
      </p>
      {preview && preview.before.length + preview.after.length > 0 && <LineChange change={preview} />}
      {preview?.warnings.map((w) => (
        <Notice key={w} tone="warn">
          {w}
        </Notice>
      ))}
      {preview?.unheld && (
        <Notice tone="warn">
          <p>The secret is not in the keychain. With this line its last copy that Tessera knows of is gone.</p>
          <CheckField label={`Keep it in ${keychain} first`} checked={keep} onChange={setKeep} />
        </Notice>
      )}
      {state !== undefined && state !== 'present' && (
        <Notice tone="warn">
          When last looked at, this place was: {PLACE_WORDS[state]}. {place.lastCheck?.detail}
        </Notice>
      )}
    </Dialog>
  );
}
