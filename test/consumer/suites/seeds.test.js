// Which seed is used: the matcher's own, then fast-check's, then the run's.
const fc = require('fast-check');
const { fromFunction, images, scalars } = require('conic');
const { test: conicTest } = require('conic/jest');

const shape = { height: 1, width: 1, channels: 1 };
const model = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [0.5, data[i]]), {
  shape,
  labels: ['dark', 'light'],
  id: 'threshold',
});
const white = images.constant(shape, { min: 1 });

test('of the run', () => expect(model).toBeScalarInvariant({ images: white }));
conicTest.prop([scalars()])('of the run', () => true);
describe('with fast-check told', () => {
  beforeAll(() => fc.configureGlobal({ seed: 6 }));
  afterAll(() => fc.resetConfigureGlobal());
  test('of fast-check', () => expect(model).toBeScalarInvariant({ images: white }));
  test('of the options', () => expect(model).toBeScalarInvariant({ images: white, seed: 7 }));
});
