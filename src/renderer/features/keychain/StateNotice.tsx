import type { KeychainView } from '../../../domain/views';
import { Progress } from '../../components/bits';
import { Notice } from '../../components/Notice';

/** The place and its state, in whole sentences. */
export function StateNotice({ keychain }: { readonly keychain: KeychainView }) {
  const { name, detail } = keychain;
  switch (keychain.state) {
    case 'unlocked':
      return (
        <Notice tone={keychain.backend === 'memory' ? 'warn' : 'info'}>
          {keychain.backend === 'memory'
            ? 'Secrets are kept in memory only. They are gone when Tessera quits; nothing is written.'
            : `Secrets are kept in ${name}. It is unlocked.`}
          {detail && <p>{detail}</p>}
        </Notice>
      );
    case 'locked':
      return (
        <Notice tone="warn">
          {keychain.backend === 'vault'
            ? 'The vault is locked. Your keys are in it, encrypted; the passphrase opens it.'
            : `${name} is locked. Your keys are safe in it. Unlocking lets the system ask for its password in its own window; Tessera never sees that password.`}
          {detail && <p>{detail}</p>}
        </Notice>
      );
    case 'waiting':
      return (
        <Notice tone="warn">
          <Progress label="The system is asking for the keychain's password in its own window." />
          <p>It may be behind this one. Answer it or close it there; Tessera goes on by itself.</p>
          {detail && <p>{detail}</p>}
        </Notice>
      );
    case 'unavailable':
      return (
        <Notice tone="bad">
          {name} cannot be used on this machine now. Nothing was lost: what it holds, it still holds.
          {detail && <p>{detail}</p>}
        </Notice>
      );
  }
}
