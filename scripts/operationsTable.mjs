// Writes docs/operations.md from the records of the operations, as they were built.
import { writeFileSync } from 'node:fs';
import { operationsTable } from '../dist/cjs/src/network/operationsTable.js';

writeFileSync(new URL('../docs/operations.md', import.meta.url), operationsTable());
