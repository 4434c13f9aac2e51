import { useRef, useState } from 'react';
import type { DriverDescription } from '../../../domain/driver';
import type { ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { SelectField } from '../../components/Field';
import { FormFields, useForm } from '../../components/FormFields';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { SecretField, type SecretHandle } from '../../components/SecretField';
import type { DialogProps } from '../../dialogs';
import { fragmentOf } from '../../lib/key-view';
import { useDriver, useKey, useProfile, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import { LocalFields, NO_WORDS, wordsFit } from '../dialog-parts/LocalFields';
import { useAction } from '../dialog-parts/useAction';
import { KeychainFirst } from '../keychain/KeychainFirst';

/** Keeps the secret of a key that exists already: of a listed one, or of any that the person has. */
export default function HoldKey({ profileId, keyId, close }: DialogProps<'holdKey'>) {
  const profiles = useSnapshot((x) => x.profiles);
  const key = useKey(keyId ?? null);
  const [chosen, setChosen] = useState(profileId ?? key?.profileId ?? (profiles.length === 1 ? profiles[0]?.id : null) ?? null);
  const [missing, setMissing] = useState(false);
  const profile = useProfile(chosen);
  const driver = useDriver(profile?.kind ?? null);
  const picker =
    profileId === undefined && key === null && profiles.length > 1 ? (
      <SelectField
        label="Server"
        required
        error={missing ? 'Choose the server that the key belongs to.' : null}
        value={profile?.id ?? ''}
        onChange={(id) => {
          setMissing(false);
          setChosen(id);
        }}
        options={[
          ...(profile ? [] : [{ value: '', label: 'Choose the server' }]),
          ...profiles.map((p) => ({ value: p.id, label: p.principal ? `${p.label} (${p.principal.label})` : p.label })),
        ]}
      />
    ) : null;
  if (picker && profile === null)
    return (
      <Dialog
        key="choose"
        title="Keep a key"
        onClose={close}
        onSubmit={() => setMissing(true)}
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary">
              Continue
            </Button>
          </>
        }
      >
        {picker}
        <p>The key is shown to the server that you choose, and to no other.</p>
      </Dialog>
    );
  if (profile === null || driver === null)
    return (
      <Dialog
        title="Keep a key"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" onClick={() => openDialog({ name: 'addServer', props: {} })}>
            Add server…
          </Button>
        }
      >
        <p>A key belongs to a server. Add the server first.</p>
      </Dialog>
    );
  return <HoldForm key={profile.id} profile={profile} driver={driver} keyId={keyId ?? null} picker={picker} close={close} />;
}

/** The name under which main is told the sort of secret. */
const KIND = 'secretKind';

interface Done {
  readonly keyId: string;
  readonly sentence: string;
}

function HoldForm({
  profile,
  driver,
  keyId,
  picker,
  close,
}: {
  readonly profile: ProfileView;
  readonly driver: DriverDescription;
  readonly keyId: string | null;
  readonly picker: React.ReactNode;
  readonly close: () => void;
}) {
  const key = useKey(keyId);
  const form = useForm(driver.holdFields);
  const secret = useRef<SecretHandle>(null);
  const [local, setLocal] = useState(key?.local ?? NO_WORDS);
  const [missing, setMissing] = useState<string | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [said, setSaid] = useState('');
  const [seen, setSeen] = useState<string | null>(null);
  const action = useAction();
  // The driver may ask for the sort of secret in a field of its own.
  const asks = driver.holdFields.find((f) => f.name === KIND);
  const kindOf = (id: string | null | undefined) => driver.secretKinds.find((k) => k.id === id) ?? null;
  const shape = kindOf(seen);
  const kind = kindOf((asks ? form.values[KIND] : said) || seen);
  const takeShape = (id: string | null) => {
    setSeen(id);
    // A shape that tells more than the field's first choice is taken over; what the person chose stays.
    if (asks?.kind === 'choice' && form.values[KIND] === asks.initial && asks.options.some((o) => o.value === id)) form.set(KIND, id ?? '');
  };
  const held = useKey(done?.keyId ?? null);

  const send = async () => {
    if (!form.validate() || !wordsFit(local)) return;
    const taken = secret.current?.take() ?? null;
    if (taken === null) {
      setMissing('Paste or type the key.');
      secret.current?.focus();
      return;
    }
    const fields = { ...form.submission(), ...(asks || said === '' ? {} : { [KIND]: said }) };
    const answer = await action.run(() => client().call('keys.hold', { profileId: profile.id, keyId, secret: taken, fields, local }));
    // Whatever came of it, main need not hold the pasted text any longer: a kept key is in the keychain, a refused one is of no use.
    if ('ticket' in taken) void client().call('secret.drop', { ticket: taken.ticket });
    if (answer === null) return;
    if (answer.ok) setDone(answer.value);
    else {
      if (form.takeProblem(answer.error)) action.setProblem(null);
      secret.current?.focus();
    }
  };

  if (done)
    return (
      <Dialog
        key="done"
        title="Key kept"
        onClose={close}
        footer={
          <>
            <Button
              onClick={() => {
                close();
                openDialog({ name: 'export', props: { keyId: done.keyId } });
              }}
            >
              Use in shells, code and files…
            </Button>
            <Button variant="primary" autoFocus onClick={close}>
              Done
            </Button>
          </>
        }
      >
        <Notice tone="good">{done.sentence}</Notice>
        {held && <KeySummary keyView={held} full />}
      </Dialog>
    );
  const fragment = key && fragmentOf(key);
  return (
    <Dialog
      title={key ? 'Hold this key' : 'Keep a key'}
      subtitle={picker ? undefined : profile.label}
      onClose={close}
      dismissable={!action.busy}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close} disabled={action.busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            {action.busy ? (driver.network ? 'Checking key…' : 'Keeping key…') : driver.network ? 'Check and keep key' : 'Keep key'}
          </Button>
        </>
      }
    >
      {picker}
      {key && <KeySummary keyView={key} />}
      {!kind?.memoryOnly && <KeychainFirst purpose="The secret needs a place first." />}
      <SecretField
        ref={secret}
        label="Key"
        kind={driver.kind}
        autoFocus
        error={missing}
        onFilled={() => setMissing(null)}
        kinds={driver.secretKinds}
        onKind={takeShape}
        help={
          driver.network
            ? `${profile.label} is asked once whether it accepts the key${fragment ? ` and whether it is ${fragment}` : ''}. Nobody else sees it.`
            : 'It is kept on this machine; nobody is asked about it.'
        }
      />
      {!asks && driver.secretKinds.length > 1 && (
        <SelectField
          label="What it is"
          required
          value={said}
          onChange={setSaid}
          options={[
            { value: '', label: kind && said === '' ? `${kind.name}, by its shape` : 'Told by its shape' },
            ...driver.secretKinds.map((k) => ({ value: k.id, label: k.name })),
          ]}
        />
      )}
      <FormFields form={form} scopes={driver.scopes} kind={driver.kind} />
      {[...new Set([kind, shape])].map((k) => {
        const words = k?.warning ?? (k?.memoryOnly ? 'It is kept in memory only, until Tessera quits, and never written to a file.' : null);
        return (
          words && (
            <Notice key={k?.id} tone="warn">
              {words}
            </Notice>
          )
        );
      })}
      <LocalFields value={local} onChange={setLocal} />
      {action.problem && <ProblemNotice problem={action.problem} profileId={profile.id} />}
    </Dialog>
  );
}
