import * as fc from 'fast-check';
import type { GateLimit, GateReport } from '../../src/gate/report/schema.js';
import { hostile } from '../report/hostile.js';

/** Any report that the schema allows. */
export function anyReport(): fc.Arbitrary<GateReport> {
  const text = fc.oneof(
    fc.constantFrom(...hostile),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 800 }),
  );
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, -0, 1, 5e-324, 1e308, -1e308),
  );
  const count = fc.oneof(fc.nat(5), fc.maxSafeNat());
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const some = <Value>(value: fc.Arbitrary<Value>, most = 4): fc.Arbitrary<Value[]> =>
    fc.array(value, { maxLength: most });
  const limit: fc.Arbitrary<GateLimit> = fc.record(
    {
      name: text,
      property: text,
      kind: text,
      unit: fc.record({
        name: text,
        as: fc.constantFrom('count', 'share', 'change'),
        better: fc.constantFrom('less', 'more'),
      }),
      severity: fc.constantFrom('fail', 'warn'),
      outcome: fc.constantFrom('pass', 'fail', 'warn', 'inconclusive', 'accepted'),
      claim: text,
      limit: number,
      measured: number,
      interval: fc.record({ low: number, high: number, confidence: share }),
      reason: text,
      cases: count,
      planned: count,
      saved: count,
      accepted: fc.record({ reason: text, expires: text }),
      culprits: some(text, 12),
    },
    { requiredKeys: ['name', 'property', 'kind', 'unit', 'severity', 'outcome', 'claim', 'reason', 'cases'] },
  );
  const view = fc.record(
    {
      title: text,
      image: text,
      recipe: fc.record({ kind: text, mood: fc.anything({ maxDepth: 1 }) }, { requiredKeys: ['kind'] }),
      space: fc.oneof(fc.constantFrom('pixel', 'model'), text),
      label: text,
      scores: some(number, 5),
      file: text,
    },
    { requiredKeys: ['title', 'image', 'recipe', 'space', 'label', 'scores'] },
  );
  const counterexample = fc.record(
    {
      seed: fc.maxSafeInteger(),
      path: text,
      shrinks: count,
      why: text,
      margin: number,
      scalar: fc.oneof(share, fc.constantFrom(0, 1e300)),
      label: text,
      labelAfter: text,
      cause: fc.record({ kind: text, detail: text }),
      views: some(view),
      files: some(text),
    },
    {
      requiredKeys: ['seed', 'path', 'shrinks', 'why', 'margin', 'label', 'labelAfter', 'cause', 'views', 'files'],
    },
  );
  const result = fc.record(
    {
      property: text,
      claim: text,
      verdict: fc.constantFrom('held', 'violated', 'inconclusive', 'measured'),
      reason: text,
      cases: count,
      planned: count,
      held: count,
      violated: count,
      vacuous: count,
      inconclusive: count,
      reasons: fc.dictionary(text, count, { maxKeys: 3 }),
      smallestMargin: number,
      counterexample,
      seed: fc.maxSafeInteger(),
      evaluated: count,
      durationMs: count,
    },
    {
      requiredKeys: [
        'property',
        'claim',
        'verdict',
        'cases',
        'planned',
        'held',
        'violated',
        'vacuous',
        'inconclusive',
        'reasons',
        'seed',
        'evaluated',
        'durationMs',
      ],
    },
  );
  const curve = fc.record({ scalars: some(fc.oneof(number, share), 6), scores: some(some(number, 4), 6) });
  const finding = fc.record(
    { property: text, result: fc.nat(4), picture: text, original: text, scaled: text, curve },
    { requiredKeys: ['property', 'result'] },
  );
  return fc.record(
    {
      schema: fc.constant('conic.gate/1' as const),
      verdict: fc.constantFrom('pass', 'fail', 'inconclusive'),
      warnings: count,
      model: fc.record({
        id: text,
        digest: text,
        engine: text,
        scores: fc.constantFrom('logits', 'probabilities', 'label'),
        labels: some(text, 6),
      }),
      assumed: fc.record({
        shape: fc.record({ height: count, width: count, channels: count }),
        layout: text,
        range: fc.tuple(number, number).map((ends) => [...ends]),
        steps: some(fc.record({ kind: text, text, homogeneous: fc.boolean() })),
        space: text,
        overflow: text,
        images: text,
        notes: some(text),
      }),
      seed: fc.maxSafeInteger(),
      limits: some(limit, 6),
      results: some(result, 3),
      findings: some(finding, 3),
      baseline: fc.record({ model: text, digest: text, file: text }),
      environment: fc.record({ conic: text, node: text, platform: text }),
      started: text,
      durationMs: count,
    },
    {
      requiredKeys: [
        'schema',
        'verdict',
        'warnings',
        'model',
        'assumed',
        'seed',
        'limits',
        'results',
        'findings',
        'environment',
        'started',
        'durationMs',
      ],
    },
  );
}
