import type { ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { CheckField, FieldGroup } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useSnapshot } from '../../stores/state';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { LeadChips } from '../notices/LeadChips';
import { leadsText } from '../notices/words';

/** When the keys of one server are warned of, if not as the settings say. Takes effect at once, without "Save". */
export function ProfileWarnings({ profile }: { readonly profile: ProfileView }) {
  const general = useSnapshot((x) => x.settings.warnings.leads);
  const action = useAction();
  const { leads, muted } = profile.warn ?? { leads: null, muted: false };
  const set = (next: { readonly leads: readonly number[] | null; readonly muted: boolean }) =>
    void action.run(() =>
      client().call('profile.warn', { profileId: profile.id, leads: next.leads === null ? null : [...next.leads], muted: next.muted }),
    );
  return (
    <section className={parts.section} aria-label="Warnings of its keys">
      <FieldGroup legend="Warnings of its keys" help="Takes effect at once. A key can still have lead times of its own.">
        <CheckField
          radioGroup="profile-leads"
          label={`As in the settings: ${leadsText(general)}`}
          checked={leads === null}
          disabled={muted}
          onChange={() => set({ leads: null, muted })}
        />
        <CheckField
          radioGroup="profile-leads"
          label="At its own lead times"
          checked={leads !== null}
          disabled={muted}
          onChange={() => set({ leads: general, muted })}
        />
        {leads !== null && !muted && (
          <LeadChips label="Lead times of this server" value={leads} onChange={(l) => set({ leads: l, muted })} />
        )}
        <CheckField
          label="Mute all warnings of this server"
          help="For servers that you only try out. What ends there ends without a word."
          checked={muted}
          onChange={(on) => set({ leads, muted: on })}
        />
      </FieldGroup>
      {action.problem && <ProblemNotice problem={action.problem} profileId={profile.id} compact />}
    </section>
  );
}
