import { listNamed } from './named-listing.ts';
import { errorResponse } from './response.ts';
import type { Route } from './route.ts';

const TABLES = '/api/v2/flows/datatables';
const permission = 'architect:datatable:view';

/** Data tables by name, and their rows. */
export const dataTableRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: TABLES,
    permission,
    respond({ query, correlationId }, { dataTables }) {
      const tables = dataTables.map(({ table }) => table);
      const result = listNamed(tables, query, { path: TABLES, maxPageSize: 100 });
      if (result.kind === 'listing') return { status: 200, body: result.listing };
      const { message, parameter } = result;
      return errorResponse('bad.request', correlationId, { message, messageParams: { parameter } });
    },
  },
  {
    method: 'GET',
    path: `${TABLES}/{datatableId}/rows/{rowId}`,
    permission,
    respond({ pathParameters, query, correlationId }, { dataTables }) {
      const { datatableId = '', rowId = '' } = pathParameters;
      const found = dataTables.find(({ table }) => table.id === datatableId.toLowerCase());
      // A key may be the name of a property that every object inherits, such as `constructor`.
      const row = found && Object.hasOwn(found.rows, rowId) ? found.rows[rowId] : undefined;
      if (row !== undefined)
        return { status: 200, body: query.get('showbrief') === 'false' ? row : { key: rowId } };
      const message = `Unable to find the row ${rowId} in the data table ${datatableId}`;
      return errorResponse('not.found', correlationId, { message, messageParams: { rowId, datatableId } });
    },
  },
];
