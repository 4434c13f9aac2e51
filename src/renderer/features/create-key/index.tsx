import { useState } from 'react';
import type { DriverDescription } from '../../../domain/driver';
import type { KeyView, ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField, SelectField } from '../../components/Field';
import { FormFields, useForm } from '../../components/FormFields';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { useAppState, useKey, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { LocalFields, NO_WORDS, wordsFit } from '../dialog-parts/LocalFields';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { KeychainFirst } from '../keychain/KeychainFirst';
import { linksOf } from '../profile-actions';
import { LinkSteps } from '../profile-bar/LinkSteps';
import { KeyLimit } from './KeyLimit';
import { Outcome, PowerWarning } from './PowerWarning';
import { Replaces } from './Replaces';
import { replacementOf } from './replacement';

export { NewSecret } from './NewSecret';

/**
 * Makes a key: where, then what the server's kind asks, then what this machine shall know about it. A replacement starts from the key that it
 * replaces, which is kept.
 */
export default function CreateKey({ profileId, replaces, close }: DialogProps<'createKey'>) {
  const old = useKey(replaces ?? null);
  const profiles = useSnapshot((x) => x.profiles);
  const drivers = useSnapshot((x) => x.drivers);
  const driverOf = (p: ProfileView) => drivers.find((d) => d.kind === p.kind) ?? null;
  const able = profiles.filter((p) => driverOf(p)?.create != null && p.server?.manages !== false);
  const [chosen, setChosen] = useState(profileId ?? (able.find((p) => p.status.signedIn) ?? able[0])?.id ?? null);
  const profile = able.find((p) => p.id === chosen) ?? null;
  const driver = profile && driverOf(profile);

  if (profile === null || driver === null) {
    const named = profiles.find((p) => p.id === profileId);
    const links = named ? linksOf(named) : [];
    return (
      <Dialog
        title="Create a key"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        }
      >
        <p>
          {named
            ? `Keys of ${named.label} cannot be made from here. ${named.server?.meaning ?? ''}`
            : 'None of your servers lets Tessera make keys. Add a server with accounts first.'}
        </p>
        {links.length > 0 && <LinkSteps links={links} />}
        {named && (
          <Button onClick={() => openDialog({ name: 'holdKey', props: { profileId: named.id } })}>Hold a key that you made there…</Button>
        )}
        {!named && <Button onClick={() => openDialog({ name: 'addServer', props: {} })}>Add server…</Button>}
      </Dialog>
    );
  }
  const picker =
    profileId === undefined && able.length > 1 ? (
      <SelectField
        label="Server"
        required
        value={profile.id}
        onChange={setChosen}
        options={able.map((p) => ({ value: p.id, label: p.principal ? `${p.label} (${p.principal.label})` : p.label }))}
      />
    ) : null;
  return <CreateForm key={profile.id} profile={profile} driver={driver} picker={picker} old={old} close={close} />;
}

function CreateForm({
  profile,
  driver,
  picker,
  old,
  close,
}: {
  readonly profile: ProfileView;
  readonly driver: DriverDescription;
  readonly picker: React.ReactNode;
  /** The key that the new one replaces. */
  readonly old: KeyView | null;
  readonly close: () => void;
}) {
  const days = useSnapshot((x) => x.settings.defaultLifetimeDays);
  const fields = driver.create?.fields ?? [];
  const lifetime = fields.find((f) => f.kind === 'lifetime');
  // What the old key was when the dialog opened: it may end, or go, while the form is filled in.
  const [replacement] = useState(() => old && replacementOf(old, driver, profile.status.grantableScopes, days));
  const form = useForm(fields, {
    grantable: profile.status.grantableScopes,
    preset: replacement?.preset ?? (lifetime ? { [lifetime.name]: String(days * 86_400) } : {}),
  });
  const [local, setLocal] = useState(replacement?.local ?? NO_WORDS);
  const [manage, setManage] = useState(false);
  // A session that ends with this run makes the person sign in each day; a key need not.
  const passing = profile.manager.kind === 'session' && driver.signIn.some((m) => m.yields === 'session' && m.forThisRun);
  const action = useAction();
  /** When the server had last been listed as an answer was lost: what it lists since then tells more. */
  const [doubt, setDoubt] = useState<{ readonly listedAt: number | null } | null>(null);
  const next = action.problem?.next;
  // Once what may have been made here is revoked, there is no doubt any more.
  const cleared = useSnapshot((x) => next?.do === 'revoke' && !x.keys.some((k) => next.keyIds.includes(k.id)));
  const mayExist = doubt !== null && !cleared && profile.status.listedAt === doubt.listedAt;
  const limit = profile.status.usage?.keys ?? null;
  const full = limit !== null && limit.used >= limit.limit;
  const ready = profile.manager.kind !== 'none';
  // The warning stands right below the scopes that it is about, not at the end of a long form.
  const afterScopes = form.visible.findIndex((f) => f.kind === 'scopes') + 1;

  const send = async () => {
    if (full || mayExist || !ready || !form.validate() || !wordsFit(local)) return;
    const answer = await action.run(() =>
      client().call('keys.create', {
        profileId: profile.id,
        fields: form.submission(),
        local,
        ...(passing && manage ? { manage } : {}),
      }),
    );
    setDoubt(null);
    if (answer === null) return;
    if (answer.ok) {
      close();
      openDialog({ name: 'newSecret', props: { keyId: answer.value.keyId, ...(old ? { replaces: old.id } : {}) } });
    } else if (answer.error.code === 'key.notStored') {
      // The key was made: the rescue has the word now, and a form left open would make a second one.
      close();
    } else if (form.takeProblem(answer.error)) action.setProblem(null);
    // It may have been made: pressing again would make a second one.
    else if (answer.error.code === 'key.createLost' || answer.error.code === 'key.createUnknown')
      setDoubt({ listedAt: useAppState.getState().snapshot?.profiles.find((p) => p.id === profile.id)?.status.listedAt ?? null });
  };

  return (
    <Dialog
      title={old ? 'Make a replacement' : 'Create a key'}
      subtitle={picker ? undefined : profile.principal ? `${profile.label}, as ${profile.principal.label}` : profile.label}
      size="large"
      onClose={close}
      // The server may be making the key already: leaving now would look like calling it off.
      dismissable={!action.busy}
      onSubmit={() => void send()}
      footer={
        <>
          <Outcome form={form} scopes={driver.scopes} />
          <Button onClick={close} disabled={action.busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={action.busy} disabled={full || !ready || mayExist}>
            {action.busy ? 'Creating key…' : 'Create key'}
          </Button>
        </>
      }
    >
      {picker}
      {!ready && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={() => openDialog({ name: 'signIn', props: { profileId: profile.id } })}>
              Sign in…
            </Button>
          }
        >
          You are not signed in to {profile.label}. Sign in first; what you fill in here stays.
        </Notice>
      )}
      <KeychainFirst purpose="The new secret needs a place before it is made." />
      {replacement && old && <Replaces old={old} replacement={replacement} days={days} />}
      <KeyLimit profile={profile} />
      <FormFields
        form={{ ...form, visible: form.visible.slice(0, afterScopes) }}
        scopes={driver.scopes}
        kind={driver.kind}
        autoFocus={picker === null}
      />
      <PowerWarning form={form} scopes={driver.scopes} />
      <FormFields form={{ ...form, visible: form.visible.slice(afterScopes) }} scopes={driver.scopes} kind={driver.kind} />
      {profile.server?.newKeys && <Notice tone="info">{profile.server.newKeys}</Notice>}
      <section className={parts.section} aria-label="Kept on this machine only">
        <h3 className={parts.heading}>Kept on this machine only</h3>
        <LocalFields value={local} onChange={setLocal} />
        {passing && (
          <CheckField
            label="Manage this server with the new key from now on"
            help="Your session ends when Tessera quits. By the key Tessera can go on listing and checking without a sign-in."
            checked={manage}
            onChange={setManage}
          />
        )}
      </section>
      {action.problem && !cleared && <ProblemNotice problem={action.problem} profileId={profile.id} />}
    </Dialog>
  );
}
