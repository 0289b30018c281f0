import { REDIS_TABLE } from '../../support/faults/redis-table.ts';
import { testTable } from '../../support/faults/test-table.ts';

testTable(REDIS_TABLE);
