import { useState } from 'react';
import type { Manager } from '../../../domain/profile';
import type { KeyView, ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fact } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { SelectField, TextField } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { fragmentOf, isHeld, nameOf, stateOf } from '../../lib/key-view';
import { useNow } from '../../stores/clock';
import { useDriver, useProfile, useSnapshot } from '../../stores/state';
import { openDialog, toast } from '../../stores/ui';
import { LABEL_MAX, NOTE_MAX, nearLimit, tooLong } from '../dialog-parts/LocalFields';
import { PathField } from '../dialog-parts/PathField';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { linksOf } from '../profile-actions';
import { LinkSteps } from '../profile-bar/LinkSteps';

import { ProfileWarnings } from './ProfileWarnings';

export { RemoveProfile } from './RemoveProfile';

/** One server's entry: its name and note, the credential that Tessera manages it by, and how to leave it. */
export default function EditProfile({ profileId, close }: DialogProps<'editProfile'>) {
  const profile = useProfile(profileId);
  if (profile === null)
    return (
      <Dialog title="Edit server" size="small" onClose={close}>
        <p>This server is no longer in the list.</p>
      </Dialog>
    );
  return <EditForm profile={profile} close={close} />;
}

function EditForm({ profile, close }: { readonly profile: ProfileView; readonly close: () => void }) {
  const driver = useDriver(profile.kind);
  const [label, setLabel] = useState(profile.label);
  const [note, setNote] = useState(profile.note);
  const [caFile, setCaFile] = useState(profile.caFile ?? '');
  const [missing, setMissing] = useState<string | null>(null);
  const action = useAction();
  const links = linksOf(profile);
  const send = async () => {
    const wrong = label.trim() === '' ? 'Give it a name.' : tooLong(label, note);
    if (wrong) {
      setMissing(wrong);
      return;
    }
    const answer = await action.run(() =>
      client().call('profile.edit', { profileId: profile.id, label: label.trim(), note, caFile: caFile.trim() || null }),
    );
    if (answer?.ok) close();
  };
  return (
    <Dialog
      title={`Edit ${profile.label}`}
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            Save
          </Button>
        </>
      }
    >
      <dl className={parts.facts}>
        {profile.address && (
          <Fact label="Address">
            <code>{profile.address}</code>
            {profile.plainHttpAccepted && profile.address.startsWith('http:') && ' (unencrypted)'}
          </Fact>
        )}
        <Fact label="Kind">
          {driver?.name ?? profile.kind}
          {profile.server?.version && ` ${profile.server.version}`}
        </Fact>
        <Fact label="Account">{profile.principal?.label ?? 'not known yet'}</Fact>
      </dl>
      <TextField
        label="Name"
        required
        value={label}
        maxCodePoints={nearLimit(label, LABEL_MAX)}
        error={missing}
        autoFocus
        onChange={(t) => {
          setLabel(t);
          setMissing(null);
        }}
      />
      <TextField label="Note" multiline value={note} maxCodePoints={nearLimit(note, NOTE_MAX)} onChange={setNote} />
      {driver?.network && (
        <PathField
          label="CA file (PEM)"
          purpose="caFile"
          value={caFile}
          onChange={setCaFile}
          help="Trusted for this server, besides the system's authorities."
        />
      )}
      {driver?.network && profile.server?.manages !== false && <ManagerChoice profile={profile} />}
      <ProfileWarnings profile={profile} />
      {action.problem && <ProblemNotice problem={action.problem} profileId={profile.id} />}
      {links.length > 0 && (
        <section className={parts.section} aria-label="Pages of the server">
          <h3 className={parts.heading}>Pages of the server</h3>
          <LinkSteps links={links} />
        </section>
      )}
      <section className={parts.section} aria-label="Leave">
        <div className={parts.buttons}>
          {profile.status.signedIn && <SignOut profile={profile} />}
          <Button
            variant="dangerQuiet"
            onClick={() => {
              close();
              openDialog({ name: 'removeProfile', props: { profileId: profile.id } });
            }}
          >
            Remove server…
          </Button>
        </div>
      </section>
    </Dialog>
  );
}

/** By which credential Tessera itself lists and revokes: chosen at once, without "Save". */
function ManagerChoice({ profile }: { readonly profile: ProfileView }) {
  const all = useSnapshot((x) => x.keys);
  const now = useNow();
  const action = useAction();
  const { manager } = profile;
  const keys = all.filter(
    (k) =>
      k.profileId === profile.id &&
      isHeld(k) &&
      (stateOf(k, now).state === 'heldLive' || (manager.kind === 'key' && manager.keyId === k.id)),
  );
  const nameWithFragment = (k: KeyView) => {
    const fragment = fragmentOf(k);
    return fragment && fragment !== nameOf(k) ? `${nameOf(k)} (${fragment})` : nameOf(k);
  };
  const options = [
    ...(profile.status.signedIn || manager.kind === 'session' ? [{ value: 'session', label: 'The session of your sign-in' }] : []),
    ...keys.map((k) => ({ value: `key:${k.id}`, label: `The held key ${nameWithFragment(k)}` })),
    { value: 'none', label: 'Nothing: held keys are kept and used, not listed or revoked' },
  ];
  const set = (value: string) => {
    const next: Manager =
      value === 'session' ? { kind: 'session' } : value.startsWith('key:') ? { kind: 'key', keyId: value.slice(4) } : { kind: 'none' };
    void action.run(() => client().call('profile.setManager', { profileId: profile.id, manager: next }));
  };
  return (
    <>
      <SelectField
        label="Tessera lists and revokes by"
        required
        help={profile.status.signedIn ? 'Takes effect at once.' : 'Takes effect at once. Sign in to use a session.'}
        value={manager.kind === 'key' ? `key:${manager.keyId}` : manager.kind}
        onChange={set}
        options={options}
      />
      {action.problem && <ProblemNotice problem={action.problem} profileId={profile.id} compact />}
    </>
  );
}

function SignOut({ profile }: { readonly profile: ProfileView }) {
  const action = useAction();
  const send = async () => {
    const answer = await action.run(() => client().call('profile.signOut', { profileId: profile.id }));
    if (answer?.ok)
      toast(
        answer.value.confirmed
          ? `Signed out of ${profile.label}. Keys live on.`
          : `Signed out here. ${profile.label} did not confirm; its session ends by itself.`,
        answer.value.confirmed ? 'good' : 'plain',
      );
  };
  return (
    <>
      <Button busy={action.busy} onClick={() => void send()}>
        Sign out
      </Button>
      {action.problem && <ProblemNotice problem={action.problem} compact />}
    </>
  );
}
