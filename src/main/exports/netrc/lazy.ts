import type { PlaceKind } from '../places';
import type { NetrcKind } from './kind';
import type { NetrcOptions } from './store';

/** The kind of place of a netrc line, whose code is read with its first use: the window opens without it. */
export function lazyNetrcKind(options: NetrcOptions): { readonly kind: PlaceKind; readonly load: () => Promise<NetrcKind> } {
  let loading: Promise<NetrcKind> | null = null;
  const load = (): Promise<NetrcKind> => {
    loading ??= import('./kind').then(({ NetrcKind }) => new NetrcKind(options));
    return loading;
  };
  return {
    load,
    kind: {
      kind: 'netrc',
      title: '.netrc line',
      preview: async (...args) => (await load()).preview(...args),
      put: async (...args) => (await load()).put(...args),
      check: async (...args) => (await load()).check(...args),
      previewRemove: async (...args) => (await load()).previewRemove(...args),
      remove: async (...args) => (await load()).remove(...args),
    },
  };
}
