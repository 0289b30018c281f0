import { LOGIN_TABLE } from '../../support/faults/genesys-tables.ts';
import { testTable } from '../../support/faults/test-table.ts';

testTable(LOGIN_TABLE);
