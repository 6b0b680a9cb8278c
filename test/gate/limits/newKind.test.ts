import { afterAll, expect, jest, test } from '@jest/globals';
import pc from 'picocolors';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { halves } from '../models.js';
import { fewVacuous } from './fewVacuous.js';

// What CONTRIBUTING says: a file, and its name in the list. The list is changed here before anything reads it.
const list = '../../../src/gate/limits/index.js';
jest.doMock(list, () => {
  const known = jest.requireActual<typeof import('../../../src/gate/limits/index.js')>(list);
  return { ...known, propertyLimits: { ...known.propertyLimits, fewVacuous } };
});

const files = temporaryFiles();
afterAll(files.remove);
files.write('good.onnx', halves());

const config = (limits: object): object => ({
  model: 'good.onnx',
  seed: 1,
  cases: 20,
  properties: { 'scalar-invariance': limits },
});

test('a new kind of limit is a file and its name in the list', async () => {
  const { readConfig } = await import('../../../src/gate/config/readConfig.js');
  const { runGate } = await import('../../../src/gate/runGate.js');
  const { gatePage } = await import('../../../src/gate/report/page.js');
  const { consoleText } = await import('../../../src/report/formats/console.js');
  expect(() => readConfig(config({ fewVacuous: 2 }), 'c')).toThrow(
    'c: properties.scalar-invariance.fewVacuous: found 2',
  );
  expect(() => readConfig(config({}), 'c')).toThrow('noneViolated, rate, leastCases, regression or fewVacuous');
  const report = await runGate(readConfig(config({ fewVacuous: 0.9 }), 'c'), { folder: files.folder });
  expect(report).toMatchObject({
    verdict: 'pass',
    limits: [{ name: 'scalar-invariance/vacuous', outcome: 'pass', claim: 'at most 90 % of cases are vacuous' }],
  });
  expect(consoleText(gatePage(report), { colours: pc.createColors(false) })).toMatch(
    /pass +scalar-invariance\/vacuous +[\d.]+ % +at most 90 %/,
  );
  const { configJsonSchema } = await import('../../../src/gate/config/config.js');
  expect(JSON.stringify(configJsonSchema())).toContain('the largest share of vacuous cases');
});
