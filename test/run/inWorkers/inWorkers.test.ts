import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { CrashedClassifierError } from '../../../src/errors.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { openModel } from '../../../src/classifier/openModel.js';
import { corpusAndMade } from '../../../src/generate/corpusAndMade.js';
import { images } from '../../../src/generate/images.js';
import type { Image } from '../../../src/image/image.js';
import { concludeRun } from '../../../src/run/conclude.js';
import { sendRun } from '../../../src/run/inWorkers/sendRun.js';
import { madeBy } from '../../../src/run/origin.js';
import type { Property } from '../../../src/run/property.js';
import type { Result } from '../../../src/run/result.js';
import { Session } from '../../../src/run/session.js';
import { setUp, type RunOptions } from '../../../src/run/setup.js';
import { scalarInvariance, type ScaledCase } from '../../../properties/scalarInvariance.js';
import { survives } from '../../../properties/survives.js';
import { gamma, gaussianNoise, kernel } from '../../../transformations/index.js';
import { onnxModel } from '../../models/onnxFile.js';
import { crashesAnEngine, crashesOnGrey, someNumbers, take } from '../../models/smallModels.js';
import { isAlive, startedBy } from '../../models/startedProcesses.js';
import { temporaryDirectory } from '../../image/fixtures.js';

const path = temporaryDirectory();
const opened = new Map<string, Promise<Classifier>>();
const open = (net: string, workers: number, isolate = false): Promise<Classifier> => {
  const key = `${net} ${workers} ${isolate}`;
  const known = opened.get(key) ?? fromOnnx(`examples/models/${net}.onnx`, { workers, isolate });
  opened.set(key, known);
  return known;
};
afterAll(async () => {
  for (const classifier of opened.values()) await (await classifier).dispose();
});

const loaded = async ({ spec }: Classifier) =>
  images.from('examples/fashion-mnist/images', { limit: 40 }).load(spec.shape);

async function run<Case>(session: Session<Case>, measuring: boolean): Promise<Result<Case>> {
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
const told = <Case>({ durationMs: _durationMs, evaluated: _evaluated, ...rest }: Result<Case>) => ({
  ...rest,
  counterexample: rest.counterexample && {
    ...rest.counterexample,
    case: fc.stringify(rest.counterexample.case),
    views: rest.counterexample.views.map(({ title, image, scores }) => [title, image.description, [...scores]]),
  },
});

/** What a run comes to here, and in threads. */
async function bothWays<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions,
  measuring: boolean,
): Promise<{ readonly here: unknown; readonly there: unknown }> {
  const ready = async () => setUp<Case>(property, classifier, options, 'check');
  const [one, other] = [await ready(), await ready()];
  const threads = sendRun(other, 0);
  expect(threads).toBeDefined();
  return {
    here: told(await run(new Session(one, { sent: undefined }), measuring)),
    there: told(await run(new Session(other, { sent: threads }), measuring)),
  };
}

async function counted<Case>(session: Session<Case>): Promise<Session<Case>['tally']> {
  await session.cases({ stopAtViolation: false });
  session.end();
  return session.tally;
}

const properties: Record<string, () => Property<unknown>> = {
  label: () => scalarInvariance(),
  ranking: () => scalarInvariance({ claim: 'ranking' }),
  homogeneity: () => scalarInvariance({ claim: 'homogeneity' }),
  gamma: () => survives(gamma),
  noise: () => survives(gaussianNoise, { claim: 'ranking', strength: [0, 0.2] }),
};

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
          name: fc.constantFrom(...Object.keys(properties)),
          measuring: fc.boolean(),
          from: fc.constantFrom('corpus', 'made', 'both'),
        }),
        async ({ seed, net, workers, cases, start, name, measuring, from }) => {
          const classifier = await open(net, workers);
          const corpus = await loaded(classifier);
          const source = {
            corpus: () => images.of(corpus, { mixed: 0.2 }),
            made: () => images.arbitrary(corpus.shape),
            both: () => corpusAndMade(corpus, corpus.shape),
          }[from]();
          const options: RunOptions = { seed, cases, images: source, ...(start === 0 ? {} : { path: String(start) }) };
          const { here, there } = await bothWays(properties[name]!(), classifier, options, measuring);
          expect(there).toEqual(here);
        },
      ),
      { numRuns: 16 },
    );
  });

  test('give the same where the workers are processes', async () => {
    const classifier = await open('mlp-bias', 2, true);
    const corpus = await loaded(classifier);
    for (const [name, source] of [
      ['ranking', images.of(corpus, { mixed: 0.2 })],
      ['gamma', corpusAndMade(corpus, corpus.shape)],
      ['noise', images.arbitrary(corpus.shape)],
    ] as const) {
      const { here, there } = await bothWays(
        properties[name]!(),
        classifier,
        { seed: 1, cases: 200, images: source },
        true,
      );
      expect(there).toEqual(here);
    }
  });

  test('give the same with a model of TensorFlow.js', async () => {
    const classifier = await openModel('examples/models/mlp-bias/model.json', { engine: 'wasm', workers: 2 });
    const options = { seed: 4, cases: 400, images: images.of(await loaded(classifier)) };
    for (const measuring of [true, false]) {
      const { here, there } = await bothWays(scalarInvariance({ claim: 'ranking' }), classifier, options, measuring);
      expect(there).toEqual(here);
    }
    await classifier.dispose();
  });

  test.each(['uint8', 'float64'] as const)('give the same with a model that takes %s', async (type) => {
    const numbers = someNumbers(3);
    await writeFile(
      path(`${type}.onnx`),
      onnxModel({
        inputs: [{ name: 'image', shape: ['N', 1, 4, 4], type }],
        outputs: [{ name: 'scores', shape: ['N', 3], type: 'float64' }],
        nodes: [
          { op: 'Cast', inputs: ['image'], outputs: ['wide'], attributes: { to: { int: 11 } } },
          { op: 'Flatten', inputs: ['wide'], outputs: ['flat'] },
          { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['scores'] },
        ],
        initializers: [{ name: 'w', shape: [16, 3], data: Float64Array.from(take(48, numbers)) }],
      }),
    );
    const classifier = await fromOnnx(path(`${type}.onnx`), { workers: 2 });
    const { shape } = classifier.spec;
    const pixels = Array.from({ length: 30 }, () => take(16, numbers).map((value) => Math.abs(value)));
    const options = { seed: 4, cases: 400, images: images.of(images.fromPixels(shape, pixels)) };
    const { here, there } = await bothWays(scalarInvariance({ claim: 'ranking' }), classifier, options, true);
    expect(there).toEqual(here);
    await classifier.dispose();
  });

  test('stop where the caller has seen enough, and count no case after it', async () => {
    const classifier = await open('mlp-bias', 2);
    const corpus = await loaded(classifier);
    const until = ({ held }: { held: number }) => held >= 500;
    const options = { seed: 3, cases: 2000, images: images.of(corpus) };
    const until500 = async (inThreads: boolean) => {
      const heard: unknown[] = [];
      const setup = await setUp<ScaledCase>(
        scalarInvariance(),
        classifier,
        { ...options, until: (counts, latest) => heard.push(latest) > 0 && until(counts) },
        'measure',
      );
      const session = new Session(setup, inThreads ? { sent: sendRun(setup, 0) } : { sent: undefined });
      await session.cases({ stopAtViolation: false });
      session.end();
      return { heard, counts: session.tally.counts, labels: session.labels, enough: session.enough };
    };
    const [here, there] = [await until500(false), await until500(true)];
    expect(there.counts.held).toBe(500);
    expect(there.labels?.byTruth.length).toBeGreaterThan(1);
    expect(there).toEqual(here);
  });
});

describe('a worker that crashes', () => {
  const crashing = async (cases: number) => {
    await writeFile(path('crash.onnx'), crashesOnGrey());
    const classifier = await fromOnnx(path('crash.onnx'), { workers: 2, isolate: true });
    const { shape } = classifier.spec;
    const dark = Array.from({ length: 299 }, (_, i) => Float32Array.of(0.1, 0.2, i / 2000, 0));
    const pixels = [...dark, Float32Array.of(0.5, 0.5, 0, 0)];
    const source = images.of(images.fromPixels(shape, pixels));
    const options: RunOptions = { seed: 2, cases, images: source, scalars: { min: 0.5, max: 1 } };
    const setup = await setUp<ScaledCase>(scalarInvariance(), classifier, options, 'check');
    return { classifier, session: new Session(setup, { sent: sendRun(setup, 0) }) };
  };

  (crashesAnEngine ? test : test.skip)('is an error that names the images, and is replaced', async () => {
    const { classifier, session } = await crashing(3000);
    const thrown = await session.cases({ stopAtViolation: true }).catch((error: unknown) => error);
    session.end();
    expect(session.tally.cases).toBeGreaterThan(64);
    expect(thrown).toBeInstanceOf(CrashedClassifierError);
    expect(thrown).toMatchObject({
      message: expect.stringMatching(/crash\.onnx: found its process ended by SIGFPE for .+; expected scores\./),
    });
    const ask = (...pixels: number[]) => classifier.classify({ data: Float32Array.from(pixels), count: 1 });
    await expect(ask(1, 0, 0, 0)).rejects.toThrow('found its process ended by SIGFPE; expected scores.');
    expect([...(await ask(0.25, 0.5, 0, 0))]).toEqual([0.75, 0]);
    await classifier.dispose();
    await expect(ask(0, 0, 0, 0)).rejects.toThrow('it has been disposed of');
  });
});

// Processes are found where Linux tells of them.
(process.platform === 'linux' ? test : test.skip)(
  'a worker that somebody kills is an error that names cases',
  async () => {
    const classifier = await open('lenet-zero-bias', 1, true);
    const pids = startedBy(process.pid);
    let killed = false;
    const until = ({ held }: { held: number }): boolean => {
      if (held >= 100 && !killed) for (const pid of startedBy(process.pid)) process.kill(pid, 'SIGKILL');
      killed ||= held >= 100;
      return false;
    };
    const options = { seed: 1, cases: 5000, until, images: images.of(await loaded(classifier)) };
    const setup = await setUp<ScaledCase>(scalarInvariance(), classifier, options, 'measure');
    const session = new Session(setup, { sent: sendRun(setup, 0) });
    await expect(session.cases({ stopAtViolation: false })).rejects.toThrow(
      /lenet-zero-bias\.onnx: found its process ended by SIGKILL for cases \d+ to \d+ of scalar-invariance, though not when they were tried again; expected scores\./,
    );
    session.end();
    expect(session.tally.cases).toBeGreaterThanOrEqual(100);
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
  },
);

describe('a property of a module', () => {
  beforeAll(async () => {
    await writeFile(
      path('darker.cjs'),
      `const { isMainThread } = require('node:worker_threads');
      exports.darker = ({ by, failing }) => ({
        name: 'darker',
        claim: 'less light keeps the label',
        needs: [],
        cases: ({ images }) => images,
        examine: async (image, subject) => {
          if (failing && !isMainThread) throw new Error('not here');
          const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(by))]);
          const label = before.indexOf(Math.max(...before));
          const margin = after[label] - Math.max(...after.filter((_, i) => i !== label));
          if (Math.abs(margin) < 0.3) return { kind: 'inconclusive', why: isMainThread ? 'a tie here' : 'a tie there' };
          if (margin > 0) return { kind: 'held', margin };
          return { kind: 'violated', margin, why: 'another label', views: [{ title: 'original', image, scores: before }] };
        },
      });`,
    );
  });

  const darker = async (told: { readonly by: number; readonly failing: boolean }): Promise<Property<Image>> => {
    const module: { readonly darker: (told: unknown) => Property<Image> } = createRequire(__filename)(
      path('darker.cjs'),
    );
    return madeBy({ module: pathToFileURL(path('darker.cjs')).href, name: 'darker', told }, module.darker(told));
  };

  test('is tried in threads', async () => {
    const classifier = await open('mlp-bias', 2);
    const property = await darker({ by: 0.01, failing: false });
    const options = { seed: 5, cases: 600, images: images.of(await loaded(classifier)) };
    const setup = await setUp(property, classifier, options, 'measure');
    const { reasons, counts } = await counted(new Session(setup, { sent: sendRun(setup, 0) }));
    const expected = await counted(
      new Session(await setUp(property, classifier, options, 'measure'), { sent: undefined }),
    );
    expect(counts).toEqual(expected.counts);
    expect(reasons.get('a tie there') ?? 0).toBeGreaterThan(0);
    expect((reasons.get('a tie here') ?? 0) + (reasons.get('a tie there') ?? 0)).toBe(
      expected.reasons.get('a tie here'),
    );
  });

  test('is tried here where it fails in threads', async () => {
    const classifier = await open('mlp-bias', 2);
    const options = { seed: 5, cases: 300, images: images.of(await loaded(classifier)) };
    const { here, there } = await bothWays(await darker({ by: 0.01, failing: true }), classifier, options, true);
    expect(there).toEqual(here);
  });
});

describe('what is not sent', () => {
  test('is tried here: what wants the pictures that images were made of', async () => {
    const classifier = await open('mlp-bias', 2);
    const corpus = await images
      .from('examples/fashion-mnist/images', { limit: 20, resize: true })
      .load(classifier.spec.shape);
    const options = { seed: 2, cases: 100, images: images.of(corpus) };
    const { here, there } = await bothWays(survives(kernel), classifier, options, true);
    expect(there).toEqual(here);
  });

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
