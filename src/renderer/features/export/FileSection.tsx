import { useState } from 'react';
import { type EnvFormat, suggestedFormat } from '../../../domain/exports';
import { client } from '../../client';
import { SelectField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { PathField } from '../dialog-parts/PathField';
import parts from '../dialog-parts/parts.module.css';
import { usePreview } from '../dialog-parts/usePreview';
import { LineChange } from './LineChange';
import { PreviewEnd } from './PreviewEnd';

/** Writing the variable into an env file: first the exact change, masked, then the writing. Other lines are kept. */
export function FileSection({
  keyId,
  variable,
  withAddress,
}: {
  readonly keyId: string;
  readonly variable: string;
  readonly withAddress: boolean;
}) {
  const [path, setPath] = useState('');
  /** Null until the person chooses one: then the file's name tells. */
  const [chosen, setChosen] = useState<EnvFormat | null>(null);
  const format = chosen ?? suggestedFormat(path.trim());
  const target = { keyId, path: path.trim(), format, variable, withAddress };
  const preview = usePreview(
    target,
    () => client().call('export.previewFile', target),
    (version) => client().call('export.applyFile', { ...target, version }),
  );
  const { shown, change } = preview;
  return (
    <section className={parts.section} aria-label="Write to a file">
      <h3 className={parts.heading}>Write to a file</h3>
      <PathField
        label="File"
        required
        purpose="envFile"
        value={path}
        onChange={(p) => change(() => setPath(p))}
        placeholder="~/project/.env"
        help="Other lines of the file are kept; it becomes readable by you alone. Tessera remembers the place, and offers to clean it when the key is revoked."
      />
      <SelectField
        label="Format"
        required
        value={format}
        onChange={(v) => change(() => setChosen(v === 'sh' ? 'sh' : 'dotenv'))}
        options={[
          { value: 'dotenv', label: 'dotenv (.env, read by tools)' },
          { value: 'sh', label: 'sh (read by a shell with “.”)' },
        ]}
      />
      {shown && (
        <>
          <LineChange change={shown} />
          {shown.warnings.map((w) => (
            <Notice key={w} tone="warn">
              {w}
            </Notice>
          ))}
        </>
      )}
      <PreviewEnd
        of={preview}
        look={preview.look}
        done="Written."
        show="Show the change"
        write={shown?.exists ? 'Write this change' : 'Make this file'}
        disabled={path.trim() === '' || variable === ''}
      />
    </section>
  );
}
