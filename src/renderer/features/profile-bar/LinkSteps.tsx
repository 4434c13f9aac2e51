import type { ServerLink } from '../../../domain/profile';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { toast } from '../../stores/ui';
import s from './LinkSteps.module.css';

/** Opens a page in the system's browser; says so where main does not. */
export async function openLink(url: string): Promise<void> {
  const answer = await client().call('app.openLink', { url });
  if (!answer.ok) toast(answer.error.message, 'bad');
}

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

/** A label may say "Open …" already. */
export const openLabel = (label: string): string => `${/^open /i.test(label) ? label : `Open ${label}`} in the browser`;
