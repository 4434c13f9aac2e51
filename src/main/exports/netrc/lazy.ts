import { lazyKind } from '../lazy-kind';
import type { PlaceKind } from '../places';
import type { NetrcKind } from './kind';
import type { NetrcOptions } from './store';

/** The kind of place of a netrc line. */
export function lazyNetrcKind(options: NetrcOptions): { readonly kind: PlaceKind; readonly load: () => Promise<NetrcKind> } {
  let loading: Promise<NetrcKind> | null = null;
  const load = (): Promise<NetrcKind> => {
    loading ??= import('./kind').then(({ NetrcKind }) => new NetrcKind(options));
    return loading;
  };
  return { load, kind: lazyKind('netrc', '.netrc line', load) };
}
