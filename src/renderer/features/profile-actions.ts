import type { ServerLink } from '../../domain/profile';
import type { ProfileView } from '../../domain/views';
import { client } from '../client';
import { toast } from '../stores/ui';

/** Pages of the server that this account has a use for. */
export const linksOf = (profile: ProfileView): readonly ServerLink[] =>
  (profile.server?.links ?? []).filter((l) => !l.administrator || profile.status.administers);

/** A label may say "Open …" already. */
export const openLabel = (label: string): string => `${/^open /i.test(label) ? label : `Open ${label}`} in the browser`;

/** Opens a page in the system's browser; says so where main does not. */
export async function openLink(url: string): Promise<void> {
  const answer = await client().call('app.openLink', { url });
  if (!answer.ok) toast(answer.error.message, 'bad');
}

/** Lists the keys of all users of a server, or only the account's own again; says what went wrong. */
export async function showEveryone(profile: ProfileView, everyone: boolean): Promise<void> {
  const answer = await client().call('profile.everyone', { profileId: profile.id, everyone });
  if (!answer.ok) toast(answer.error.message, 'bad');
}
