import { useEffect, useRef, useState } from 'react';
import type { ExportPreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import type { DialogProps } from '../../dialogs';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { listed } from '../../lib/text';
import { useKey, useProfile, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { CopyNote } from '../dialog-parts/CopyNote';
import { KeySummary } from '../dialog-parts/KeySummary';
import { maskedSecret } from '../dialog-parts/masked';
import parts from '../dialog-parts/parts.module.css';
import { useGone } from '../dialog-parts/useAction';
import { useCopy } from '../dialog-parts/useCopy';
import { RevealBox, type RevealHandle } from '../reveal/RevealBox';

/** Where the secret is held, in one clause. */
const HELD_IN = { os: 'Held in', vault: 'Held in', memory: 'Held only in' } as const;

/** After a key was made: it is safe already; now it can be used. */
export function NewSecret({ keyId, replaces, close }: DialogProps<'newSecret'>) {
  const old = useKey(replaces ?? null);
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const keychain = useSnapshot((x) => x.keychain);
  const shell = useSnapshot((x) => x.settings.shell);
  const cannotCopy = useSnapshot((x) => x.run.cannotCopy);
  const copy = useCopy(keyId);
  const [preview, setPreview] = useState<ExportPreview | null>(null);
  const [shown, setShown] = useState(false);
  const box = useRef<RevealHandle>(null);
  const gone = useGone();
  useEffect(() => {
    void client()
      .call('export.preview', { keyId, variable: '', withAddress: false })
      .then((answer) => {
        if (answer.ok && !gone.current) setPreview(answer.value);
      });
  }, [keyId, gone]);
  const command = preview?.commands.find((c) => c.shell === shell) ?? null;
  const backend = key?.held?.backend ?? keychain.backend;
  const place = backend === 'memory' ? "Tessera's memory, until it quits" : keychain.name;
  const copySecret = () => void copy.copy({ kind: 'secret' }, 'Secret');
  return (
    <Dialog
      title="Key created"
      onClose={close}
      footer={
        <>
          <Button onClick={() => openDialog({ name: 'export', props: { keyId } })}>Use in shells, code and files…</Button>
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      {key && <KeySummary keyView={key} full />}
      <Notice tone={backend === 'memory' ? 'warn' : 'good'}>
        {HELD_IN[backend]} {place}. {profile?.label ?? 'The server'} told the secret this once and never will again
        {backend === 'memory' ? '; when Tessera quits, it is gone.' : '; Tessera keeps it for you.'}
      </Notice>
      {old && (
        <Notice>
          The old key “{nameOf(old)}” still works{old.places.length > 0 && <> and is used at {listed(old.places.map((p) => p.path))}</>}.
          Put the new one there, then revoke the old one.
        </Notice>
      )}
      <section className={parts.section} aria-label="Secret">
        <RevealBox ref={box} keyId={keyId} masked={maskedSecret(key ? fragmentOf(key) : null)} onCopy={copySecret} onShown={setShown} />
        {command?.masked && <code className={parts.secretText}>{command.masked}</code>}
        <div className={parts.buttons}>
          {(preview === null || command?.masked) && (
            <Button
              variant="primary"
              autoFocus
              disabled={cannotCopy !== null}
              busy={preview === null}
              onClick={() => void copy.copy({ kind: 'assignment', shell }, `${command?.label ?? 'Export'} line`)}
            >
              Copy {command?.label ?? 'export'} line
            </Button>
          )}
          <Button disabled={cannotCopy !== null} onClick={copySecret}>
            Copy secret
          </Button>
          <Button onClick={() => (shown ? box.current?.hide() : box.current?.show())}>{shown ? 'Hide' : 'Reveal for 30 s'}</Button>
        </div>
        <CopyNote copy={copy} />
      </section>
    </Dialog>
  );
}
