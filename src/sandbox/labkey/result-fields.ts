import type { Table } from './tables';

type TableColumn = Table['columns'][number];

const TYPES = {
  int: { friendlyType: 'Integer', type: 'int', jsonType: 'int', align: 'right' },
  date: { friendlyType: 'Date and Time', type: 'date', jsonType: 'date', align: 'left' },
  string: { friendlyType: 'Text (String)', type: 'string', jsonType: 'string', align: 'left' },
} as const;

const SQL = { int: 'int', date: 'timestamp', string: 'varchar' } as const;
const JDBC = { int: 'INTEGER', date: 'TIMESTAMP', string: 'VARCHAR' } as const;
const SCALES = { int: 10, date: 29, string: 256 } as const;

/** `LastUsed` is shown as `Last Used`. */
const captionOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2');

/** What both shapes tell of a column, with the names of format 13.2. */
function facts(table: Table, { name, type }: TableColumn): Record<string, unknown> {
  const key = name === table.key;
  // The server sets the first two of a row by itself.
  const editable = !key && name !== 'Created' && name !== 'CreatedBy';
  return {
    ...TYPES[type],
    sqlType: key ? 'serial' : SQL[type],
    defaultValue: null,
    autoIncrement: key,
    hidden: key,
    keyField: key,
    mvEnabled: false,
    nullable: !key,
    readOnly: key,
    userEditable: editable,
    calculated: false,
    versionField: false,
    selectable: true,
    shownInInsertView: editable,
    shownInUpdateView: editable,
    shownInDetailsView: true,
    shownInLookupView: false,
    dimension: false,
    measure: false,
    recommendedVariable: false,
    defaultScale: 'LINEAR',
    phi: 'NotPHI',
    phiProtected: false,
    excludeFromShifting: false,
    sortable: true,
    conceptURI: name === 'Created' ? 'http://www.labkey.org/types#createdTimestamp' : null,
    ...(type === 'date'
      ? { format: 'yyyy-MM-dd HH:mm', extFormat: 'Y-m-d H:i', extFormatFn: "(Ext4.util.Format.dateRenderer('Y-m-d H:i'))" }
      : {}),
    inputType: 'text',
    shortCaption: captionOf(name),
    facetingBehaviorType: 'AUTOMATIC',
    caption: captionOf(name),
  };
}

/** A column as formats from 13.2 on describe it. */
export const newField = (table: Table, column: TableColumn): Record<string, unknown> => ({
  fieldKey: column.name.split('/'),
  ...facts(table, column),
  scale: SCALES[column.type],
  width: '',
  cols: SCALES[column.type],
});

const DOUBLED = [
  'autoIncrement',
  'hidden',
  'keyField',
  'mvEnabled',
  'nullable',
  'readOnly',
  'userEditable',
  'versionField',
  'selectable',
] as const;

/** A column as the older formats describe it: most of what is true is said twice. `scale` since 24.10. */
export function oldField(table: Table, column: TableColumn): Record<string, unknown> {
  const known = facts(table, column);
  const doubled = DOUBLED.map((name) => [`is${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, known[name]]);
  return {
    ext: {},
    name: column.name,
    ...known,
    jdbcType: JDBC[column.type],
    fieldKey: column.name,
    fieldKeyArray: column.name.split('/'),
    fieldKeyPath: column.name,
    required: column.name === table.key,
    hasSortKey: false,
    filterable: true,
    scannable: false,
    rangeURI: null,
    derivationDataScope: null,
    wrappedColumnName: null,
    ...(table.tellsScale ? { scale: SCALES[column.type] } : {}),
    ...Object.fromEntries(doubled),
  };
}

export const columnModel = (table: Table, columns: readonly TableColumn[]): readonly unknown[] =>
  columns.map(({ name, type }) => ({
    filterable: true,
    hidden: name === table.key,
    dataIndex: name,
    editable: false,
    width: '',
    header: captionOf(name),
    scale: SCALES[type],
    sortable: true,
    align: TYPES[type].align,
    required: name === table.key,
  }));
