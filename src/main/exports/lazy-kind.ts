import type { PlaceKind } from './places';

/** A kind of place whose code is read with its first use: the window opens without it. It has only what every kind has. */
export const lazyKind = (kind: string, title: string, load: () => Promise<PlaceKind>): PlaceKind => ({
  kind,
  title,
  preview: async (...args) => (await load()).preview(...args),
  put: async (...args) => (await load()).put(...args),
  check: async (...args) => (await load()).check(...args),
  previewRemove: async (...args) => (await load()).previewRemove(...args),
  remove: async (...args) => (await load()).remove(...args),
});
