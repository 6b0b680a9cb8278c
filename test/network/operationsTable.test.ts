import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { operationsTable } from '../../src/network/operationsTable.js';

test('docs/operations.md is what the records say; `npm run docs:operations` writes it', () => {
  expect(readFileSync('docs/operations.md', 'utf8')).toBe(operationsTable());
});
