import type { ServerLink } from '../../../domain/profile';
import { Button } from '../../components/Button';
import { openLabel, openLink } from '../profile-actions';
import s from './LinkSteps.module.css';

/** Pages in the browser, each with what to do there. */
export function LinkSteps({ links }: { readonly links: readonly ServerLink[] }) {
  return (
    <ul className={s.links}>
      {links.map((l) => (
        <li key={l.id}>
          <Button size="small" title={l.url} onClick={() => void openLink(l.url)}>
            {openLabel(l.label)}
          </Button>
          {l.administrator && <span className={s.for}>for administrators</span>}
          <ol className={s.steps}>
            {l.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}
