import type { ScopeSentence } from '../../../domain/driver';
import type { Form } from '../../components/FormFields';
import { Notice } from '../../components/Notice';

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
