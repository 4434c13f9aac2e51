import type { NetrcPreview } from '../../../domain/views';
import { CheckField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useSnapshot } from '../../stores/state';

/** What the change overwrites: keys that stay in the keychain, and secrets that would be gone. */
export function Overwritten({
  overwrites: { known, unheld },
  keep,
  setKeep,
}: {
  readonly overwrites: NetrcPreview['overwrites'];
  readonly keep: boolean;
  readonly setKeep: (keep: boolean) => void;
}) {
  const keychain = useSnapshot((x) => x.keychain.name);
  return (
    <>
      {known.map((k) => (
        <Notice key={k.keyId} tone="info">
          The line holds the key “{k.name}” now. It stays in the keychain, and no longer counts as used here.
        </Notice>
      ))}
      {unheld > 0 && (
        <Notice tone="warn">
          <p>
            {unheld === 1 ? 'The line holds a secret' : `The lines hold ${unheld} secrets`} that Tessera has nowhere else. Written over,{' '}
            {unheld === 1 ? 'it is' : 'they are'} gone.
          </p>
          <CheckField
            label={`Keep ${unheld === 1 ? 'it' : 'them'} in ${keychain} first`}
            help="If that does not succeed, nothing is written."
            checked={keep}
            onChange={setKeep}
          />
        </Notice>
      )}
    </>
  );
}
