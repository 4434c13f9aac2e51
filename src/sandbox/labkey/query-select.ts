import { jsonBody, parameters } from './body';
import { type Context, keysClosed } from './context';
import { NO_PERMISSION, notFound } from './errors';
import { filtered, sorted, sortsOf } from './filters';
import { formatOf, resultObject } from './result';
import { chosenColumns, type Table, tableOf } from './tables';
import { header, json, type WireAnswer } from './wire';

const FORM = 'org.labkey.api.query.QueryForm';
const CAP = 100_000;

/** Members of a JSON body as text; what is no scalar is left out. */
function scalars(body: Readonly<Record<string, unknown>> | null): readonly (readonly [string, string])[] {
  return Object.entries(body ?? {}).flatMap(([name, value]) =>
    typeof value === 'object' || value === undefined ? [] : [[name, String(value)] as const],
  );
}

/**
 * Rows of a query. `UserAPIKeys` ignores sort, filters, columns and limits that come in a JSON body; by GET or form it obeys them.
 * A guest who may read the container gets no rows and status 200.
 */
export function selectRows(context: Context): WireAnswer {
  const body = jsonBody(context);
  const sent = [...parameters(context), ...scalars(body)];
  const all = new Map(sent);
  const queryName = all.get('query.queryName') ?? all.get('queryName');
  const schema = all.get('schemaName') ?? all.get('query.schemaName') ?? '';
  if (schema.toLowerCase() !== 'core')
    return notFound('The specified schema does not exist', `${FORM}.ensureSchemaNotNull(QueryForm.java:485)`);
  if (!queryName) return notFound('Query not specified', `${FORM}.getQueryView(QueryForm.java:87)`);
  const table = tableOf(context, queryName);
  if (!table)
    return notFound(`The specified query '${queryName}' does not exist in schema 'core'`, `${FORM}.getQueryView(QueryForm.java:98)`);
  if (table.name === 'UserAPIKeys' && keysClosed(context)) return refusedListing(context);
  const deaf = table.name === 'UserAPIKeys' && body !== null;
  return json(200, pageOf(context, table, queryName, deaf ? [] : sent, all));
}

function pageOf(
  context: Context,
  table: Table,
  queryName: string,
  obeyed: readonly (readonly [string, string])[],
  all: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const heard = new Map(obeyed);
  const limit = heard.get('query.showRows') === 'all' ? undefined : heard.get('query.maxRows');
  const max = limit === undefined || Number(limit) < 0 ? CAP : Number(limit);
  const offset = Number(heard.get('query.offset') ?? 0);
  const fitting = filtered(table, obeyed);
  const sorts = sortsOf(table, heard.get('query.sort'));
  return resultObject({
    table,
    queryName,
    columns: chosenColumns(table, heard.get('query.columns')),
    rows: sorted(fitting, sorts).slice(offset, offset + max),
    total: fitting.length,
    sorts,
    metadata: all.get('includeMetadata') !== 'false' || max === 0,
    format: formatOf(all.get('apiVersion') ?? header(context.request, 'labkey-apiversion')),
    link: `${context.contextPath}${context.containerPath}`,
  });
}

/** While impersonating: 400 without a content type, and up to 24.7.1 without the last brace. */
function refusedListing(context: Context): WireAnswer {
  const whole = json(400, {
    exception: NO_PERMISSION,
    exceptionClass: 'org.labkey.api.view.UnauthorizedException',
    stackTrace: ['org.labkey.api.data.DataRegion.getResults(DataRegion.java:778)'],
    success: false,
  });
  const text = whole.body ?? '';
  return { ...whole, body: context.features.cutsImpersonationBody ? text.slice(0, -1) : text, contentType: null, bare: true };
}
