import vectors from './fixtures/vectors.json';

/** What tests share: the measured vectors. Not part of the app. */
interface Common {
  readonly id: string;
  readonly what: string;
  readonly text?: string;
  readonly textParts?: readonly (readonly [string, number])[];
}

export interface ParseVector extends Common {
  /** By reader, `*` for all that are not named. */
  readonly read: Readonly<Record<string, readonly [string, string] | null | 'ERR' | 'CRASH'>>;
  readonly model: {
    readonly entries?: readonly (readonly (string | null)[])[];
    readonly warn?: readonly string[];
    readonly fatal?: string;
  };
}

export interface EditVector extends Common {
  readonly op: 'set' | 'remove';
  readonly replace?: boolean;
  readonly force?: boolean;
  readonly out?: string;
  readonly same?: boolean;
  readonly refuse?: string;
  readonly warn?: readonly string[];
  readonly notReadBy?: readonly string[];
  readonly stillReadBy?: readonly string[];
  readonly gen?: { readonly repeat: number; readonly line: string };
  readonly keysAccepted?: readonly string[];
  readonly keysRefused?: readonly string[];
  readonly hostsRefused?: readonly string[];
  readonly hostsAccepted?: readonly string[];
}

const all = vectors as unknown as readonly (ParseVector | EditVector)[];

export const parseVectors = (): readonly ParseVector[] => all.filter((v): v is ParseVector => 'read' in v);
export const editVectors = (): readonly EditVector[] => all.filter((v): v is EditVector => 'op' in v);

export const expandText = (v: Common): string => v.text ?? (v.textParts ?? []).map(([part, times]) => part.repeat(times)).join('');
