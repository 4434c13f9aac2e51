import { useState } from 'react';
import { client } from '../../client';
import { CheckField, TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import parts from '../dialog-parts/parts.module.css';
import { usePreview } from '../dialog-parts/usePreview';
import { LineChange } from '../export/LineChange';
import { PreviewEnd } from '../export/PreviewEnd';
import { Overwritten } from './Overwritten';
import { Readers } from './Readers';

/** Putting the key into the netrc file: first the exact change and which programs will find it, then the writing. */
export function NetrcSection({ keyId }: { readonly keyId: string }) {
  const [login, setLogin] = useState('');
  const [replace, setReplace] = useState(false);
  const [keep, setKeep] = useState(true);
  /** The host has an entry with another login: asked before it is written over. */
  const [asked, setAsked] = useState(false);
  const target = { keyId, login: login.trim(), replace };
  const preview = usePreview(
    target,
    () => client().call('netrc.preview', target),
    (version) => client().call('netrc.apply', { ...target, keep, version }),
  );
  const { shown, change } = preview;
  const look = async () => {
    if ((await preview.look())?.field === 'replace') setAsked(true);
  };
  return (
    <section className={parts.section} aria-label=".netrc">
      <h3 className={parts.heading}>.netrc</h3>
      <p className={parts.quiet}>One line for the server’s host, which curl, git, wget, Python and R find by themselves.</p>
      <TextField
        label="Login"
        mono
        value={login}
        onChange={(v) => change(() => setLogin(v))}
        placeholder="apikey"
        help="The name that goes with the key. Servers that know keys mostly want apikey; some want your user name."
      />
      {asked && (
        <CheckField
          label="Replace the host’s entry that has another login"
          help="Programs read one entry for a host."
          checked={replace}
          onChange={(v) => change(() => setReplace(v))}
        />
      )}
      {shown && (
        <>
          <LineChange change={shown} />
          <Readers readers={shown.readers} />
          {shown.warnings.length > 0 && (
            <Notice tone="warn">
              <ul className={parts.sentences}>
                {shown.warnings.map((w) => (
                  <li key={w}>{w}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Overwritten overwrites={shown.overwrites} keep={keep} setKeep={setKeep} />
        </>
      )}
      <PreviewEnd of={preview} look={look} done="The key is in .netrc." show="Show the change to .netrc" write="Put in .netrc" />
    </section>
  );
}
