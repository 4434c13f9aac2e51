import { useEffect, useState } from 'react';
import type { SecretKind } from '../../../domain/driver';
import type { Problem } from '../../../domain/result';
import type { ExportPreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { isHeld, nameOf } from '../../lib/key-view';
import { kindOfSecret } from '../../lib/link';
import { useDriver, useKey, useProfile, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { CopyNote } from '../dialog-parts/CopyNote';
import { KeySummary } from '../dialog-parts/KeySummary';
import parts from '../dialog-parts/parts.module.css';
import { useCopy } from '../dialog-parts/useCopy';
import { NetrcSection } from '../netrc/NetrcSection';
import { ConfigSection } from './ConfigSection';
import { FileSection } from './FileSection';
import { ShellSection } from './ShellSection';
import { SnippetSection } from './SnippetSection';
import { Warnings } from './Warnings';

/** A name that every shell and every program takes. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** How a held key is used elsewhere: shells, code, files. Everything shown is masked; main puts the secret in when it copies or writes. */
export default function Export({ keyId, close }: DialogProps<'export'>) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const driver = useDriver(profile?.kind ?? null);
  const kind = key && kindOfSecret(key, driver);
  if (key === null || profile === null || driver === null)
    return (
      <Dialog title="Use key" size="small" onClose={close}>
        <p>This key is no longer in the table.</p>
      </Dialog>
    );
  if (!isHeld(key))
    return (
      <Dialog
        title={`Use ${nameOf(key)}`}
        size="small"
        onClose={close}
        footer={
          <>
            <Button onClick={close}>Close</Button>
            <Button variant="primary" autoFocus onClick={() => openDialog({ name: 'holdKey', props: { keyId } })}>
              Hold this key…
            </Button>
          </>
        }
      >
        <KeySummary keyView={key} />
        <p>Its secret is not on this machine, so there is nothing to copy or write. If you have it, let Tessera hold it first.</p>
      </Dialog>
    );
  return (
    <ExportPanel
      keyId={keyId}
      title={`Use ${nameOf(key)}`}
      subtitle={profile.label}
      freeName={driver.exports.freeVariableName}
      netrc={driver.exports.netrc}
      unwritten={kind?.memoryOnly ? kind : null}
      close={close}
    />
  );
}

function ExportPanel({
  keyId,
  title,
  subtitle,
  freeName,
  netrc,
  unwritten,
  close,
}: {
  readonly keyId: string;
  readonly title: string;
  readonly subtitle: string;
  readonly freeName: boolean;
  readonly netrc: boolean;
  /** The sort of secret that is kept in memory only: no file gets it. */
  readonly unwritten: SecretKind | null;
  readonly close: () => void;
}) {
  const cannotCopy = useSnapshot((x) => x.run.cannotCopy);
  const [variable, setVariable] = useState('');
  const [withAddress, setWithAddress] = useState(false);
  const [preview, setPreview] = useState<ExportPreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const copy = useCopy(keyId, variable, withAddress);

  useEffect(() => {
    let stale = false;
    // Typing a name asks for a new preview after a pause; the first one comes at once.
    const timer = setTimeout(
      () => {
        void client()
          .call('export.preview', { keyId, variable, withAddress })
          .then((answer) => {
            if (stale) return;
            setProblem(answer.ok ? null : answer.error);
            if (answer.ok) setPreview(answer.value);
          });
      },
      variable === '' ? 0 : 200,
    );
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [keyId, variable, withAddress]);

  const name = preview?.variables.find((v) => v.value === 'secret');
  const nameProblem = problem?.field === 'variable' ? problem : null;
  const wrong = variable !== '' && !VARIABLE.test(variable);
  const disabled = cannotCopy !== null || wrong;
  return (
    <Dialog title={title} subtitle={subtitle} size="large" onClose={close} footer={<Button onClick={close}>Close</Button>}>
      {preview === null && problem === null && <Progress label="Preparing…" />}
      {problem && !nameProblem && <ProblemNotice problem={problem} />}
      {preview && <Warnings warnings={preview.warnings} />}
      {freeName && (
        <TextField
          label="Variable"
          mono
          value={variable}
          onChange={setVariable}
          placeholder={name?.name ?? ''}
          maxCodePoints={128}
          error={
            wrong
              ? 'Letters of the English alphabet, digits and _ only, no digit first, and at most 128 of them. Nothing is copied until it is.'
              : nameProblem?.message
          }
          help="The name under which programs look for the key."
        />
      )}
      {preview && (
        <>
          <CopyNote copy={copy} />
          <ShellSection preview={preview} copy={copy} disabled={disabled} withAddress={withAddress} setWithAddress={setWithAddress} />
          <SnippetSection preview={preview} copy={copy} disabled={disabled} />
          {unwritten ? (
            <section className={parts.section} aria-label="Write to a file">
              <h3 className={parts.heading}>Write to a file</h3>
              <Notice tone="info">
                <p>{unwritten.name}: kept in memory only; Tessera writes it to no file.</p>
                {unwritten.warning && <p className={parts.quiet}>{unwritten.warning}</p>}
              </Notice>
            </section>
          ) : (
            <>
              {preview.files.map((file) => (
                <ConfigSection key={file.kind} keyId={keyId} file={file} />
              ))}
              <FileSection keyId={keyId} variable={wrong ? '' : variable || (name?.name ?? '')} withAddress={withAddress} />
              {netrc && <NetrcSection keyId={keyId} />}
            </>
          )}
          <section className={parts.section} aria-label="The secret alone">
            <h3 className={parts.heading}>The secret alone</h3>
            <div className={parts.buttons}>
              <Button disabled={cannotCopy !== null} onClick={() => void copy.copy({ kind: 'secret' }, 'Secret')}>
                Copy secret
              </Button>
              <Button onClick={() => openDialog({ name: 'reveal', props: { keyId } })}>Reveal for 30 s…</Button>
            </div>
          </section>
        </>
      )}
    </Dialog>
  );
}
