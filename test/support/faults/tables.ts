import type { FaultTable } from './fault-row.ts';
import { API_TABLE, LOGIN_TABLE } from './genesys-tables.ts';
import { REDIS_TABLE } from './redis-table.ts';
import { SECRETS_TABLE } from './secrets-table.ts';

/** The faults of every dependency of the service. */
export const FAULT_TABLES: readonly FaultTable[] = [REDIS_TABLE, API_TABLE, LOGIN_TABLE, SECRETS_TABLE];
