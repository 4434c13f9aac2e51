import { useState } from 'react';
import { ChevronIcon } from '../../components/icons';
import { Popover } from '../../components/Popover';
import { useDriver, useProfile } from '../../stores/state';
import { linksOf, showEveryone } from '../profile-actions';
import { LinkSteps } from './LinkSteps';
import s from './ProfileBar.module.css';

/** Above one server's keys: whose they are, and its pages. Nothing where there is nothing to say. */
export function ProfileBar({ profileId }: { readonly profileId: string }) {
  const profile = useProfile(profileId);
  const driver = useDriver(profile?.kind ?? null);
  const [busy, setBusy] = useState(false);
  if (profile === null) return null;
  const links = linksOf(profile);
  const ability = profile.status.administers ? driver?.administrator : undefined;
  if (links.length === 0 && ability === undefined) return null;
  const turn = async () => {
    if (busy) return;
    setBusy(true);
    await showEveryone(profile, profile.everyone !== true);
    setBusy(false);
  };
  return (
    <section className={s.bar} aria-label={profile.label}>
      <h2>{profile.label}</h2>
      <span className={s.account}>{[profile.principal?.label, profile.server?.version].filter(Boolean).join(' · ')}</span>
      <span className={s.space} />
      {links.length > 0 && (
        <Popover
          label="Pages of the server"
          className={s.links}
          trigger={
            <>
              Pages of the server
              <ChevronIcon />
            </>
          }
        >
          <LinkSteps links={links} />
        </Popover>
      )}
      {ability && (
        <button
          type="button"
          role="switch"
          aria-checked={profile.everyone === true}
          aria-busy={busy || undefined}
          title={ability.help}
          className={s.switch}
          onClick={() => void turn()}
        >
          <span className={s.knob} aria-hidden="true" />
          {ability.label}
        </button>
      )}
    </section>
  );
}
