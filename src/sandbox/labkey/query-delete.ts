import { jsonBody } from './body';
import { type Context, keysClosed } from './context';
import { invalid, NO_PERMISSION, thrown, unauthorized } from './errors';
import { formatOf } from './result';
import type { SandboxKey } from './state';
import { tableOf } from './tables';
import { serverTime } from './times';
import { header, json, Refusal, type WireAnswer } from './wire';

const NOT_YOURS = 'You do not have permission to delete the selected row.';
const NO_KEY = "Value for key field 'RowId' was null or not supplied!";
const SAVE = 'org.labkey.query.controllers.QueryController$BaseSaveRowsAction';

type Row = Readonly<Record<string, unknown>>;

/**
 * Deletes rows of `UserAPIKeys` (one's own) or `APIKeys` (administrators), all or none. A row that is not there is passed over;
 * `rowsAffected` counts what was asked for, `rows` holds what died, with the hash of the key.
 */
export function deleteRows(context: Context): WireAnswer {
  const { body, queryName, table } = target(context);
  const rows = body.rows;
  if (!Array.isArray(rows) || rows.length === 0) return invalid("No 'rows' array supplied.");
  const found = table();
  if (found.name === 'UserAPIKeys' && keysClosed(context)) throw unauthorized(context, NO_PERMISSION);
  const containerPath = typeof body.containerPath === 'string' ? body.containerPath : context.containerPath || '/';
  const head = { rowsAffected: rows.length, queryName, schemaName: 'core', containerPath, command: 'delete' };
  const ids: number[] = [];
  for (const [index, row] of rows.entries()) {
    const id = rowId(row);
    if (id === null) return withoutKey(context, body, row, index, head);
    if (Number.isNaN(id)) return invalid('Expected decimal value', { severity: 'Error', field: 'form', id: 'form' });
    ids.push(id);
  }
  const keys = [...new Set(ids)].flatMap((id) => context.state.keys.find((k) => k.rowId === id) ?? []);
  if (found.name === 'UserAPIKeys' && keys.some((k) => k.userId !== context.user?.id)) throw unauthorized(context, NOT_YOURS);
  context.state.keys = context.state.keys.filter((k) => !keys.includes(k));
  return json(200, { ...head, rows: keys.map((key) => databaseRow(context, key)) });
}

/** Insert, update and truncate: the tables of keys know none of them. */
export function refuseChange(context: Context): WireAnswer {
  target(context).table();
  throw unauthorized(context, NO_PERMISSION);
}

function target(context: Context): { readonly body: Row; readonly queryName: string; readonly table: () => { readonly name: string } } {
  const body = jsonBody(context);
  if (body === null)
    throw new Refusal(
      thrown(
        500,
        'Cannot invoke "org.json.JSONObject.optString(String)" because "json" is null',
        'java.lang.NullPointerException',
        `${SAVE}.getContainerForCommand(QueryController.java:4417)`,
      ),
    );
  const queryName = String(body.queryName ?? '');
  const schemaName = String(body.schemaName ?? '');
  const table = (): { readonly name: string } => {
    const known = schemaName.toLowerCase() === 'core' ? tableOf(context, queryName) : null;
    if (known) return known;
    const message = `The query '${queryName}' in the schema '${schemaName}' does not exist.`;
    throw new Refusal(thrown(500, message, 'java.lang.IllegalArgumentException', `${SAVE}.getTableInfo(QueryController.java:4715)`));
  };
  return { body, queryName, table };
}

/** The row's id, whatever the case of its name; null where there is none, NaN where it is no number. */
function rowId(row: unknown): number | null {
  if (typeof row !== 'object' || row === null) return null;
  const value = Object.entries(row).find(([name]) => name.toLowerCase() === 'rowid')?.[1];
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' && /^\s*$/.test(value) ? Number.NaN : Number(value);
  return Number.isInteger(number) ? number : Number.NaN;
}

/** A row without its key: 400, or 200 with an `errors` object for clients that ask for format 13.2 or newer. */
function withoutKey(context: Context, body: Row, row: unknown, rowNumber: number, head: Row): WireAnswer {
  const members = typeof row === 'object' && row !== null ? Object.entries(row).filter(([, value]) => value !== null) : [];
  const errors = {
    exception: NO_KEY,
    extraContext: {},
    errors: [
      {
        exception: NO_KEY,
        queryName: 'APIKeys',
        row: Object.fromEntries(members),
        schemaName: 'core',
        rowNumber,
        errors: [{ msg: NO_KEY, message: NO_KEY }],
      },
    ],
    errorCount: 1,
  };
  const version = body.apiVersion ?? header(context.request, 'labkey-apiversion');
  if (formatOf(version === undefined ? undefined : String(version)) >= 13.2) return json(200, { ...head, errors });
  return json(400, { ...errors, success: false });
}

/** The row as the database names its columns. */
function databaseRow(context: Context, key: SandboxKey): Row {
  const { features, options } = context;
  const time = (ms: number | null): string | null => (ms === null ? null : serverTime(ms, options.timezone));
  const row = {
    RowId: key.rowId,
    CreatedBy: key.userId,
    Created: time(key.created),
    Crypt: key.crypt,
    Expiration: time(key.expiration),
    ...(features.described ? { Description: key.description, LastUsed: time(key.lastUsed) } : {}),
    ...(features.roles && options.roleColumn !== null ? { [options.roleColumn]: key.role } : {}),
  };
  if (!options.lowerCaseRows) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
}
