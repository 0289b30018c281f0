import { API_TABLE } from '../../support/faults/genesys-tables.ts';
import { testTable } from '../../support/faults/test-table.ts';

testTable(API_TABLE);
