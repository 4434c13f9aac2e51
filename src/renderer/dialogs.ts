import type { ComponentType } from 'react';

/**
 * Every dialog of the window: its name, its props, and the module that holds it. A dialog is loaded when it is first opened, so that the
 * first paint pays for none of them.
 */
export interface DialogPropsMap {
  addServer: Record<never, never>;
  signIn: { profileId: string };
  /** `replaces`: the key that the new one shall be like; it is kept. */
  createKey: { profileId?: string; replaces?: string };
  newSecret: { keyId: string; replaces?: string };
  holdKey: { profileId?: string; keyId?: string };
  findKey: Record<never, never>;
  revoke: { keyIds: readonly string[] };
  export: { keyId: string };
  reveal: { keyId: string };
  editProfile: { profileId: string };
  removeProfile: { profileId: string };
  settings: Record<never, never>;
  /** `reason`: a sentence shown above, where a failed action led here. */
  keychain: { reason?: string };
  forgetEverything: Record<never, never>;
  about: Record<never, never>;
  annotate: { keyId: string };
  diagnose: { keyId: string };
  linkKey: { keyId: string };
  forgetSecret: { keyId: string };
  removePlace: { keyId: string; placeId: string };
  sessions: { profileId: string };
  exportActivity: Record<never, never>;
  /** Without `keyIds`: the ends of all keys. */
  saveCalendar: { keyIds?: readonly string[] };
  /** Opened by the host itself while the snapshot carries a rescue; it cannot be dismissed. */
  rescue: Record<never, never>;
}

export type DialogName = keyof DialogPropsMap;

/** What a dialog's component gets: its own props, and the function that closes it. */
export type DialogProps<N extends DialogName> = DialogPropsMap[N] & { readonly close: () => void };

/** Folder under features/, and the export of its index.tsx that is the dialog. */
const PLACE: Readonly<Record<DialogName, readonly [folder: string, exported: string]>> = {
  addServer: ['add-server', 'default'],
  signIn: ['sign-in', 'default'],
  createKey: ['create-key', 'default'],
  newSecret: ['create-key', 'NewSecret'],
  holdKey: ['hold-key', 'default'],
  findKey: ['revoke', 'FindKey'],
  revoke: ['revoke', 'default'],
  export: ['export', 'default'],
  reveal: ['reveal', 'default'],
  editProfile: ['profile-edit', 'default'],
  removeProfile: ['profile-edit', 'RemoveProfile'],
  settings: ['settings', 'default'],
  keychain: ['keychain', 'default'],
  forgetEverything: ['settings', 'ForgetEverything'],
  about: ['about', 'default'],
  annotate: ['annotate', 'default'],
  diagnose: ['diagnosis', 'default'],
  linkKey: ['link-key', 'default'],
  forgetSecret: ['forget-secret', 'default'],
  removePlace: ['remove-place', 'default'],
  sessions: ['sessions', 'default'],
  exportActivity: ['activity', 'default'],
  saveCalendar: ['calendar', 'default'],
  rescue: ['rescue', 'default'],
};

const modules = import.meta.glob<Record<string, ComponentType<never>>>('./features/*/index.tsx');

/** Loads a dialog's component. Throws (and the host says so) where the module lacks it: that is a bug, not a state. */
export async function loadDialog(name: DialogName): Promise<ComponentType<{ close: () => void }>> {
  const [folder, exported] = PLACE[name];
  const load = modules[`./features/${folder}/index.tsx`];
  const component = load ? (await load())[exported] : undefined;
  if (component === undefined) throw new Error(`features/${folder}/index.tsx has no ${exported}`);
  return component as unknown as ComponentType<{ close: () => void }>;
}
