import { describe, expect, test } from '@jest/globals';
import { overallVerdict, reportOf } from '../../../src/report/documents/checkReport.js';
import { reportJsonSchema, reportSchema } from '../../../src/report/documents/check.js';
import type { Result } from '../../../src/run/result.js';
import { results, spec } from '../results.js';

const context = { spec, images: '200 from samples', notes: ['Accuracy on 200 labelled images is 0.900.'] };
const report = (...some: Result[]) => reportOf(some, context);

describe('the verdict on several results', () => {
  const { held, violated, measured, tooFew } = results;
  test.each<[string, Result[]]>([
    ['held', [held]],
    ['held', [held, measured]],
    ['held', [measured]],
    ['violated', [held, violated]],
    ['violated', [tooFew, violated]],
    ['inconclusive', [held, tooFew]],
    ['inconclusive', [measured, tooFew]],
    ['inconclusive', []],
  ])('is %s (%#)', (verdict, some) => {
    expect(overallVerdict(some)).toBe(verdict);
  });
});

describe('a report', () => {
  test('says the same after JSON and the schema', () => {
    const all = report(...Object.values(results));
    const read: unknown = JSON.parse(JSON.stringify(all));
    expect(read).toEqual(all);
    expect(reportSchema.parse(read)).toEqual(all);
  });

  test('with anything unknown in it is refused', () => {
    expect(reportSchema.safeParse({ ...report(results.held), mood: 'fine' }).success).toBe(false);
    expect(reportSchema.safeParse({ ...report(results.held), verdict: 'measured' }).success).toBe(false);
  });

  test('keeps what a counterexample needs to be seen again, and leaves out its case', () => {
    const [{ counterexample } = {}] = report(results.violated).results;
    expect(counterexample).toMatchObject({
      seed: 42,
      path: '3:1:0',
      scalar: 0.25,
      label: 'cat',
      labelAfter: '数字',
      files: [],
      views: [
        { title: 'original', recipe: { kind: 'levels', levels: [0, 1, 2, 127, 128, 255] }, scores: [3, 1, 0.5] },
        { title: 'scaled', label: '数字' },
      ],
    });
    expect(counterexample).not.toHaveProperty('case');
  });

  test('takes as long as its results, unless told', () => {
    expect(report(results.held, results.late).durationMs).toBe(2468);
    expect(reportOf([], { ...context, durationMs: 7 }).durationMs).toBe(7);
  });

  test('has a JSON Schema of draft 2020-12', () => {
    expect(reportJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: expect.arrayContaining(['schema', 'verdict', 'results']),
      additionalProperties: false,
    });
  });
});
