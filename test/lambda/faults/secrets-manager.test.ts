import { SECRETS_TABLE } from '../../support/faults/secrets-table.ts';
import { testTable } from '../../support/faults/test-table.ts';

testTable(SECRETS_TABLE);
