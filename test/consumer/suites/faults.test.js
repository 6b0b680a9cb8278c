// What says nothing about a model: each fails with a message of its own, and nothing is shrunk.
const { writeFileSync } = require('node:fs');
const { fromFunction, images, openModel, scalars, Subject } = require('conic');
const { describeProperties, test: conicTest } = require('conic/jest');

const shape = { height: 28, width: 28, channels: 1 };
const calls = { matcher: 0, prop: 0 };
const broken = (name) =>
  fromFunction(
    () => {
      calls[name] += 1;
      throw new Error('out of memory');
    },
    { shape, labels: 2, batchLimit: 1, id: 'broken' },
  );
const subject = new Subject(broken('prop'));
afterAll(() => writeFileSync('calls.json', JSON.stringify(calls)));

test('model throws', () => expect(broken('matcher')).toBeScalarInvariant({ cases: 1 }));
test('model throws, not', () => expect(broken('matcher')).not.toBeScalarInvariant({ cases: 1 }));
test('images are missing', () => expect(broken('matcher')).toBeScalarInvariant({ images: images.from('nowhere') }));
test('model is missing', async () => expect(await openModel('nowhere.onnx')).toBeScalarInvariant());
test('no model', () => expect(undefined).toBeUniformOnZeroImage());
conicTest.prop([images.arbitrary(shape), scalars()], { numRuns: 1 })('prop', (image) => subject.scores(image));
describeProperties(() => openModel('nowhere.onnx'), { properties: ['scalar-invariance'] });
