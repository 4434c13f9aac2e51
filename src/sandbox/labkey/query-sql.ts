import { flatForm } from './body';
import { type Context, keysClosed } from './context';
import { NO_PERMISSION, thrown, unauthorized } from './errors';
import { sorted, sortsOf } from './filters';
import { formatOf, resultObject } from './result';
import { tableOf } from './tables';
import { header, json, type WireAnswer } from './wire';

const SELECT = /^\s*SELECT\s+(.+?)\s+FROM\s+(?:core\.)?(\w+)(?:\s+ORDER\s+BY\s+(\w+)(?:\s+(ASC|DESC))?)?\s*;?\s*$/is;

/** `SELECT columns FROM query [ORDER BY column]` and no more of the language. A column that is not there is 500, unlike in selectRows. */
export function executeSql(context: Context): WireAnswer {
  const form = flatForm(context);
  const match = SELECT.exec(form.get('sql') ?? '');
  const table = match && tableOf(context, match[2] ?? '');
  if (!match || !table) return broken(match ? `Query or table not found: ${match[2]}` : 'Syntax error');
  if (table.name === 'UserAPIKeys' && keysClosed(context)) throw unauthorized(context, NO_PERMISSION);
  const names = (match[1] ?? '').split(',').map((n) => n.trim());
  const columns = names.map((n) => table.columns.find((c) => c.name.toLowerCase() === n.toLowerCase()));
  const missing = names.find((_, i) => columns[i] === undefined);
  if (missing !== undefined && missing !== '*') return broken(`Error on line 1: Could not resolve column: ${missing}`);
  const chosen = missing === '*' ? table.columns.filter((c) => !c.name.includes('/')) : columns.flatMap((c) => c ?? []);
  const sorts = sortsOf(table, match[3] === undefined ? undefined : `${match[4]?.toUpperCase() === 'DESC' ? '-' : ''}${match[3]}`);
  return json(
    200,
    resultObject({
      table: { ...table, base: 'sql', description: null },
      queryName: 'sql',
      columns: chosen,
      rows: sorted(table.rows, sorts),
      total: table.rows.length,
      sorts,
      metadata: form.get('includeMetadata') !== 'false',
      format: formatOf(form.get('apiVersion') ?? header(context.request, 'labkey-apiversion')),
      link: `${context.contextPath}${context.containerPath}`,
    }),
  );
}

const broken = (message: string): WireAnswer =>
  thrown(500, message, 'org.labkey.api.query.QueryParseException', 'org.labkey.query.sql.QuerySelect.error(QuerySelect.java)');
