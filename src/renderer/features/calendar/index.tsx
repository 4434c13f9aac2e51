import { useMemo, useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField, FieldGroup } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { expiryOf, nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useAppState, useSnapshot } from '../../stores/state';
import { PathField } from '../dialog-parts/PathField';
import { useAction } from '../dialog-parts/useAction';

/** Writes a calendar file with the ends of some keys, or of all. It holds no secret. */
export default function SaveCalendar({ keyIds, close }: DialogProps<'saveCalendar'>) {
  const keys = useAppState((s) => s.keyIndex);
  const every = useSnapshot((s) => s.keys);
  const [all, setAll] = useState(keyIds === undefined);
  const [path, setPath] = useState('');
  const [saved, setSaved] = useState<{ readonly path: string; readonly events: number } | null>(null);
  const action = useAction();
  const some = useMemo(() => (keyIds ?? []).flatMap((id) => keys.get(id) ?? []), [keyIds, keys]);
  const told = useMemo(() => some.filter((k) => ['at', 'serverLocal'].includes(expiryOf(k).kind)).length, [some]);
  const anyLocal = useMemo(() => (all ? every : some).some((k) => expiryOf(k).kind === 'serverLocal'), [all, every, some]);
  const [only] = some;

  const save = async () => {
    if (path.trim() === '') {
      action.setProblem({
        code: 'file.noPath',
        message: 'Name a file, such as ~/key-expiries.ics. Nothing was written.',
        next: { do: 'none' },
        field: 'path',
      });
      return;
    }
    const answer = await action.run(() => client().call('calendar.save', { keyIds: all ? null : [...(keyIds ?? [])], path }));
    if (answer?.ok) setSaved(answer.value);
  };

  if (saved !== null)
    return (
      <Dialog
        title="Save ends as a calendar"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        }
      >
        <Notice tone="good">
          {count(saved.events, 'event')} written to {saved.path}, without secrets.
        </Notice>
        <p>Open it with your calendar. Saved and opened again later, it updates these events and makes none twice.</p>
      </Dialog>
    );
  const pathProblem = action.problem?.field === 'path' ? action.problem.message : null;
  return (
    <Dialog
      title="Save ends as a calendar"
      subtitle="One event for each key whose end is known, with the alarms that its warnings have. It holds no secret."
      onClose={close}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy} disabled={!all && told === 0}>
            Save calendar
          </Button>
        </>
      }
    >
      {only !== undefined && (
        <FieldGroup legend="Which keys">
          <CheckField
            radioGroup="which"
            label={some.length === 1 ? <bdi>{nameOf(only)}</bdi> : `The ${some.length.toLocaleString('en-GB')} selected keys`}
            help={
              told === some.length
                ? undefined
                : told === 0
                  ? 'No end is known: there is nothing for a calendar.'
                  : `${told.toLocaleString('en-GB')} of them have an end that is known.`
            }
            checked={!all}
            onChange={() => setAll(false)}
          />
          <CheckField radioGroup="which" label="All keys of all servers that still end" checked={all} onChange={() => setAll(true)} />
        </FieldGroup>
      )}
      {anyLocal && (
        <p>
          Some ends are told in their server's own time, whose zone is not known. Their events say so, and their alarms count from the
          earliest moment that the end can be.
        </p>
      )}
      {action.problem && pathProblem === null && <ProblemNotice problem={action.problem} />}
      <PathField
        label="File"
        purpose="calendar"
        required
        value={path}
        onChange={(value) => {
          setPath(value);
          action.setProblem(null);
        }}
        error={pathProblem}
        placeholder="~/key-expiries.ics"
        help="A calendar of Tessera's own is replaced; any other file is left as it is."
      />
    </Dialog>
  );
}
