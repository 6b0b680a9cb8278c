// Every way to fail; none of these passes.
const { fromFunction, images, labelOf, openModel, scalars, Subject } = require('conic');
const { test: conicTest } = require('conic/jest');

const shape = { height: 28, width: 28, channels: 1 };
const samples = images.from('samples');
const seed = 7;
let model;
let biased;
let subject;
beforeAll(async () => {
  model = await openModel('lenet-zero-bias.onnx');
  biased = await openModel('lenet-bias.onnx');
  subject = new Subject(biased);
});

const alwaysShirt = {
  name: 'always-shirt',
  claim: 'everything is a shirt',
  needs: [],
  cases: (context) => context.images,
  examine: async (image, asked) => {
    const scores = await asked.scores(image);
    const label = labelOf(scores);
    if (asked.spec.labels[label] === 'shirt') return { kind: 'held' };
    return { kind: 'violated', margin: -1, why: 'no shirt', views: [{ title: 'image', image, scores }] };
  },
};

test('scalar', () => expect(biased).toBeScalarInvariant({ images: samples, seed }));
test('zero', () => expect(biased).toBeUniformOnZeroImage({ seed }));
test('regions', () => expect(biased).toBeConsistentOnConvexRegions({ images: samples, seed }));
test('own', () => expect(model).toSatisfy(alwaysShirt, { images: samples, seed }));
test('rate', () => expect(biased).toBeScalarInvariant({ images: samples, seed, maxViolationRate: 0.1 }));
test('not', () => expect(model).not.toBeScalarInvariant({ images: samples, seed }));
test('not, within a rate', () => expect(biased).not.toBeScalarInvariant({ images: samples, maxViolationRate: 0.9 }));
test('unknown option', () => expect(model).toBeScalarInvariant({ image: samples }));
test('no answer in time', () => {
  const slow = fromFunction(
    async ({ count }) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return Array.from({ length: count }, () => [1, 0]);
    },
    { shape, labels: 2, batchLimit: 1, id: 'slow' },
  );
  return expect(slow).toBeScalarInvariant({ seed });
}, 1200);
test('not awaited', () => {
  expect(model).toBeScalarInvariant({ images: samples });
});
conicTest.prop([images.arbitrary(shape), scalars({ min: 0.01, max: 1 })], { seed })('prop', async (image, scalar) => {
  const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
  expect(labelOf(after)).toBe(labelOf(before));
});
conicTest.failing.prop([scalars()], { seed })('holds, but should fail', () => true);
