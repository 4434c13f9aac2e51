import { useState } from 'react';
import { SKEW_LIMIT_MS } from '../../../domain/notices';
import { duration } from '../../../domain/time';
import type { ProfileView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { ChevronIcon } from '../../components/icons';
import { Popover } from '../../components/Popover';
import { nextButton } from '../../components/ProblemNotice';
import { age } from '../../lib/dates';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useLasting, WAITING_AFTER_MS } from '../../stores/lasting';
import { useDriver, useProfile } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { refresh } from '../key-actions';
import { linksOf, showEveryone } from '../profile-actions';
import { LinkSteps } from './LinkSteps';
import s from './ProfileBar.module.css';

/**
 * Above one server's keys: whose they are, its logins and pages, and why what is seen may be old. Nothing where there is nothing to say.
 */
export function ProfileBar({ profileId }: { readonly profileId: string }) {
  const profile = useProfile(profileId);
  const driver = useDriver(profile?.kind ?? null);
  const [busy, setBusy] = useState(false);
  const now = useNow();
  const hangs = useLasting(profile?.status.refresh === 'running', WAITING_AFTER_MS);
  if (profile === null) return null;
  const lines = linesOf(profile, hangs, now);
  const links = linksOf(profile);
  const ability = profile.status.administers ? driver?.administrator : undefined;
  const { sessions } = profile.status;
  if (links.length === 0 && ability === undefined && sessions.length === 0 && lines.length === 0) return null;
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
      {sessions.length > 0 && (
        <button type="button" className={s.links} onClick={() => openDialog({ name: 'sessions', props: { profileId } })}>
          {count(sessions.length, 'login is listed', 'logins are listed')}…
        </button>
      )}
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
      {lines.length > 0 && <State profile={profile} lines={lines} />}
    </section>
  );
}

/** Why what is seen may be old, or a clock is off; empty where all is fresh. */
function linesOf({ status }: ProfileView, hangs: boolean, now: number): readonly string[] {
  const { refresh: state, listedAt, problem, incomplete, skewMs } = status;
  const known = listedAt === null ? 'It was not listed yet.' : `What you see of it is as of ${age(listedAt, now)}.`;
  return [
    ...(hangs ? [`Waiting for the server's answer. ${known}`] : []),
    ...(problem && state !== 'running' ? [`${problem.message} ${known}`] : []),
    ...(incomplete && state !== 'running' ? [incomplete] : []),
    ...(skewMs !== null && Math.abs(skewMs) >= SKEW_LIMIT_MS
      ? [
          `This machine's clock is ${duration(skewMs)} ${skewMs > 0 ? 'behind' : 'ahead of'} the server's, which decides when keys end. Tessera allows for it.`,
        ]
      : []),
  ];
}

function State({ profile, lines }: { readonly profile: ProfileView; readonly lines: readonly string[] }) {
  const { problem } = profile.status;
  const next = problem && profile.status.refresh !== 'running' ? nextButton(problem, () => void refresh(profile.id), profile.id) : null;
  return (
    <div className={s.state}>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {next && (
        <Button size="small" onClick={next.run}>
          {next.label}
        </Button>
      )}
    </div>
  );
}
