import type { Problem } from '../../domain/result';
import { client } from '../client';
import { intoView } from '../lib/into-view';
import { openDialog } from '../stores/ui';
import { Button } from './Button';
import { WarnIcon } from './icons';
import s from './Notice.module.css';

interface NextButton {
  readonly label: string;
  readonly run: () => void;
}

/**
 * A failure in words, and its next action as a button. `retry` is what "Try again" does; without it, and for actions that need a profile
 * where none is given, only the sentence is shown.
 */
export function ProblemNotice({
  problem,
  retry,
  profileId,
  compact,
  next = nextButton(problem, retry, profileId),
}: {
  readonly problem: Problem;
  readonly retry?: () => void;
  readonly profileId?: string;
  readonly compact?: boolean;
  /** A button of the caller's own. */
  readonly next?: NextButton | null | undefined;
}) {
  return (
    <div key={problem.message} ref={intoView} className={`${s.notice} ${s.bad} ${compact ? s.compact : ''}`} role="alert">
      <span className={s.icon}>
        <WarnIcon />
      </span>
      <div className={s.text}>
        <p>{problem.message}</p>
        {problem.requestId && (
          <p className={s.detail}>
            For the server's administrator: request <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {next && (
        <Button size="small" onClick={next.run}>
          {next.label}
        </Button>
      )}
    </div>
  );
}

/** The button that a problem's next action comes to; null where there is none to offer. */
export function nextButton(problem: Problem, retry?: () => void, profileId?: string): NextButton | null {
  switch (problem.next.do) {
    case 'retry':
      return retry ? { label: 'Try again', run: retry } : null;
    case 'signIn':
      return profileId ? { label: 'Sign in…', run: () => openDialog({ name: 'signIn', props: { profileId } }) } : null;
    case 'unlockKeychain':
      return { label: 'Unlock keychain…', run: () => openDialog({ name: 'keychain', props: { reason: problem.message } }) };
    case 'chooseKeychain':
      return { label: 'Choose where secrets are kept…', run: () => openDialog({ name: 'keychain', props: { reason: problem.message } }) };
    case 'editProfile':
      return profileId ? { label: 'Edit server…', run: () => openDialog({ name: 'editProfile', props: { profileId } }) } : null;
    case 'refresh':
      return { label: 'Refresh', run: () => void client().call('keys.refresh', { profileId: profileId ?? null }) };
    case 'revoke': {
      const { keyIds } = problem.next;
      return { label: 'Revoke…', run: () => openDialog({ name: 'revoke', props: { keyIds } }) };
    }
    case 'openBrowser': {
      const { url } = problem.next;
      return { label: 'Open in browser', run: () => void client().call('app.openLink', { url }) };
    }
    // Only the dialog that asked for a kind can choose another.
    case 'chooseKind':
    case 'none':
      return null;
  }
}
