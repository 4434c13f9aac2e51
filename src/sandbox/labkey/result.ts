import type { Sort } from './filters';
import { columnModel, newField, oldField } from './result-fields';
import type { Table, TableRow } from './tables';
import { formattedTime } from './times';

/** The shapes of a result: 8.3 plain, 9.1 cells as objects, 13.2 with `data`, 17.1 with formatted times. */
export type Format = 8.3 | 9.1 | 13.2 | 17.1;

export function formatOf(version: string | undefined): Format {
  const number = Number(version);
  if (version === undefined || Number.isNaN(number) || number < 9.1) return 8.3;
  return number >= 17.1 ? 17.1 : number >= 13.2 ? 13.2 : 9.1;
}

export interface Result {
  readonly table: Table;
  /** As the request wrote it: the answer repeats it so. */
  readonly queryName: string;
  readonly columns: Table['columns'];
  readonly rows: readonly TableRow[];
  /** All rows that pass the filters, also those that the page leaves out. */
  readonly total: number;
  readonly sorts: readonly Sort[];
  readonly metadata: boolean;
  readonly format: Format;
  /** Container of the address with the context path, for links. */
  readonly link: string;
}

/** A result as selectRows and executeSql answer it. */
export function resultObject(result: Result): Record<string, unknown> {
  const { queryName, format } = result;
  const old = format < 13.2;
  return {
    schemaName: old ? 'core' : ['core'],
    queryName,
    ...(old ? { formatVersion: format } : {}),
    ...(result.metadata ? { metaData: metadata(result) } : {}),
    ...(result.metadata && old ? { columnModel: columnModel(result.table, result.columns) } : {}),
    rows: result.rows.map((row) => rowObject(result, row)),
    rowCount: result.total,
  };
}

function rowObject({ columns, format }: Result, row: TableRow): unknown {
  const members = columns.map(({ name, type }) => {
    const value = row.values.get(name) ?? null;
    if (format === 8.3) return [name, value];
    const display = row.displays.get(name);
    const cell = {
      ...(display == null ? {} : { displayValue: display }),
      ...(format === 17.1 && type === 'date' && typeof value === 'string' ? { formattedValue: formattedTime(value) } : {}),
      value,
    };
    return [name, cell];
  });
  const object = Object.fromEntries(members);
  return format < 13.2 ? object : { data: object };
}

function metadata({ table, columns, sorts, format, link }: Result): Record<string, unknown> {
  return {
    importTemplates: [
      {
        label: 'Download Template',
        url: `${link}/query-exportExcelTemplate.view?schemaName=core&query.queryName=${table.base}&headerType=DisplayFieldKey`,
      },
    ],
    ...(sorts[0] ? { sortInfo: sorts[0], sortInfoArray: sorts } : {}),
    root: 'rows',
    totalProperty: 'rowCount',
    description: table.description,
    title: table.title,
    importMessage: null,
    id: table.key,
    fields: columns.map((c) => (format < 13.2 ? oldField(table, c) : newField(table, c))),
  };
}
