/**
 * How a kind of server describes itself, as data. The window renders forms, columns, warnings and exports from this alone, so a new kind of
 * server costs one folder under main/servers and one line in its registry.
 */
export interface DriverDescription {
  /** Stable id: `tiled`, `labkey`, `tiledb`, `other`. */
  readonly kind: string;
  readonly name: string;
  /** One sentence for the "add server" screen. */
  readonly blurb: string;
  readonly address: AddressField;
  /** All that the kind knows; a probed server names those that it offers. */
  readonly signIn: readonly SignInMethod[];
  readonly secretKinds: readonly SecretKind[];
  /** Null where keys cannot be made from here. */
  readonly create: { readonly fields: readonly Field[] } | null;
  /** Fields of a key that the server does not tell and the user may type when keeping one (an expiry date). */
  readonly holdFields: readonly Field[];
  readonly columns: readonly ColumnId[];
  readonly scopes: readonly ScopeSentence[];
  readonly exports: ExportAbility;
  readonly revoke: RevokeDescription | null;
  /** False for a kind that makes no request ever. */
  readonly network: boolean;
  /** False where the server lists nothing: presence is then never "not listed". */
  readonly lists: boolean;
  /** False where a listing shows no part of a key: a secret that is not held here cannot be compared with it. */
  readonly listsParts?: boolean;
  /** Grain of the server's "last used", in milliseconds; null where it tells none. */
  readonly lastUsedGrainMs: number | null;
  /** What to call the key's visible fragment: "First eight", "Last seven". */
  readonly fragmentLabel: string;
  /** What to call the server's own name of a key: "Note", "Name", "Description". */
  readonly nameLabel: string;
  /** What an administrator of such a server may do from here besides; absent where nothing. */
  readonly administrator?: AdministratorAbility;
  /** Absent where the kind knows no walk through the causes of a refusal. */
  readonly diagnosis?: { readonly label: string; readonly help: string };
}

/** Seeing and revoking the keys of all users. Offered only where the server said that this account may. */
export interface AdministratorAbility {
  /** "Show the keys of all users". */
  readonly label: string;
  readonly help: string;
}

export interface AddressField {
  readonly label: string;
  readonly placeholder: string;
  readonly help: string;
  /** False where the kind needs no address beyond a name. */
  readonly required: boolean;
}

export interface SignInMethod {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly fields: readonly Field[];
  /** How long the server may take, in milliseconds (LDAP with a second factor: a minute and more). */
  readonly patienceMs: number;
  /** What the profile's manager becomes: a session kept in the keychain, or the pasted key itself. */
  readonly yields: 'session' | 'key';
  /** Nothing of the session may be kept: it lives as long as this run, and no store need take it. */
  readonly forThisRun?: boolean;
  /** Id of the {@link ServerLink} where such a secret is made in the browser: offered beside the form. */
  readonly link?: string;
}

export interface SecretKind {
  readonly id: string;
  readonly name: string;
  /** A regular expression source over the trimmed text; only for a hint, never a proof. */
  readonly pattern: string;
  /** What a person must know who keeps one; shown where it is chosen or recognised. */
  readonly warning?: string;
  /** It dies with something else (a browser session): kept in memory only, and never written to a file. */
  readonly memoryOnly?: boolean;
}

export type ColumnId = 'scopes' | 'created' | 'expires' | 'lastUsed' | 'owner' | 'tags';

export interface ScopeSentence {
  readonly name: string;
  readonly sentence: string;
  readonly power: 'read' | 'write' | 'admin' | 'full';
}

/** What an export of this kind's keys can be; the driver makes the texts. */
export interface ExportAbility {
  readonly env: boolean;
  readonly netrc: boolean;
  /** The user chooses the variable's name. */
  readonly freeVariableName: boolean;
}

export interface RevokeDescription {
  /** Plain sentences, shown before revoking. */
  readonly consequences: readonly string[];
  /** A check box's text that must be ticked first; null where the server's own console has none. */
  readonly acknowledgement: string | null;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  /** Shown only while another field has one of these values. */
  readonly dependsOn?: { readonly field: string; readonly values: readonly string[] };
}

/** A form field as data. Values travel as {@link FieldValue}; the driver parses them in main. */
export type Field =
  | (FieldBase & { readonly kind: 'text'; readonly maxCodePoints: number | null; readonly initial: string; readonly placeholder: string })
  | (FieldBase & { readonly kind: 'secret' })
  /** Seconds as a decimal string, or `never`. */
  | (FieldBase & {
      readonly kind: 'lifetime';
      readonly initialSeconds: number;
      readonly neverWarning: string | null;
      readonly choices: readonly LifetimeChoice[];
    })
  /** Names joined by one space. `initial` are ticked where the principal may give them. */
  | (FieldBase & { readonly kind: 'scopes'; readonly initial: readonly string[]; readonly special: readonly SpecialScope[] })
  /** Free words joined by one space. */
  | (FieldBase & { readonly kind: 'tags' })
  | (FieldBase & { readonly kind: 'date' })
  | (FieldBase & {
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly initial: string;
    });

export interface LifetimeChoice {
  readonly label: string;
  /** Seconds; null for "never". */
  readonly seconds: number | null;
}

/** A scope that excludes all others (Tiled's `inherit`) and needs a warning of its own. */
export interface SpecialScope {
  readonly name: string;
  readonly label: string;
  readonly warning: string;
}

/** Values of a form's non-secret fields by field name. */
export type FieldValues = Readonly<Record<string, string>>;
