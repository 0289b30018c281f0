import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** A data table with its rows by their keys. */
export interface SimulatedTable {
  readonly table: Models.DataTable & { readonly name: string };
  readonly rows: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

/** One table of branches with two rows. Every call returns the same. */
export function sampleDataTables(): readonly SimulatedTable[] {
  const id = uuidOf('data table Branches');
  const division = uuidOf('division Home');
  return [
    {
      table: {
        id,
        name: 'Branches',
        division: { id: division, name: 'Home', selfUri: `/api/v2/authorization/divisions/${division}` },
        description: 'What the main line does for each branch',
        selfUri: `/api/v2/flows/datatables/${id}`,
      },
      rows: {
        BER: { key: 'BER', queueName: 'German Support', isOpen: true, maxWaitMinutes: 15, surcharge: 2.5 },
        'PAR/Nord': { key: 'PAR/Nord', queueName: '', isOpen: false, maxWaitMinutes: 0, surcharge: 0 },
      },
    },
  ];
}
