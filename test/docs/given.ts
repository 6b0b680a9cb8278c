// What the examples of docstrings speak of without making it: the same for all of them, and made once. It is copied into a reader's folder.
import { check, image, images, openModel, openStore, saveCounterexample, Subject, type Image } from 'conic';
import { scalarInvariance } from 'conic/properties';

export * as fc from 'fast-check';
export { readFile, writeFile } from 'node:fs/promises';

export const model = await openModel('model.onnx', { workers: 1 });
export const classifier = model;
export const released = await openModel('without-biases.onnx', { workers: 1 });
export const subject = new Subject(classifier);

export const corpus = await images.from('samples').load(classifier.spec.shape);

const shown = (label: string): Image => corpus.images[corpus.truth.indexOf(label)]!;
export const shoe = shown('sneaker');
export const boot = shown('ankle boot');
export const cat = shown('shirt');
export const dog = shown('dress');
/** Of one row: black, dark, grey, white. */
export const row = image({ height: 1, width: 4, channels: 1 }, { kind: 'row' }, 'row', (pixels) =>
  pixels.set([0, 0.25, 0.5, 1]),
);

export const property = scalarInvariance();
export const result = await check(property, classifier, { images: images.from('samples'), seed: 1 });
export const store = openStore();
await saveCounterexample(store, property, result, classifier);
export const entry = (await store.list()).entries[0]!;
