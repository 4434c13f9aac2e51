import type { KeyView, ProfileView } from '../../../domain/views';
import { History } from '../activity/History';
import { KeyWarnings } from '../notices/KeyWarnings';

/** The lower part of the details: what is warned of, and what was done. Not on the first screen, so read a moment later. */
export function More({ keyView, profile, now }: { readonly keyView: KeyView; readonly profile: ProfileView | null; readonly now: number }) {
  return (
    <>
      <KeyWarnings keyView={keyView} profile={profile} now={now} />
      <History keyView={keyView} now={now} />
    </>
  );
}
