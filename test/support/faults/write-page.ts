/** `npm run docs:faults`: writes docs/faults.md. */
import { writeFileSync } from 'node:fs';
import { faultsPage, PAGE } from './page.ts';
import { FAULT_TABLES } from './tables.ts';

writeFileSync(PAGE, faultsPage(FAULT_TABLES));
