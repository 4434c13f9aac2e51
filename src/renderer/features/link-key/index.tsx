import { useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField, FieldGroup } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { age, exactLocal, expiryText } from '../../lib/dates';
import { expiryOf, nameOf } from '../../lib/key-view';
import { linkCandidates } from '../../lib/link';
import { lastUsedOf } from '../../lib/rows';
import { useNow } from '../../stores/clock';
import { useDriver, useKey, useProfile, useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import { useAction } from '../dialog-parts/useAction';

/** The user says which listed key a held secret is, where the list shows no part of it. */
export default function LinkKey({ keyId, close }: DialogProps<'linkKey'>) {
  const key = useKey(keyId);
  const keys = useSnapshot((x) => x.keys);
  const profile = useProfile(key?.profileId ?? null);
  const driver = useDriver(profile?.kind ?? null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const action = useAction();
  const now = useNow();
  const rows = key ? linkCandidates(key, keys, profile, driver) : [];
  const send = async () => {
    if (chosen === null) {
      setMissing(true);
      return;
    }
    const answer = await action.run(() => client().call('keys.link', { keyId, rowKeyId: chosen }));
    if (!answer?.ok) return;
    toast('The held secret and the listed key are one key now.', 'good');
    close();
  };
  if (key === null || rows.length === 0)
    return (
      <Dialog
        title="Which listed key is it?"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        }
      >
        <p>No listed key is left that it could be. Refresh, and look again.</p>
      </Dialog>
    );
  return (
    <Dialog
      title="Which listed key is it?"
      subtitle={profile?.label}
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            It is this key
          </Button>
        </>
      }
    >
      <KeySummary keyView={key} />
      <p>Nothing that the list shows tells which of these is the key held here. If you know, say so; you can take it back.</p>
      <FieldGroup legend="Listed keys whose secret is not held here" error={missing ? 'Choose one of them.' : null}>
        {rows.map((row) => {
          const used = lastUsedOf(row, driver);
          const created = row.listed?.value.createdAt;
          const expiry = expiryText(expiryOf(row), now);
          const facts = [
            created == null ? null : `created ${exactLocal(created, now)}`,
            used.kind === 'at' ? `last used ${age(used.at, now)}` : used.kind === 'never' ? 'never used' : 'last use not told',
            expiry.urgency === 'past' ? `ended ${expiry.main}` : `ends ${expiry.main}`,
          ];
          return (
            <CheckField
              key={row.id}
              radioGroup="row"
              label={nameOf(row)}
              help={facts.filter(Boolean).join(' · ')}
              checked={chosen === row.id}
              onChange={() => {
                setChosen(row.id);
                setMissing(false);
              }}
            />
          );
        })}
      </FieldGroup>
      <Notice tone="info">
        What you revoke then is the listed key. Where the server says which secret ended, Tessera compares, and tells you if it was another.
      </Notice>
      {action.problem && <ProblemNotice problem={action.problem} {...(profile ? { profileId: profile.id } : {})} />}
    </Dialog>
  );
}
