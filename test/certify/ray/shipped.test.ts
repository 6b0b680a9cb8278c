import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { certifyRay, images, openModel } from 'conic';

test('a TF.js model and its ONNX twin have the same exact flips, shown by both engines', async () => {
  const classifiers = await Promise.all(
    ['lenet-bias.onnx', 'lenet-bias'].map((name) => openModel(resolve('examples/models', name), { workers: 1 })),
  );
  const corpus = await images.from(resolve('examples/fashion-mnist/images/sneaker')).load(classifiers[0]!.spec.shape);
  const [onnx, tfjs] = await Promise.all(
    classifiers.map((classifier) =>
      certifyRay(classifier, corpus.images[0]!, { scalars: { min: 0.02, max: 1.2 }, method: 'float64' }),
    ),
  );
  expect(onnx!.word).toBe('proved-real');
  expect(onnx!.flips.length).toBeGreaterThan(0);
  expect(tfjs!.flips).toEqual(onnx!.flips);
  expect(onnx!.flips.every(({ replay }) => replay !== undefined)).toBe(true);
  const engine = await certifyRay(classifiers[0]!, corpus.images[0]!, {
    scalars: { min: 0.02, max: 1.2 },
    method: 'engine',
  });
  expect(engine.word).toBe('numerically exact');
  engine.flips.forEach(({ at }, i) => expect(at / onnx!.flips[i]!.at).toBeCloseTo(1, 5));
  await Promise.all(classifiers.map((classifier) => classifier.dispose()));
});
