// Timers that stand still, from a config file or from the tests' own, stop neither the runs nor the limits.
const { fromFunction, images, openModel, scalars, Subject } = require('conic');
const { test: conicTest } = require('conic/jest');

const shape = { height: 28, width: 28, channels: 1 };
let model;
beforeAll(async () => {
  model = await openModel('lenet-zero-bias.onnx');
});
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a matcher', async () => {
  const before = Date.now();
  await expect(model).toBeScalarInvariant({ images: images.from('samples') });
  expect(Date.now()).toBe(before);
});
test('a model opened under fakes', async () => {
  await expect(await openModel('lenet-bias.onnx')).not.toBeUniformOnZeroImage();
});
conicTest.prop([images.arbitrary(shape), scalars()])('a property', async (image) => {
  expect(await new Subject(model).scores(image)).toHaveLength(10);
});
test('the time limit', async () => {
  const hanging = fromFunction(() => new Promise(() => undefined), { shape, labels: 2, id: 'hanging' });
  await expect(expect(hanging).toBeScalarInvariant({ timeLimit: 0.2 })).rejects.toThrow('time limit');
});
