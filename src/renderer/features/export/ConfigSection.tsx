import { useState } from 'react';
import type { ConfigFile } from '../../../domain/exports';
import { client } from '../../client';
import { TextField } from '../../components/Field';
import parts from '../dialog-parts/parts.module.css';
import { usePreview } from '../dialog-parts/usePreview';
import { Overwritten } from '../netrc/Overwritten';
import { LineChange } from './LineChange';
import { PreviewEnd } from './PreviewEnd';
import { Warnings } from './Warnings';

/** Putting the key into a file of the vendor's own programs: first the exact change, masked, then the writing. What else is in the file stays. */
export function ConfigSection({ keyId, file }: { readonly keyId: string; readonly file: ConfigFile }) {
  const [path, setPath] = useState('');
  const [locator, setLocator] = useState('');
  const [keep, setKeep] = useState(true);
  const target = { keyId, kind: file.kind, path: path.trim(), locator: locator.trim() };
  const preview = usePreview(
    target,
    () => client().call('export.previewConfig', target),
    (version) => client().call('export.applyConfig', { ...target, version, keep }),
  );
  const { shown, change } = preview;
  const beside = Object.entries(file.fields);
  return (
    <section className={parts.section} aria-label={file.title}>
      <h3 className={parts.heading}>{file.title}</h3>
      <p className={parts.quiet}>{file.help}</p>
      <div className={file.locatorLabel === null ? undefined : parts.split}>
        <TextField
          label="File"
          mono
          value={path}
          onChange={(v) => change(() => setPath(v))}
          placeholder={file.path}
          help="Empty: where programs look for it."
        />
        {file.locatorLabel !== null && (
          <TextField
            label={file.locatorLabel}
            mono
            value={locator}
            onChange={(v) => change(() => setLocator(v))}
            placeholder={file.locator}
          />
        )}
      </div>
      {beside.length > 0 && (
        <p className={parts.quiet}>
          Written beside the key: {beside.map(([name, value]) => `${name} ${value}`).join(', ')}. What else is in the file stays as it is.
        </p>
      )}
      {shown && (
        <>
          <LineChange change={shown} />
          <Warnings warnings={shown.warnings} />
          <Overwritten overwrites={shown.overwrites} keep={keep} setKeep={setKeep} />
        </>
      )}
      <PreviewEnd
        of={preview}
        look={preview.look}
        done={`The key is in ${file.title}.`}
        show={`Show the change to ${file.title}`}
        write={`Put in ${file.title}`}
      />
    </section>
  );
}
