import type { ScopeSentence } from '../../../domain/driver';
import type { Form } from '../../components/FormFields';
import { Notice } from '../../components/Notice';
import { exactLocal } from '../../lib/dates';
import { lifetimeEnd } from '../../lib/form';
import { count, listed } from '../../lib/text';
import { useNow } from '../../stores/clock';
import s from './create-key.module.css';

/** What the form comes to, in one line beside the button: it stays in sight while the form is scrolled. */
export function Outcome({ form, scopes }: { readonly form: Form; readonly scopes: readonly ScopeSentence[] }) {
  const now = useNow();
  const lifetime = form.visible.find((f) => f.kind === 'lifetime');
  const field = form.visible.find((f) => f.kind === 'scopes');
  const chosen = (field ? (form.values[field.name] ?? '') : '').split(' ').filter(Boolean);
  const special = field?.kind === 'scopes' ? field.special.filter((x) => chosen.includes(x.name)) : [];
  const strong = [
    ...special.map((x) => x.name),
    ...scopes.filter((x) => chosen.includes(x.name) && x.power === 'admin').map((x) => x.name),
  ];
  const value = lifetime ? (form.values[lifetime.name] ?? '') : '';
  const end = lifetimeEnd(value, now);
  const parts = [
    ...(field ? [strong.length > 0 ? `Powerful: ${listed(strong)}` : count(chosen.length, 'scope')] : []),
    ...(value === 'never' ? ['never ends'] : end === null ? [] : [`ends ${exactLocal(end, now)}`]),
  ];
  const text = parts.join(', ');
  return <p className={strong.length > 0 || value === 'never' ? s.loud : s.calm}>{text.charAt(0).toUpperCase() + text.slice(1)}</p>;
}

/** Names the chosen scopes that reach beyond reading and writing data, with the driver's own sentence for each. */
export function PowerWarning({ form, scopes }: { readonly form: Form; readonly scopes: readonly ScopeSentence[] }) {
  const chosen = new Set(form.visible.filter((f) => f.kind === 'scopes').flatMap((f) => (form.values[f.name] ?? '').split(' ')));
  const strong = scopes.filter((x) => chosen.has(x.name) && x.power === 'admin');
  if (strong.length === 0) return null;
  return (
    <Notice tone="warn">
      <p>This key will be able to do more than use data:</p>
      <ul>
        {strong.map((x) => (
          <li key={x.name}>
            <code>{x.name}</code>: {x.sentence}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
