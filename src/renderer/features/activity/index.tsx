import { useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField, FieldGroup } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { count } from '../../lib/text';
import { toast } from '../../stores/ui';
import { PathField } from '../dialog-parts/PathField';
import { useAction } from '../dialog-parts/useAction';

const FORMATS = [
  { value: 'csv', label: 'CSV, for a spreadsheet' },
  { value: 'json', label: 'JSON, for programs' },
] as const;
type Format = (typeof FORMATS)[number]['value'];

const withEnding = (path: string, format: Format): string => path.replace(/\.(csv|json)$/i, `.${format}`);

/** Writes the whole log of activity to a file. */
export default function ExportActivity({ close }: DialogProps<'exportActivity'>) {
  const [format, setFormat] = useState<Format>('csv');
  const [path, setPath] = useState('~/tessera-activity.csv');
  const action = useAction();
  const wrong = action.problem?.field === 'path' ? action.problem.message : null;
  const send = async () => {
    const answer = await action.run(() => client().call('activity.export', { path: path.trim(), format }));
    if (!answer?.ok) return;
    toast(`${count(answer.value.entries, 'entry', 'entries')} written to ${answer.value.path}.`, 'good');
    close();
  };
  return (
    <Dialog
      title="Export activity"
      subtitle="The whole log, the newest entry first. It holds no secrets."
      size="small"
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            Write file
          </Button>
        </>
      }
    >
      <FieldGroup legend="Format">
        {FORMATS.map((f) => (
          <CheckField
            key={f.value}
            radioGroup="activity-format"
            label={f.label}
            checked={format === f.value}
            onChange={() => {
              setFormat(f.value);
              setPath(withEnding(path, f.value));
            }}
          />
        ))}
      </FieldGroup>
      <PathField
        label="File"
        purpose="activity"
        required
        value={path}
        error={wrong}
        onChange={(p) => {
          setPath(p);
          action.setProblem(null);
        }}
        help="An export of Tessera's own is replaced; any other file is left as it is."
      />
      {action.problem && wrong === null && <ProblemNotice problem={action.problem} />}
    </Dialog>
  );
}
