import { type ReactNode, useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { useKey, useProfile, useSnapshot } from '../../stores/state';
import { openDialog, toast } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import { useAction } from '../dialog-parts/useAction';
import s from './rescue.module.css';

/**
 * A new secret that no store took. It lives in main's memory, and this is the only moment at which it can be saved: the dialog cannot be
 * left but by one of its actions. It closes by itself when main has no rescue any more.
 */
export default function Rescue({ close: _ }: DialogProps<'rescue'>) {
  const rescue = useSnapshot((x) => x.rescue);
  const keychain = useSnapshot((x) => x.keychain);
  const cannotCopy = useSnapshot((x) => x.run.cannotCopy);
  const key = useKey(rescue?.keyId ?? null);
  const profile = useProfile(rescue?.profileId ?? null);
  const [copied, setCopied] = useState(false);
  const [sure, setSure] = useState(false);
  const action = useAction();
  if (rescue === null) return null;
  const { id } = rescue;
  const act = async (what: 'retry' | 'memory' | 'copy' | 'revoke' | 'discard', done: string) => {
    const answer = await action.run(() => client().call('rescue.act', { id, act: what }));
    if (answer === null || !answer.ok) return;
    if (what === 'copy') setCopied(true);
    toast(done, 'good');
  };
  return (
    <Dialog title="Your new key has no safe place yet" subtitle={profile?.label} onClose={() => undefined} dismissable={false}>
      <ProblemNotice problem={action.problem ?? rescue.problem} />
      <p>
        Your new key is on {profile?.label ?? 'the server'}, but no store took its secret. Tessera holds it in memory until you choose. If
        Tessera quits before that, the secret is lost and the key stays on the server.
      </p>
      {key && <KeySummary keyView={key} />}
      <ul className={s.choices}>
        <Choice sentence={`Store it in ${keychain.name}, if that works again.`}>
          <Button variant="primary" autoFocus busy={action.busy} onClick={() => void act('retry', `The secret is in ${keychain.name}.`)}>
            Try again
          </Button>
        </Choice>
        <Choice sentence="Store it elsewhere: a vault file with a passphrase, say. Then try again.">
          <Button
            onClick={() =>
              openDialog({
                name: 'keychain',
                props: { reason: 'The new secret waits for a store that takes it. Choose one, then try again.' },
              })
            }
          >
            Choose another store…
          </Button>
        </Choice>
        <Choice sentence="Use it in this session only. It is gone when Tessera quits.">
          <Button onClick={() => void act('memory', 'The secret is kept until Tessera quits.')}>Keep in memory</Button>
        </Choice>
        <Choice sentence={cannotCopy ?? 'Put it in a safe place of your own, a password manager say. Then Tessera can forget it.'}>
          <Button disabled={cannotCopy !== null} onClick={() => void act('copy', 'The secret was copied.')}>
            Copy secret
          </Button>
        </Choice>
        {copied && (
          <Choice sentence="Copied. Save it before the clipboard is cleared; Tessera cannot bring it back once it is forgotten.">
            {sure ? (
              <Button variant="danger" onClick={() => void act('discard', 'Tessera forgot the secret; the key is on the server.')}>
                Forget the secret now
              </Button>
            ) : (
              <Button onClick={() => setSure(true)}>I have saved it…</Button>
            )}
          </Choice>
        )}
        <Choice sentence="Start over: the server forgets the key, and nothing of it is left.">
          <Button variant="dangerQuiet" onClick={() => void act('revoke', 'The key was revoked; nothing of it is left.')}>
            Revoke the key just made
          </Button>
        </Choice>
      </ul>
    </Dialog>
  );
}

/** One way out: what it means, and its button. */
function Choice({ sentence, children }: { readonly sentence: string; readonly children: ReactNode }) {
  return (
    <li className={s.choice}>
      <span>{sentence}</span>
      {children}
    </li>
  );
}
