import { useUi } from '../../stores/ui';
import { UrgentBanner } from '../notices/UrgentBanner';
import { ProfileBar } from '../profile-bar/ProfileBar';
import { SaidAbove } from './SaidAbove';

/** What stands above the table or a page where there is something to say: of the whole window, of urgent warnings, of the server looked at. */
export function Above({ table }: { readonly table: boolean }) {
  const view = useUi((u) => u.view);
  return (
    <>
      <SaidAbove />
      {table && <UrgentBanner />}
      {table && view.kind === 'profile' && <ProfileBar profileId={view.profileId} />}
    </>
  );
}
