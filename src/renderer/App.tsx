import { useEffect } from 'react';
import { Button } from './components/Button';
import { EmptyState } from './components/bits';
import { ProblemNotice } from './components/ProblemNotice';
import { Toasts } from './components/Toasts';
import { DialogHost } from './features/dialog-host/DialogHost';
import { MainWindow } from './features/window/MainWindow';
import { loadState, useAppState } from './stores/state';

/** The window: loading, failed, or the real thing. */
export function App() {
  const ready = useAppState((s) => s.snapshot !== null);
  const problem = useAppState((s) => s.problem);
  const theme = useAppState((s) => s.snapshot?.settings.theme ?? 'system');

  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);

  if (!ready) {
    return problem ? (
      <EmptyState title="Tessera could not read its own state" action={<Button onClick={() => void loadState()}>Try again</Button>}>
        <ProblemNotice problem={problem} />
      </EmptyState>
    ) : (
      <main aria-busy="true" aria-label="Tessera is starting" />
    );
  }
  return (
    <>
      <MainWindow />
      <DialogHost />
      <Toasts />
    </>
  );
}
