import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import type { DialogProps } from '../../dialogs';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { useKey, useProfile, useSnapshot } from '../../stores/state';
import { CopyNote } from '../dialog-parts/CopyNote';
import { maskedSecret } from '../dialog-parts/masked';
import { useCopy } from '../dialog-parts/useCopy';
import { RevealBox, type RevealHandle } from './RevealBox';

/** Shows one held secret for half a minute. Opening the dialog is the person's wish to see it, so it is shown at once. */
export default function Reveal({ keyId, close }: DialogProps<'reveal'>) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const cannotCopy = useSnapshot((x) => x.run.cannotCopy);
  const copy = useCopy(keyId);
  const [shown, setShown] = useState(false);
  const box = useRef<RevealHandle>(null);
  useEffect(() => box.current?.show(), []);
  const copySecret = () => void copy.copy({ kind: 'secret' }, 'Secret');
  return (
    <Dialog
      title={key ? `Secret of ${nameOf(key)}` : 'Secret'}
      subtitle={profile?.label}
      onClose={close}
      footer={
        <>
          <Button onClick={() => (shown ? box.current?.hide() : box.current?.show())}>{shown ? 'Hide now' : 'Show again'}</Button>
          <Button onClick={copySecret} disabled={cannotCopy !== null}>
            Copy secret
          </Button>
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <RevealBox ref={box} keyId={keyId} masked={maskedSecret(key ? fragmentOf(key) : null)} onCopy={copySecret} onShown={setShown} />
      <p>Whoever reads or photographs it can use the key until it ends or is revoked.</p>
      <CopyNote copy={copy} />
    </Dialog>
  );
}
