import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import type { SdkOperation } from '../genesys/call.ts';
import { quoted } from '../runtime/json.ts';
import { exactlyOne, withName } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { id, text, wholeName } from './parameters.ts';

const GET_ROW: SdkOperation = { name: 'getFlowsDatatableRow', family: 'flows' };
const LIST_TABLES: SdkOperation = { name: 'getFlowsDatatables', family: 'flows' };
/** The filter by name may also find similar names. */
const PAGE_SIZE = 100;

/** The key of a row, which is case-sensitive. URLs resolve the segments `.` and `..`. */
const rowKey = v.pipe(text, v.regex(/^(?!\.{1,2}$)/, 'expected a key other than . and ..'));

const Tables = v.looseObject({
  entities: v.nullish(v.array(v.looseObject({ id: v.string(), name: v.string() })), []),
});
const Cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
type Row = Readonly<Record<string, v.InferOutput<typeof Cell>>>;
/** valibot's `record` would leave out a column that is called `constructor`. */
const Row = v.custom<Row>(
  (row) =>
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    Object.values(row).every((cell) => v.is(Cell, cell)),
);

/**
 * One row of a data table, by the table's id or full name and the row's key: `GET
 * /api/v2/flows/datatables/{datatableId}/rows/{rowId}`, and for a name first `GET /api/v2/flows/datatables`. Every table
 * has its own columns and a data action has fixed outputs, so the columns are lists of names and of values as text.
 */
export const dataTableRow = defineDataAction({
  name: 'data-table-row',
  version: 1,
  group: 'configuration',
  summary: "Returns one row of an Architect data table, by the table's id or full name and the row's key.",
  permission: 'architect:datatable:view',
  ttlSeconds: 60,
  // Genesys does not document how an event names a row or its table, so any change invalidates all entries.
  invalidatedBy: [{ entityType: 'Row' }, { entityType: 'Schema' }],
  parameters: { dataTableId: v.optional(id), dataTableName: v.optional(wholeName), key: rowKey },
  inputs: {
    dataTableId: {
      type: 'string',
      description: 'Id of the data table. Set either this or dataTableName, which needs one more call.',
      example: 'f084844c-6169-40a0-a899-4b6eef1dfe01',
    },
    dataTableName: {
      type: 'string',
      description: 'Full name of the data table, ignoring case. Set either this or dataTableId.',
    },
    key: {
      type: 'string',
      description: 'Reference key of the row, exactly as in the table, including case.',
      example: 'BER',
    },
  },
  check: exactlyOne('dataTableId', 'dataTableName'),
  outputs: {
    key: { path: 'key', type: 'string', description: 'Key of the row.' },
    columnNames: {
      path: 'columns[*].name',
      type: 'string',
      description:
        'Names of all columns except the key, sorted. A name is the API field id of the column, not its label.',
    },
    columnValues: {
      path: 'columns[*].value',
      type: 'string',
      description:
        'Value of each column as text. A boolean is true or false; a cell without a value is empty text.',
    },
  },
  operations: ({ dataTableId }) => [dataTableId === undefined ? LIST_TABLES : GET_ROW],
  send: async ({ architect }, { dataTableId, dataTableName = '', key }, takeCalls) => {
    const getRow = (tableId: string) => architect.getFlowsDatatableRow(tableId, key, { showbrief: false });
    if (dataTableId !== undefined) return getRow(dataTableId);
    const listed = await architect.getFlowsDatatables({ name: dataTableName, pageSize: PAGE_SIZE });
    const tables = v.safeParse(Tables, listed);
    // The check of `body` then reports that the response has an unexpected shape.
    if (!tables.success) return undefined;
    const table = withName(tables.output.entities, dataTableName);
    if (table === undefined)
      throw new DataActionError('genesys_not_found', `Genesys has no data table ${quoted(dataTableName)}`);
    await takeCalls([GET_ROW]);
    return getRow(table.id);
  },
  body: Row,
  toData: ({ key, ...columns }, { parameters }) => ({
    key: asText(key ?? parameters.key),
    columns: Object.entries(columns)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => ({ name, value: asText(value) })),
  }),
});

function asText(value: Row[string]): string {
  return value === null ? '' : String(value);
}
