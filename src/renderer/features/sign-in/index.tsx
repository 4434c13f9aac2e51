import { useEffect, useRef, useState } from 'react';
import type { DriverDescription, FieldValues, SignInMethod } from '../../../domain/driver';
import type { ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { SelectField } from '../../components/Field';
import { FormFields, useForm } from '../../components/FormFields';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { useDriver, useProfile, useSnapshot } from '../../stores/state';
import { openDialog, toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { KeychainFirst } from '../keychain/KeychainFirst';
import { LinkSteps } from '../profile-bar/LinkSteps';

/** Signs in to a server by one of the methods that both the kind and this server offer. */
export default function SignIn({ profileId, close }: DialogProps<'signIn'>) {
  const profile = useProfile(profileId);
  const driver = useDriver(profile?.kind ?? null);
  const [methodId, setMethodId] = useState<string | null>(null);
  if (profile === null || driver === null)
    return (
      <Dialog title="Sign in" size="small" onClose={close}>
        <Progress label="Looking up the server…" />
      </Dialog>
    );
  // In the server's order: what it offers first is the way in for most of its people.
  const offered = profile.server?.signInMethods.flatMap((id) => driver.signIn.filter((m) => m.id === id)) ?? driver.signIn;
  const method = offered.find((m) => m.id === methodId) ?? offered[0];
  if (method === undefined) return <NoSignIn profile={profile} network={driver.network} close={close} />;
  const picker =
    offered.length > 1 ? (
      <SelectField
        label="How"
        required
        value={method.id}
        onChange={setMethodId}
        options={offered.map((m) => ({ value: m.id, label: m.label }))}
      />
    ) : null;
  return <SignInForm key={method.id} profile={profile} driver={driver} method={method} picker={picker} close={close} />;
}

function NoSignIn({ profile, network, close }: { readonly profile: ProfileView; readonly network: boolean; readonly close: () => void }) {
  const hold = () => {
    close();
    openDialog({ name: 'holdKey', props: { profileId: profile.id } });
  };
  const { server } = profile;
  return (
    <Dialog
      title={`Sign in to ${profile.label}`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Close</Button>
          <Button variant="primary" autoFocus onClick={hold}>
            Keep a key…
          </Button>
        </>
      }
    >
      <p>
        {server?.meaning ??
          (network
            ? 'This server offers no sign-in that Tessera knows.'
            : 'Tessera asks this server nothing; there is nothing to sign in to. Its keys can be kept, exported and warned about.')}
      </p>
      {network && server?.manages !== false && (
        <Notice tone="info">
          Signing in through the browser is not supported yet. Make a key where you are signed in already, the server's web page or its own
          command line, copy it, and let Tessera keep it.
        </Notice>
      )}
    </Dialog>
  );
}

/** Waiting gets an explanation after this long, and the server's patience is named. */
const EXPLAIN_AFTER_MS = 2_500;

/** Who signs in is known from the last time: the text right before the password. A name is no answer where an email is asked for. */
function knownAccount({ fields }: SignInMethod, { principal }: ProfileView): FieldValues {
  const account = fields[fields.findIndex((f) => f.kind === 'secret') - 1];
  if (!principal?.label || account?.kind !== 'text' || account.initial !== '') return {};
  return /e-?mail/i.test(account.label) && !principal.label.includes('@') ? {} : { [account.name]: principal.label };
}

function SignInForm({
  profile,
  driver,
  method,
  picker,
  close,
}: {
  readonly profile: ProfileView;
  readonly driver: DriverDescription;
  readonly method: SignInMethod;
  readonly picker: React.ReactNode;
  readonly close: () => void;
}) {
  const form = useForm(method.fields, { preset: knownAccount(method, profile) });
  const action = useAction();
  const [message, setMessage] = useState<string | null>(null);
  const [slow, setSlow] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const demos = useSnapshot((x) => x.run.demoServers).filter((d) => d.kind === profile.kind && profile.address.startsWith(d.address));
  const link = method.link === undefined ? undefined : profile.server?.links?.find((l) => l.id === method.link);
  const sessions = profile.status.usage?.sessions ?? null;
  const kind = driver.secretKinds.find((k) => k.id === form.values.secretKind);
  const needsPlace = !method.forThisRun && !kind?.memoryOnly;

  useEffect(() => {
    if (!action.busy) return;
    setSlow(false);
    const timer = setTimeout(() => setSlow(true), EXPLAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [action.busy]);

  const send = async () => {
    if (action.busy || !form.validate()) return;
    const secrets = form.takeSecrets();
    const answer = await action.run(() =>
      client().call('profile.signIn', { profileId: profile.id, method: method.id, fields: form.submission(), secrets }),
    );
    for (const secret of Object.values(secrets)) if ('ticket' in secret) void client().call('secret.drop', { ticket: secret.ticket });
    if (answer === null) return;
    if (!answer.ok) {
      if (form.takeProblem(answer.error)) action.setProblem(null);
      // The password was used for one call and is gone: the person types it again.
      body.current?.querySelector<HTMLInputElement>('input[type="password"]')?.focus();
    } else if (answer.value.message) setMessage(answer.value.message);
    else {
      toast(`Signed in to ${profile.label}.`, 'good');
      close();
    }
  };

  if (message !== null)
    return (
      <Dialog
        key="done"
        title={`Signed in to ${profile.label}`}
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" autoFocus onClick={close}>
            Continue
          </Button>
        }
      >
        <p className={parts.quiet}>The server says:</p>
        <blockquote className={parts.quote}>{message}</blockquote>
      </Dialog>
    );
  const cannot = action.problem?.next.do === 'signIn';
  return (
    <Dialog
      title={`Sign in to ${profile.label}`}
      subtitle={profile.address}
      size="small"
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            {action.busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </>
      }
    >
      {profile.plainHttpAccepted && profile.address.startsWith('http:') && (
        <Notice tone="warn">This address is plain http: the password travels unencrypted.</Notice>
      )}
      {profile.server && profile.principal === null && <p className={parts.quiet}>{profile.server.meaning}</p>}
      {demos.length > 0 && (
        <Notice tone="info">
          {demos.map((d) => (
            <p key={d.name}>
              {demos.length === 1 ? "The demo's account" : d.name}: user name <code>{d.user}</code>, password <code>{d.password}</code>.{' '}
              {demos.length === 1 && 'It opens nothing else.'}
            </p>
          ))}
        </Notice>
      )}
      {sessions !== null && sessions.used >= sessions.limit * 0.8 && (
        <Notice tone="warn">
          {sessions.used} of {sessions.limit} sessions of this account are taken, and each sign-in takes one. Stay signed in rather than
          signing in and out.
        </Notice>
      )}
      {needsPlace && <KeychainFirst purpose={`The ${method.yields === 'key' ? 'key' : 'session'} needs a place before you sign in.`} />}
      {picker}
      {method.help && <p className={parts.quiet}>{method.help}</p>}
      {link && (
        <div className={parts.card}>
          <LinkSteps links={[link]} />
        </div>
      )}
      <div ref={body} className={parts.fields}>
        <FormFields form={form} scopes={driver.scopes} kind={method.yields === 'key' ? driver.kind : null} autoFocus />
      </div>
      {kind?.warning && <Notice tone="warn">{kind.warning}</Notice>}
      {action.busy && (
        <Progress
          label={
            slow
              ? `Waiting for the server. Approve the second factor if your site asks for one; this may take up to ${Math.round(method.patienceMs / 1_000)} s.`
              : 'Asking the server…'
          }
        />
      )}
      {action.problem && <ProblemNotice problem={action.problem} {...(cannot ? {} : { profileId: profile.id })} />}
    </Dialog>
  );
}
