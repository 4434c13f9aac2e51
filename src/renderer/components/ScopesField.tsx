import type { Field, ScopeSentence } from '../../domain/driver';
import { CheckField, FieldGroup } from './Field';
import s from './forms.module.css';
import { Notice } from './Notice';

type Scopes = Extract<Field, { kind: 'scopes' }>;
type Power = ScopeSentence['power'];

const GROUPS: readonly { readonly power: Power; readonly title: string }[] = [
  { power: 'read', title: 'Read' },
  { power: 'write', title: 'Write' },
  { power: 'admin', title: 'Administer' },
  { power: 'full', title: 'Everything' },
];

export interface ScopesFieldProps {
  readonly field: Scopes;
  /** Names joined by one space. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
  readonly sentences: readonly ScopeSentence[];
  /** What the principal may give; null where not known: then all that the driver knows are offered. */
  readonly grantable: readonly string[] | null;
}

/**
 * Picks scopes, each with its plain sentence, grouped by power. Scopes that the server names and Tessera does not know are shown as named.
 * A special scope excludes all others and says why it is a choice to think about.
 */
export function ScopesField({ field, value, onChange, error, sentences, grantable }: ScopesFieldProps) {
  const chosen = value === '' ? [] : value.split(' ');
  const { special } = field;
  const specialNames = new Set(special.map((x) => x.name));
  const active = special.find((x) => chosen.includes(x.name)) ?? null;
  const known = new Map(sentences.map((x) => [x.name, x]));
  const offered = (grantable ?? sentences.map((x) => x.name)).filter((name) => !specialNames.has(name));
  const withheld = grantable === null ? [] : sentences.filter((x) => !grantable.includes(x.name) && !specialNames.has(x.name));
  const toggle = (name: string, on: boolean) => {
    const next = chosen.filter((c) => c !== name && !specialNames.has(c));
    if (on) next.push(name);
    // In the order of the offer, so that the same choice is always the same text.
    onChange(offered.filter((o) => next.includes(o)).join(' '));
  };
  const box = (name: string) => (
    <CheckField
      key={name}
      label={<code>{name}</code>}
      help={known.get(name)?.sentence ?? 'Named by the server; Tessera does not know what it permits.'}
      checked={chosen.includes(name)}
      disabled={active !== null}
      onChange={(on) => toggle(name, on)}
    />
  );
  const unknown = offered.filter((name) => !known.has(name));
  return (
    <FieldGroup legend={field.label} help={field.help || undefined} error={error}>
      {GROUPS.map(({ power, title }) => {
        const names = offered.filter((name) => known.get(name)?.power === power);
        return names.length === 0 ? null : (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset reads its legend twice
          <div key={power} role="group" aria-label={title} className={s.scopeGroup}>
            <h3 className={s.groupTitle}>{title}</h3>
            <div className={s.scopeList}>{names.map(box)}</div>
          </div>
        );
      })}
      {unknown.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div role="group" aria-label="Others that this server names" className={s.scopeGroup}>
          <h3 className={s.groupTitle}>Others that this server names</h3>
          <div className={s.scopeList}>{unknown.map(box)}</div>
        </div>
      )}
      {special.map((x) => (
        <div key={x.name} className={s.special}>
          <CheckField
            label={x.label}
            help={active?.name === x.name ? undefined : x.warning}
            checked={active?.name === x.name}
            onChange={(on) => onChange(on ? x.name : field.initial.filter((i) => offered.includes(i)).join(' '))}
          />
          {active?.name === x.name && <Notice tone="warn">{x.warning}</Notice>}
        </div>
      ))}
      {withheld.length > 0 && <p className={s.withheld}>Not yours to give on this server: {withheld.map((x) => x.name).join(', ')}.</p>}
    </FieldGroup>
  );
}
