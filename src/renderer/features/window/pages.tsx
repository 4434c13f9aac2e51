import { lazy, Suspense } from 'react';
import type { View } from '../../stores/ui';

/** Views without the table. Few look at them daily; the first paint does not pay for them. */
const PAGES = {
  netrc: lazy(async () => ({ default: (await import('../netrc/NetrcView')).NetrcView })),
  notices: lazy(async () => ({ default: (await import('../notices/NoticesView')).NoticesView })),
  activity: lazy(async () => ({ default: (await import('../activity/ActivityView')).ActivityView })),
} as const;

export type PageKind = keyof typeof PAGES;

/** Which page a view is; null where it is the table. */
export const pageOf = ({ kind }: View): PageKind | null => (kind === 'netrc' || kind === 'notices' || kind === 'activity' ? kind : null);

export function Page({ kind }: { readonly kind: PageKind }) {
  const View = PAGES[kind];
  return (
    <Suspense fallback={null}>
      <View />
    </Suspense>
  );
}
