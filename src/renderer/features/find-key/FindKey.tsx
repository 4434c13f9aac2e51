import { useRef, useState } from 'react';
import type { FoundKey } from '../../../domain/views';
import type { SecretInput } from '../../../ipc/contract';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { SecretField, type SecretHandle } from '../../components/SecretField';
import type { DialogProps } from '../../dialogs';
import { useAppState } from '../../stores/state';
import { showKey } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { RevokeDialog } from '../revoke/RevokeDialog';
import { NothingFound } from './NothingFound';

interface Matches {
  readonly found: readonly FoundKey[];
  readonly fragment: string | null;
}

/**
 * From a leaked key to a revoked one. A single match goes straight on to "Revoke key?", so that opening, pasting and confirming are all
 * it takes; comparing happens in main, and nothing is sent anywhere.
 */
export function FindKey({ close }: DialogProps<'findKey'>) {
  const field = useRef<SecretHandle>(null);
  const [matches, setMatches] = useState<Matches | null>(null);
  const [revoking, setRevoking] = useState<FoundKey | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const action = useAction();

  const look = async (secret: SecretInput) => {
    const answer = await action.run(() => client().call('keys.find', { secret }));
    if ('ticket' in secret) void client().call('secret.drop', { ticket: secret.ticket });
    if (!answer?.ok) return;
    setMatches(answer.value);
    const [only] = answer.value.found;
    if (only && answer.value.found.length === 1) setRevoking(only);
  };
  const lookTyped = () => {
    const secret = field.current?.take() ?? null;
    if (secret) void look(secret);
    else {
      setMissing('Type the key or its first eight characters, or paste it.');
      field.current?.focus();
    }
  };
  const lookPasted = async () => {
    field.current?.clear();
    setMissing(null);
    const answer = await action.run(() => client().call('secret.fromClipboard', { kind: null }));
    if (answer?.ok) await look({ ticket: answer.value.ticket });
  };

  if (revoking) return <RevokeDialog keyIds={[revoking.keyId]} close={close} lead={<Lead match={revoking} />} />;

  return (
    <Dialog
      title="Find a leaked key"
      subtitle="Compared on this machine only; nothing is sent."
      onClose={close}
      onSubmit={lookTyped}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" busy={action.busy}>
            Find
          </Button>
          <Button variant="primary" busy={action.busy} onClick={() => void lookPasted()}>
            Paste and find
          </Button>
        </>
      }
    >
      <SecretField
        ref={field}
        label="The key, or the part of it that you know"
        kind={null}
        paste={false}
        autoFocus
        error={missing}
        onFilled={() => setMissing(null)}
        help="The whole key, or the eight first or seven last characters that a server shows."
      />
      {action.problem && <ProblemNotice problem={action.problem} />}
      {matches !== null && matches.found.length === 0 && <NothingFound fragment={matches.fragment} />}
      {matches !== null && matches.found.length > 1 && (
        <section className={parts.section} aria-label="Matches">
          <h3 className={parts.heading}>{matches.found.length} keys fit</h3>
          <ul className={parts.cards}>
            {matches.found.map((m) => (
              <Match key={m.keyId} match={m} revoke={() => setRevoking(m)} close={close} />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function Lead({ match }: { readonly match: FoundKey }) {
  return match.how === 'proof' ? (
    <Notice tone="info">Found: this is the very secret.</Notice>
  ) : (
    <Notice tone="info">Found: its visible part fits. Look whether it is the key that you mean.</Notice>
  );
}

function Match({ match, revoke, close }: { readonly match: FoundKey; readonly revoke: () => void; readonly close: () => void }) {
  const key = useAppState((x) => x.keyIndex.get(match.keyId));
  if (key === undefined) return null;
  return (
    <li className={parts.card}>
      <div className={parts.section}>
        <KeySummary keyView={key} full />
        <p className={parts.quiet}>{match.how === 'proof' ? 'This is the very secret.' : 'Its visible part fits.'}</p>
        <div className={parts.buttons}>
          <Button variant="dangerQuiet" size="small" onClick={revoke}>
            Revoke…
          </Button>
          <Button
            size="small"
            onClick={() => {
              showKey(key.id);
              close();
            }}
          >
            Show in the table
          </Button>
        </div>
      </div>
    </li>
  );
}
