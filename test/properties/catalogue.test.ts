import { expect, test } from '@jest/globals';
import { catalogue } from '../../properties/index.js';
import { check } from '../../src/run/check.js';
import { transformations } from '../../transformations/index.js';
import { linear } from '../run/networks.js';

test('every property has a name of its own and a claim', () => {
  const names = catalogue().map(({ name }) => name);
  expect(names).toEqual([
    'scalar-invariance',
    'scalar-invariance:ranking',
    'scalar-invariance:homogeneity',
    'zero-image-uniformity',
    'zero-image-uniformity:zero',
    'convex-region-consistency',
    'convex-region-consistency:same-label',
    'resize-kernel',
    'jpeg-quality',
    ...transformations
      .map(({ name }) => name)
      .filter((name) => !['scalar', 'jpeg', 'kernel'].includes(name))
      .flatMap((name) => [name, `${name}:ranking`]),
  ]);
  for (const { claim } of catalogue()) expect(claim.length).toBeGreaterThan(10);
});

test('a network without biases violates none', async () => {
  const classifier = linear([
    [1, 0.25],
    [0.5, 0.75],
  ]);
  for (const property of catalogue()) {
    // What is tried on demand claims something that no theorem says of networks without biases.
    if (property.needs.includes('pieces') || property.onDemand === true) continue;
    const { verdict, violated } = await check(property, classifier, { seed: 4, cases: 200 });
    expect({ name: property.name, verdict, violated }).toEqual({
      name: property.name,
      verdict: property.kind === 'rate' ? 'measured' : 'held',
      violated: 0,
    });
  }
});

test('the tolerance given counts for all', async () => {
  const classifier = linear([[1], [0]], [0, 0.05]);
  const [label] = catalogue({ tolerance: 2 });
  expect((await check(label!, classifier, { seed: 4, cases: 200 })).violated).toBe(0);
});
