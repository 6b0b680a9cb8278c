import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { corpusAndMade } from '../../../src/generate/corpusAndMade.js';
import { images } from '../../../src/generate/images.js';
import type { Image } from '../../../src/image/image.js';
import { concludeRun } from '../../../src/run/conclude.js';
import { sendRun } from '../../../src/run/inWorkers/sendRun.js';
import type { Property } from '../../../src/run/property.js';
import type { Result } from '../../../src/run/result.js';
import { Session } from '../../../src/run/session.js';
import { setUp, type RunOptions } from '../../../src/run/setup.js';
import { scalarInvariance, type ScaledCase } from '../../../properties/scalarInvariance.js';

const opened = new Map<string, Promise<Classifier>>();
const open = (net: string, workers: number): Promise<Classifier> => {
  const key = `${net} ${workers}`;
  const known = opened.get(key) ?? fromOnnx(`examples/models/${net}.onnx`, { workers });
  opened.set(key, known);
  return known;
};
afterAll(async () => {
  for (const classifier of opened.values()) await (await classifier).dispose();
});

const loaded = async ({ spec }: Classifier) =>
  images.from('examples/fashion-mnist/images', { limit: 40 }).load(spec.shape);

async function run(session: Session<ScaledCase>, measuring: boolean): Promise<Result<ScaledCase>> {
  try {
    const failed = await session.cases({ stopAtViolation: !measuring });
    return await concludeRun(
      session,
      session.worst !== undefined && measuring ? await session.shrink(session.worst) : failed,
    );
  } finally {
    session.end();
  }
}

/** All but how long it took and how much was asked. */
const told = ({ durationMs: _durationMs, evaluated: _evaluated, ...rest }: Result<ScaledCase>) => ({
  ...rest,
  counterexample: rest.counterexample && {
    ...rest.counterexample,
    case: [rest.counterexample.case.image.description, rest.counterexample.case.scaled.description],
    views: rest.counterexample.views.map(({ title, image, scores }) => [title, image.description, [...scores]]),
  },
});

describe('cases that are tried in worker threads', () => {
  test('give the very report of the main thread, whatever the number of workers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer(),
          net: fc.constantFrom('mlp-zero-bias', 'mlp-bias', 'lenet-bias'),
          workers: fc.constantFrom(1, 2, 3),
          cases: fc.integer({ min: 65, max: 700 }),
          start: fc.constantFrom(0, 100),
          claim: fc.constantFrom('label', 'ranking', 'homogeneity'),
          measuring: fc.boolean(),
          from: fc.constantFrom('corpus', 'made', 'both'),
        }),
        async ({ seed, net, workers, cases, start, claim, measuring, from }) => {
          const classifier = await open(net, workers);
          const corpus = await loaded(classifier);
          const source = {
            corpus: () => images.of(corpus, { mixed: 0.2 }),
            made: () => images.arbitrary(corpus.shape),
            both: () => corpusAndMade(corpus, corpus.shape),
          }[from]();
          const options: RunOptions = { seed, cases, images: source, ...(start === 0 ? {} : { path: String(start) }) };
          const ready = async () => setUp<ScaledCase>(scalarInvariance({ claim }), classifier, options, 'check');
          const [here, there] = [await ready(), await ready()];
          const threads = sendRun(there, 0);
          expect(threads).toBeDefined();
          const expected = await run(new Session(here, {}), measuring);
          const found = await run(new Session(there, { threads }), measuring);
          expect(told(found)).toEqual(told(expected));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('stop where the caller has seen enough, and count no case after it', async () => {
    const classifier = await open('mlp-bias', 2);
    const corpus = await loaded(classifier);
    const until = ({ held }: { held: number }) => held >= 500;
    const options = { seed: 3, cases: 2000, images: images.of(corpus) };
    const counted = async (inThreads: boolean) => {
      const heard: unknown[] = [];
      const setup = await setUp<ScaledCase>(
        scalarInvariance(),
        classifier,
        { ...options, until: (counts, latest) => heard.push(latest) > 0 && until(counts) },
        'measure',
      );
      const session = new Session(setup, inThreads ? { threads: sendRun(setup, 0) } : {});
      await session.cases({ stopAtViolation: false });
      session.end();
      return { heard, counts: session.tally.counts, labels: session.labels, enough: session.enough };
    };
    const [here, there] = [await counted(false), await counted(true)];
    expect(there.counts.held).toBe(500);
    expect(there.labels?.byTruth.length).toBeGreaterThan(1);
    expect(there).toEqual(here);
  });
});

describe('what is not sent', () => {
  const sent = async (property: Property<ScaledCase>, classifier: Classifier, options: RunOptions) =>
    sendRun(await setUp(property, classifier, options, 'check'), 0);

  test('properties, images and models that only this thread has', async () => {
    const classifier = await open('mlp-bias', 2);
    const corpus = await loaded(classifier);
    const options = { images: images.of(corpus), cases: 100 };
    expect(await sent(scalarInvariance(), classifier, options)).toBeDefined();
    expect(await sent({ ...scalarInvariance() }, classifier, options)).toBeUndefined();
    expect(await sent(scalarInvariance(), { ...classifier }, options)).toBeUndefined();
    expect(await sent(scalarInvariance(), classifier, { ...options, path: '1:2' })).toBeUndefined();
    expect(await sent(scalarInvariance(), classifier, { ...options, cases: 39 })).toBeUndefined();
    const own: fc.Arbitrary<Image> = images.of(corpus).map((image) => image.times(0.5));
    expect(await sent(scalarInvariance(), classifier, { ...options, images: own })).toBeUndefined();
  });

  test('runs that are over before threads would have begun', async () => {
    const classifier = await open('mlp-bias', 2);
    const setup = await setUp(scalarInvariance(), classifier, { cases: 100 }, 'check');
    expect(sendRun(setup)).toBeUndefined();
  });
});
