// What a user's suite does; all of it passes.
const { fromFunction, images, labelOf, openModel, scalars, Subject } = require('conic');
const { describeProperties, test: conicTest } = require('conic/jest');

const shape = { height: 28, width: 28, channels: 1 };
const samples = images.from('samples');
let model;
let biased;
let subject;
beforeAll(async () => {
  model = await openModel('lenet-zero-bias.onnx');
  biased = await openModel('lenet-bias.onnx');
  subject = new Subject(model);
});

const finite = {
  name: 'finite',
  claim: 'scores are finite',
  needs: [],
  cases: (context) => context.images,
  examine: async (image, asked) => ({ kind: 'held', margin: Math.max(...(await asked.scores(image))) }),
};

test('contrast does not change the label', () => expect(model).toBeScalarInvariant({ images: samples }));
test('a black image favours no label', () => expect(model).toBeUniformOnZeroImage());
test('convex regions keep their label', () =>
  expect(model).toBeConsistentOnConvexRegions({ images: samples, cases: 20 }));
test('my own property', () => expect(model).toSatisfy(finite, { cases: 50 }));

test('the biased network is not scalar invariant', () => expect(biased).not.toBeScalarInvariant({ images: samples }));
test('the biased network favours a label', () => expect(biased).not.toBeUniformOnZeroImage());
test('the biased network flips within regions', () =>
  expect(biased).not.toBeConsistentOnConvexRegions({ images: samples, seed: 7 }));

test('scalars near one', () => expect(biased).toBeScalarInvariant({ scalars: { min: 0.99999, max: 1 }, seed: 7 }));
test('a wide tolerance', () => expect(biased).toBeUniformOnZeroImage({ tolerance: 100 }));
test('an allowed rate', () => expect(biased).toBeScalarInvariant({ images: samples, maxViolationRate: 0.9 }));
test('a rate above the allowed', () =>
  expect(biased).not.toBeScalarInvariant({ images: samples, maxViolationRate: 0 }));

test('functions go on satisfying', () => {
  expect(4).toSatisfy((value) => value > 3);
  expect(() => expect(4).toSatisfy((value) => value > 5)).toThrow(/received:? +4/);
});

conicTest.prop([images.arbitrary(shape), scalars({ min: 0.1, max: 1 })])('a list', async (image, scalar) => {
  const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
  expect(labelOf(after)).toBe(labelOf(before));
});
conicTest.prop({ scalar: scalars() }, { numRuns: 10, seed: 4 })('a record', ({ scalar }) => scalar > 0);
conicTest.failing.prop([scalars()], { seed: 4 })('expected to fail', () => false);
conicTest.skip.prop([scalars()], { seed: 4 })('not run', () => false);
conicTest.each([
  [1, 'one'],
  [2, 'two'],
])('row %d %s', (number, name) => expect(`${number} ${name}`).toMatch(/1 one|2 two/));
test('side by side is refused', () => {
  expect(() => conicTest.concurrent.prop([scalars()])).toThrow(/side by side with other tests.*expected test\.prop/s);
});

describeProperties(() => openModel('lenet-zero-bias.onnx'), { images: samples, cases: 10 });
const labelsOnly = fromFunction(({ count }) => Array.from({ length: count }, () => 1), {
  shape,
  labels: 2,
  scores: 'label',
  id: 'labels-only',
});
describeProperties(labelsOnly, { cases: 10 });
