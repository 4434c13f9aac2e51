import { useRef, useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { NO_HELPERS } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { SecretField, type SecretHandle } from '../../components/SecretField';
import { codePoints } from '../../lib/text';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import type { Action } from '../dialog-parts/useAction';
import s from './NewPassphrase.module.css';

/** Shorter passphrases are refused: a stolen vault file can be tried at leisure. */
const SHORTEST = 12;

const hint = (n: number): string =>
  n === 0
    ? `At least ${SHORTEST} characters; five or more unrelated words are good.`
    : n < SHORTEST
      ? `${n} of at least ${SHORTEST} characters.`
      : n < 20
        ? `${n} characters: fair if they are not a known phrase.`
        : `${n} characters: good if they are not a known phrase.`;

/**
 * Makes a vault (passphrase typed twice) or opens the one that exists. The two inputs are uncontrolled: state holds the length and whether
 * they agree, nothing else.
 */
export function NewPassphrase({ exists, action, done }: { readonly exists: boolean; readonly action: Action; readonly done: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const existing = useRef<SecretHandle>(null);
  const [length, setLength] = useState(0);
  const [agree, setAgree] = useState(true);
  const [missing, setMissing] = useState<string | null>(null);

  const inputs = () => [...(form.current?.querySelectorAll<HTMLInputElement>('input[data-passphrase]') ?? [])];
  const look = () => {
    const [a, b] = inputs().map((i) => i.value);
    setLength(codePoints(a ?? ''));
    setAgree(b === '' || a === b);
    setMissing(null);
  };
  const send = async () => {
    if (exists) {
      const passphrase = existing.current?.take() ?? null;
      if (passphrase === null) return;
      const answer = await action.run(() => client().call('keychain.choose', { backend: 'vault', passphrase }));
      if (!answer?.ok) return;
      toast('New secrets go to the vault.', 'good');
      return done();
    }
    const [a, b] = inputs();
    if (!a || !b) return;
    if (codePoints(a.value) < SHORTEST) return setMissing(`Use at least ${SHORTEST} characters.`);
    if (a.value !== b.value) return setMissing('The two passphrases differ.');
    const typed = a.value;
    for (const input of [a, b]) input.value = '';
    setLength(0);
    const answer = await action.run(() => client().call('keychain.choose', { backend: 'vault', passphrase: { typed } }));
    if (!answer?.ok) return;
    toast('The vault was made; new secrets go into it.', 'good');
    done();
  };
  return (
    <form
      ref={form}
      className={parts.section}
      autoComplete="off"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      {exists ? (
        <SecretField ref={existing} label="Passphrase of your vault" kind={null} paste={false} />
      ) : (
        <>
          <Notice tone="warn">
            Nobody can recover a forgotten passphrase, nor the secrets behind it. Their keys can still be revoked at the servers.
          </Notice>
          <label className={s.field}>
            <span>New passphrase</span>
            <input {...NO_HELPERS} type="password" data-passphrase onInput={look} aria-describedby="passphrase-hint" />
          </label>
          <label className={s.field}>
            <span>The same again</span>
            <input {...NO_HELPERS} type="password" data-passphrase onInput={look} aria-invalid={agree ? undefined : true} />
          </label>
          <p id="passphrase-hint" className={parts.quiet} role="status">
            {!agree ? 'The two differ so far.' : hint(length)}
          </p>
        </>
      )}
      {missing && (
        <p className={s.error} role="alert">
          {missing}
        </p>
      )}
      <div className={parts.buttons}>
        <Button type="submit" variant="primary" busy={action.busy}>
          {exists ? 'Open and use the vault' : 'Make the vault'}
        </Button>
      </div>
    </form>
  );
}
