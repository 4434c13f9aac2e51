import type { Context } from './context';
import type { SandboxKey, SandboxUser } from './state';
import { serverTime } from './times';

export type Value = number | string | null;

/** A column of a query, bound to nothing but the row it reads. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'int' | 'date' | 'string';
  /** In the default view. */
  readonly shown: boolean;
  readonly value: (row: Row) => Value;
  /** What a lookup shows for the value. */
  readonly display?: (row: Row) => string | null;
}

/** A row with its values worked out. */
export interface TableRow {
  readonly values: ReadonlyMap<string, Value>;
  readonly displays: ReadonlyMap<string, string | null>;
}

export interface Table {
  /** Canonical name of the query, such as `UserAPIKeys`. */
  readonly name: string;
  /** The table behind it, as error texts and metadata name it. */
  readonly base: string;
  readonly description: string | null;
  readonly title: string;
  readonly key: string;
  /** Old formats tell the `scale` of a column: since 24.10. */
  readonly tellsScale: boolean;
  readonly columns: readonly { readonly name: string; readonly type: Column<unknown>['type']; readonly shown: boolean }[];
  readonly rows: readonly TableRow[];
}

/**
 * A query of the schema `core` as this user sees it; null where it does not exist for them. `UserAPIKeys` exists since 24.2 for everybody,
 * guests included, and holds one's own rows; `APIKeys` exists for administrators.
 */
export function tableOf(context: Context, queryName: string): Table | null {
  const { state, user, features } = context;
  switch (queryName.toLowerCase()) {
    case 'userapikeys':
      if (!features.ownKeys) return null;
      return keyTable(
        context,
        'UserAPIKeys',
        state.keys.filter((k) => k.userId === user?.id),
      );
    case 'apikeys':
      return user?.admin ? keyTable(context, 'APIKeys', state.keys) : null;
    case 'users':
      return userTable(user ? state.users.filter((u) => u.active || user.admin) : [], user?.admin ?? false, features.described);
    default:
      return null;
  }
}

function keyTable(context: Context, name: 'UserAPIKeys' | 'APIKeys', rows: readonly SandboxKey[]): Table {
  const { state, features, options } = context;
  const time = (ms: number | null): string | null => (ms === null ? null : serverTime(ms, options.timezone));
  const owner = (key: SandboxKey): SandboxUser | undefined => state.userById(key.userId);
  const title = name === 'UserAPIKeys' ? 'User API Keys' : 'API Keys';
  const columns: Column<SandboxKey>[] = [
    { name: 'Created', type: 'date', shown: true, value: (k) => time(k.created) },
    {
      name: 'CreatedBy',
      type: 'int',
      shown: name === 'APIKeys',
      value: (k) => k.userId,
      display: (k) => owner(k)?.displayName ?? null,
    },
    { name: 'Expiration', type: 'date', shown: true, value: (k) => time(k.expiration) },
    ...(features.described ? described(time) : []),
    ...(features.roles && options.roleColumn !== null ? [roleColumn(options.roleColumn)] : []),
    { name: 'RowId', type: 'int', shown: true, value: (k) => k.rowId },
    { name: 'CreatedBy/Email', type: 'string', shown: false, value: (k) => owner(k)?.email ?? null },
    { name: 'CreatedBy/DisplayName', type: 'string', shown: false, value: (k) => owner(k)?.displayName ?? null },
  ];
  return bound(
    { name, base: 'APIKeys', description: 'Contains one row per API key.', title, key: 'RowId', tellsScale: features.described },
    columns,
    rows,
  );
}

/** The columns that 24.10 brought. */
const described = (time: (ms: number | null) => string | null): readonly Column<SandboxKey>[] => [
  { name: 'LastUsed', type: 'date', shown: true, value: (k) => time(k.lastUsed) },
  { name: 'Description', type: 'string', shown: true, value: (k) => k.description },
];

const roleColumn = (name: string): Column<SandboxKey> => ({ name, type: 'string', shown: true, value: (k) => k.role });

/** Only administrators see addresses. Less than the real table has. */
function userTable(rows: readonly SandboxUser[], admin: boolean, tellsScale: boolean): Table {
  const columns: Column<SandboxUser>[] = [
    { name: 'UserId', type: 'int', shown: true, value: (u) => u.id },
    { name: 'DisplayName', type: 'string', shown: true, value: (u) => u.displayName },
    { name: 'Email', type: 'string', shown: admin, value: (u) => (admin ? u.email : null) },
  ];
  return bound(
    {
      name: 'Users',
      base: 'Users',
      description: 'Contains all users who are members of the current project.',
      title: 'Users',
      key: 'UserId',
      tellsScale,
    },
    columns,
    rows,
  );
}

function bound<Row>(head: Omit<Table, 'columns' | 'rows'>, columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return {
    ...head,
    columns,
    rows: rows.map((row) => ({
      values: new Map(columns.map((c) => [c.name, c.value(row)])),
      displays: new Map(columns.flatMap((c) => (c.display ? [[c.name, c.display(row)] as const] : []))),
    })),
  };
}

/** The columns that a request names; unknown ones are dropped silently. Without names: the default view. `*`: all but lookups. */
export function chosenColumns(table: Table, names: string | undefined): Table['columns'] {
  if (names === undefined || names === '') return table.columns.filter((c) => c.shown);
  if (names === '*') return table.columns.filter((c) => !c.name.includes('/'));
  const wanted = names.split(',').map((n) => n.trim().toLowerCase());
  return wanted.flatMap((name) => table.columns.find((c) => c.name.toLowerCase() === name) ?? []);
}
