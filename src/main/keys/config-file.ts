import { fail, type Result } from '../../domain/result';
import type { ConfigChangePreview } from '../../domain/views';
import type { PlaceKinds } from '../exports/places';
import type { Core } from './core';

export interface ConfigRequest {
  readonly keyId: string;
  /** Id of the kind of place. */
  readonly kind: string;
  /** Empty: where programs look for it. */
  readonly path: string;
  /** Empty: the one that the export names. */
  readonly locator: string;
}

const notOffered = () => fail('export.noConfig', 'Keys of this kind are not put into that file. Nothing was written.');

/** The exact change that putting a key into a vendor's file would make. */
export async function previewConfig(
  _core: Core,
  _kinds: PlaceKinds,
  _home: string,
  _request: ConfigRequest,
): Promise<Result<ConfigChangePreview>> {
  return notOffered();
}

/** Writes the file as previewed. */
export async function applyConfig(
  _core: Core,
  _kinds: PlaceKinds,
  _home: string,
  _request: ConfigRequest & { readonly version: string; readonly keep: boolean },
): Promise<Result<{ notes: string[] }>> {
  return notOffered();
}
