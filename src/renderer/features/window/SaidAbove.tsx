import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';

/** What holds for the whole window: a keychain that cannot be used, data of a newer version, a change not on the disk. */
export function SaidAbove() {
  const keychain = useSnapshot((s) => s.keychain);
  const readOnly = useSnapshot((s) => s.run.readOnly);
  const damage = useSnapshot((s) => s.run.damage);
  const unsaved = useSnapshot((s) => s.unsaved);
  const open = () => openDialog({ name: 'keychain', props: {} });
  return (
    <>
      {damage.map((d) => (
        <Notice key={d} tone="warn">
          {d}
        </Notice>
      ))}
      {readOnly && <Notice tone="warn">{readOnly}</Notice>}
      {unsaved && <Notice tone="bad">{unsaved}</Notice>}
      {keychain.state === 'locked' && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={open}>
              Unlock keychain…
            </Button>
          }
        >
          {keychain.name} is locked. The list is whole; secrets can be used again once it is unlocked.
        </Notice>
      )}
      {keychain.state === 'waiting' && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={open}>
              Details…
            </Button>
          }
        >
          {keychain.detail ??
            `${keychain.name} waits for its password in a window of the system. Tessera goes on as soon as it is answered.`}
        </Notice>
      )}
      {keychain.state === 'unavailable' && (
        <Notice
          tone="bad"
          action={
            <Button size="small" onClick={open}>
              Choose where secrets are kept…
            </Button>
          }
        >
          No keychain can be used here. {keychain.detail} Nothing is stored until you choose a place.
        </Notice>
      )}
    </>
  );
}
