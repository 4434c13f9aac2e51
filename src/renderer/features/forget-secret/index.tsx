import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useKey, useProfile, useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';

/** Takes the secret out of the store on this machine; the key itself lives on. */
export default function ForgetSecret({ keyId, close }: DialogProps<'forgetSecret'>) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const keychain = useSnapshot((s) => s.keychain.name);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (key === null) return null;
  const name = nameOf(key);
  const forget = async () => {
    setBusy(true);
    const answer = await client().call('keys.forget', { keyId });
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.error);
      return;
    }
    toast(`The secret of ${name} is forgotten here.`);
    close();
  };
  const manages = profile?.manager.kind === 'key' && profile.manager.keyId === keyId;
  return (
    <Dialog
      title={`Forget the secret of ${name}?`}
      size="small"
      onClose={close}
      onSubmit={() => void forget()}
      footer={
        <>
          <Button onClick={close} data-autofocus="">
            Keep it
          </Button>
          <Button type="submit" variant="danger" busy={busy}>
            Forget secret
          </Button>
        </>
      }
    >
      {problem && <ProblemNotice problem={problem} retry={() => void forget()} />}
      <p>
        The secret leaves {key.held?.backend === 'memory' ? 'memory' : keychain}. The key stays valid on {profile?.label ?? 'its server'}{' '}
        until it ends or is revoked, and the server does not show its secret again.
      </p>
      {manages && (
        <Notice tone="warn">
          This is the key by which Tessera asks {profile?.label}. Without it, its keys can no longer be listed or revoked from here.
        </Notice>
      )}
      {key.places.length > 0 && (
        <Notice>
          It was put into {count(key.places.length, 'file')} on this machine; Tessera leaves{' '}
          {key.places.length === 1 ? 'it as it is' : 'them as they are'}.
        </Notice>
      )}
    </Dialog>
  );
}
