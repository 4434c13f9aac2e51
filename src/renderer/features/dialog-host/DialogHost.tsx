import { type ComponentType, lazy, Suspense, useMemo } from 'react';
import { Boundary } from '../../components/Boundary';
import { type DialogName, loadDialog } from '../../dialogs';
import { useAppState } from '../../stores/state';
import { closeDialog, type OpenDialog, useUi } from '../../stores/ui';

type AnyDialog = ComponentType<{ close: () => void }>;
const loaded = new Map<DialogName, AnyDialog>();

/** One lazy component per dialog, kept, so that opening it again neither loads nor remounts. */
function componentOf(name: DialogName): AnyDialog {
  let component = loaded.get(name);
  if (component === undefined) {
    component = lazy(async () => ({ default: await loadDialog(name) }));
    loaded.set(name, component);
  }
  return component;
}

function Opened({ dialog }: { readonly dialog: OpenDialog }) {
  const Component = useMemo(() => componentOf(dialog.name), [dialog.name]);
  const close = () => closeDialog(dialog.id);
  return (
    <Boundary onGiveUp={close}>
      <Suspense fallback={null}>
        <Component {...dialog.props} close={close} />
      </Suspense>
    </Boundary>
  );
}

/** Draws the open dialogs in order; the newest is on top. While main holds a secret that no store took, the rescue is on top of all. */
export function DialogHost() {
  const dialogs = useUi((u) => u.dialogs);
  const rescue = useAppState((s) => s.snapshot?.rescue?.id ?? null);
  return (
    <>
      {dialogs.map((d) => (
        <Opened key={d.id} dialog={d} />
      ))}
      {rescue !== null && <Opened key={rescue} dialog={{ id: -1, name: 'rescue', props: {} }} />}
    </>
  );
}
