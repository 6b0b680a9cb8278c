import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { check, images, openModel, Subject, type Classifier, type Corpus, type Property } from 'conic';
import { convexRegionConsistency, scalarInvariance, zeroImageUniformity } from 'conic/properties';
import type { TfjsEngine } from '../../../src/classifier/tfjs/options.js';

// The four shipped networks, which are saved as ONNX and as TF.js, on every engine.
const nets = ['mlp-zero-bias', 'mlp-bias', 'lenet-zero-bias', 'lenet-bias'];
const engines: readonly TfjsEngine[] = ['wasm', 'cpu', 'tfjs-node'];

const opened = new Map<string, Promise<Classifier>>();
afterAll(async () => {
  for (const classifier of await Promise.allSettled(opened.values()))
    if (classifier.status === 'fulfilled') await classifier.value.dispose();
});

const once = (key: string, open: () => Promise<Classifier>): Promise<Classifier> => {
  const known = opened.get(key) ?? open();
  opened.set(key, known);
  return known;
};
const onnx = (net: string) => once(`${net}.onnx`, () => openModel(`examples/models/${net}.onnx`, { workers: 1 }));
const tfjs = (net: string, engine: TfjsEngine) =>
  once(`${net} ${engine}`, () => openModel(`examples/models/${net}/model.json`, { engine, workers: 1 }));

/** Why an engine is not tried here; undefined if it loads. */
const reason = async (engine: TfjsEngine): Promise<string | undefined> => {
  const found = await tfjs('mlp-bias', engine).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (found !== undefined) process.stdout.write(`Skipped: ${engine}: ${found}\n`);
  // The others are development dependencies: without them something is wrong.
  if (found !== undefined && engine !== 'tfjs-node') throw new Error(found);
  return found;
};

let loaded: Promise<Corpus> | undefined;
const corpus = (): Promise<Corpus> =>
  (loaded ??= images.from('examples/fashion-mnist/images').load({ height: 28, width: 28, channels: 1 }));

const answers = async (classifier: Classifier) => {
  const subject = new Subject(classifier);
  const { images: list } = await corpus();
  const scores = await Promise.all(list.map((image) => subject.scores(image)));
  const patterns = await Promise.all(list.map((image) => subject.pattern(image)));
  return { scores, patterns };
};

const labelOf = (scores: Float32Array): number => scores.indexOf(Math.max(...scores));

describe.each(engines)('on %s', (engine) => {
  test.each(nets)('%s gives what onnxruntime gives, and the same patterns', async (net) => {
    if ((await reason(engine)) !== undefined) return;
    const [twin, classifier] = [await onnx(net), await tfjs(net, engine)];
    expect(classifier.spec.labels).toEqual(twin.spec.labels);
    expect(classifier.network?.graph.nodes.map(({ name, operation }) => [name, operation])).toEqual(
      twin.network?.graph.nodes.map(({ name, operation }) => [name, operation]),
    );
    const [expected, found] = [await answers(twin), await answers(classifier)];
    expect(found.scores).toHaveLength(200);
    found.scores.forEach((scores, i) => {
      const wanted = expected.scores[i]!;
      const largest = Math.max(...wanted.map(Math.abs));
      const worst = Math.max(...scores.map((score, label) => Math.abs(score - wanted[label]!)));
      expect(worst / largest).toBeLessThan(1e-5);
      expect(labelOf(scores)).toBe(labelOf(wanted));
    });
    expect(found.patterns).toEqual(expected.patterns);
  });

  test.each(['lenet-zero-bias', 'lenet-bias'])(
    '%s: properties have the same verdicts and the same cases',
    async (net) => {
      if ((await reason(engine)) !== undefined) return;
      const runs = [];
      for (const classifier of [await onnx(net), await tfjs(net, engine)]) {
        const seen: string[] = [];
        const options = { images: images.of(await corpus()), seed: 11, cases: 100 };
        const results = [
          await check(recording(scalarInvariance(), seen), classifier, options),
          await check(recording(zeroImageUniformity(), seen), classifier, options),
          await check(recording(convexRegionConsistency(), seen), classifier, options),
        ];
        runs.push({ seen: new Set(seen), results });
      }
      const [expected, found] = runs;
      expect(found?.results.map(({ verdict }) => verdict)).toEqual(expected?.results.map(({ verdict }) => verdict));
      expect(found?.results.map(({ cases }) => cases)).toEqual(expected?.results.map(({ cases }) => cases));
      if (net === 'lenet-zero-bias') expect(found?.seen).toEqual(expected?.seen);
      else
        expect(found?.results.map(({ seed, counterexample }) => [seed, counterexample?.path])).toEqual(
          expected?.results.map(({ seed, counterexample }) => [seed, counterexample?.path]),
        );
    },
  );
});

/** The same property, writing down the cases that it is given. */
const recording = <Case>(property: Property<Case>, seen: string[]): Property<Case> => ({
  ...property,
  examine: (given, subject) => {
    seen.push(fc.stringify(given));
    return property.examine(given, subject);
  },
});
