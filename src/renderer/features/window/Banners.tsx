import { lazy, Suspense } from 'react';
import { useSnapshot } from '../../stores/state';

const SaidAbove = lazy(async () => ({ default: (await import('./SaidAbove')).SaidAbove }));

/** Room for what holds for the whole window; mostly there is nothing to say, and the first paint does not pay for the words. */
export function Banners() {
  const some = useSnapshot(
    ({ keychain, run, unsaved }) =>
      ['locked', 'waiting', 'unavailable'].includes(keychain.state) || run.damage.length > 0 || !!run.readOnly || !!unsaved,
  );
  return <Suspense fallback={null}>{some && <SaidAbove />}</Suspense>;
}
