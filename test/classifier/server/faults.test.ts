import { afterEach, describe, expect, test } from '@jest/globals';
import { check, images, openModel, type Classifier } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { ClassifierError, LostClassifierError } from '../../../src/errors.js';
import type { ModelOptions } from '../../../src/classifier/file/options.js';
import { faultyServer, type FaultyOptions, type ServerFault } from './faultyServer.js';

const opened: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.dispose();
});

async function serve(options: FaultyOptions = {}, told: ModelOptions = {}) {
  const server = await faultyServer(options);
  opened.push({ dispose: () => server.close() });
  const classifier = await openModel(server.url, { retries: 1, ...told });
  opened.push(classifier);
  server.forget();
  return { server, classifier };
}

/** Images of one bright corner each, as many as are wanted. */
const batch = (count: number) => ({
  data: Float32Array.from({ length: 4 * count }, (_, i) => ((i * 7) % 11) / 11),
  count,
});

/** What a whole classifier says of a batch. */
const truth = (count: number): readonly number[] => {
  const { data } = batch(count);
  return Array.from({ length: count }, (_, i) => [
    Math.fround(data[4 * i]! + data[4 * i + 1]!),
    Math.fround(data[4 * i + 2]! + data[4 * i + 3]! + 0.25),
  ]).flat();
};

const scoresOf = async (classifier: Classifier, count: number) => [...(await classifier.classify(batch(count)))];

/** Asks with a fault in the first request, or in all of them. */
async function askedWith(fault: ServerFault, which: 'first' | 'all', options: FaultyOptions = {}, told?: ModelOptions) {
  const { server, classifier } = await serve(options, told);
  server.fault = (request) => (which === 'all' || request === 0 ? fault : undefined);
  return { server, classifier };
}

describe.each([true, false])('a server, numbers as bytes: %s', (binary) => {
  test('is asked as it wants to be asked, and says what its model is', async () => {
    const { server, classifier } = await serve({ binary });
    expect(classifier.spec).toMatchObject({
      id: 'halves',
      engine: `faulty 1.0 (REST, ${binary ? 'bytes' : 'numbers'})`,
      shape: { height: 2, width: 2, channels: 1 },
      layout: 'nchw',
      labels: ['upper', 'lower'],
      scores: 'logits',
      batchLimit: 128,
    });
    expect(classifier.spec.assumed.join('\n')).toContain('weights of a served model cannot be read');
    expect(await scoresOf(classifier, 3)).toEqual(truth(3).map((each) => expect.closeTo(each, 6)));
    expect(server.asked).toEqual([3]);
  });

  test.each<[string, ServerFault]>([
    ['503', { kind: 'status', status: 503 }],
    ['502', { kind: 'status', status: 502 }],
    ['504', { kind: 'status', status: 504 }],
    ['429 with a time to wait', { kind: 'status', status: 429, retryAfter: '0' }],
    ['a connection that is dropped', { kind: 'dropped' }],
    ['half an answer, and then no connection', { kind: 'half' }],
  ])('after %s it is asked again, once', async (_, fault) => {
    const { server, classifier } = await askedWith(fault, 'first', { binary });
    expect(await scoresOf(classifier, 3)).toEqual(truth(3).map((each) => expect.closeTo(each, 6)));
    expect(server.asked).toEqual([3, 3]);
  });

  test.each<[string, ServerFault, string]>([
    ['503', { kind: 'status', status: 503, body: '{"error": "warming up"}' }, 'the status 503 (warming up)'],
    ['429', { kind: 'status', status: 429 }, 'the status 429'],
    ['dropped connections', { kind: 'dropped' }, 'no answer ('],
    ['half answers', { kind: 'half' }, 'a connection that broke after '],
  ])('with %s for good it is lost', async (_, fault, found) => {
    const { server, classifier } = await askedWith(fault, 'all', { binary });
    const asked = scoresOf(classifier, 3);
    await expect(asked).rejects.toBeInstanceOf(LostClassifierError);
    await expect(asked).rejects.toThrow(found);
    expect(server.asked).toEqual([3, 3]);
  });

  test.each<[string, ServerFault, string]>([
    ['an answer that is cut off', { kind: 'body', body: '{"outputs": [{"name": "sco' }, 'no JSON'],
    ['an answer without outputs', { kind: 'body', body: '{}' }, 'an answer without outputs'],
    ['another output', { kind: 'body', body: '{"outputs": []}' }, 'without the output "scores"'],
    ['a page', { kind: 'body', body: '<html>' }, 'an answer that is no JSON (<html>)'],
    ['another shape', { kind: 'shape', shape: [3, 3] }, '6 numbers for the shape [3, 3] of "scores"'],
    ['another batch', { kind: 'shape', shape: [6, 1] }, 'the tensor "scores" has shape [6, 1] for 3 images'],
    ['500', { kind: 'status', status: 500, body: '{"error": "out of cheese"}' }, 'the status 500 (out of cheese)'],
    ['403', { kind: 'status', status: 403 }, 'Set CONIC_TOKEN'],
    ['a redirect', { kind: 'status', status: 302 }, 'a redirect (status 302)'],
  ])('%s is an error, and is not asked for again', async (_, fault, found) => {
    const { server, classifier } = await askedWith(fault, 'all', { binary });
    const asked = scoresOf(classifier, 3);
    await expect(asked).rejects.toBeInstanceOf(ClassifierError);
    await expect(asked).rejects.not.toBeInstanceOf(LostClassifierError);
    await expect(asked).rejects.toThrow(found);
    expect(server.asked).toEqual([3]);
  });

  test.each([NaN, Infinity, -Infinity])('a score of %s is told of', async (odd) => {
    const { server, classifier } = await serve({ binary });
    server.fault = () => ({ kind: 'scores', of: (scores) => scores.with(3, odd) });
    await expect(
      check(scalarInvariance(), classifier, { images: images.constant(classifier.spec.shape), cases: 20, seed: 1 }),
    ).rejects.toThrow(`the score ${odd} for label lower of`);
  });

  test('a server that is slow is lost when its time is up, and not asked again', async () => {
    const slow = { kind: 'slow', after: 2000 } as const;
    const { server, classifier } = await askedWith(slow, 'all', { binary }, { modelTimeout: 0.1 });
    const asked = scoresOf(classifier, 3);
    await expect(asked).rejects.toBeInstanceOf(LostClassifierError);
    await expect(asked).rejects.toThrow('no answer within 0.1 s');
    expect(server.asked).toEqual([3]);
  });

  test.each([413, 400, 422, 500])('how many images it takes at once is found out by asking (%i)', async (status) => {
    const { server, classifier } = await serve({ binary, most: { images: 20, status } });
    expect(classifier.spec.batchLimit).toBe(16);
    expect(classifier.spec.assumed).toContain('Batches of 16: the server refuses 32.');
    expect(await scoresOf(classifier, 40)).toEqual(truth(40).map((each) => expect.closeTo(each, 6)));
    expect(server.asked).toEqual([16, 16, 8]);
  });
});

test('the digest is of what a server says of its model, wherever it stands', async () => {
  const digests = await Promise.all(
    [{}, {}, { versions: ['2'] }, { platform: 'other' }].map(
      async (metadata) => (await serve({ metadata })).classifier.spec.digest,
    ),
  );
  expect(new Set(digests).size).toBe(3);
  expect(digests[1]).toBe(digests[0]);
});

test.each([
  ['inputs', { inputs: [] }, "in MLServer's model-settings.json"],
  ['labels of another number', { parameters: { labels: ['one'] } }, undefined],
])('metadata without %s are told of', async (_, metadata, message) => {
  const asked = serve({ metadata });
  if (message !== undefined) return expect(asked).rejects.toThrow(message);
  expect((await asked).classifier.spec.labels).toEqual(['0', '1']);
});

test('a batch that is refused in the middle of a run is halved, and the size remembered', async () => {
  const { server, classifier } = await serve({}, { batchLimit: 16 });
  server.fault = (_, count) => (count > 5 ? { kind: 'status', status: 413 } : undefined);
  expect(await scoresOf(classifier, 16)).toEqual(truth(16).map((each) => expect.closeTo(each, 6)));
  expect(server.asked).toEqual([16, 8, 8, 4, 4, 4, 4]);
  server.forget();
  await scoresOf(classifier, 16);
  expect(server.asked).toEqual([4, 4, 4, 4]);
});

test('a server that has no answer is not waited for again and again', async () => {
  const { server, classifier } = await askedWith({ kind: 'status', status: 503 }, 'all', {}, { retries: 3 });
  await expect(scoresOf(classifier, 1)).rejects.toBeInstanceOf(LostClassifierError);
  await expect(scoresOf(classifier, 1)).rejects.toBeInstanceOf(LostClassifierError);
  expect(server.asked).toHaveLength(5);
  // One that is back is asked as before.
  server.fault = undefined;
  await scoresOf(classifier, 1);
  server.forget();
  server.fault = (request) => (request < 3 ? { kind: 'dropped' } : undefined);
  await scoresOf(classifier, 1);
  expect(server.asked).toHaveLength(4);
});

describe('a run', () => {
  const greys = (classifier: Classifier) => ({ images: images.noise(classifier.spec.shape), seed: 5 });

  test.each(['noise', 'constant'] as const)(
    'on a server that stumbles comes out as on one that does not, with nothing counted twice (%s)',
    async (kind) => {
      const { server, classifier } = await serve({}, { retries: 20 });
      const run = async () => {
        const given = {
          images: images[kind](classifier.spec.shape),
          seed: 5,
          cases: 400,
          scalars: { min: 0.9, max: 1 },
        };
        const { durationMs: _, evaluated, ...result } = await check(scalarInvariance(), classifier, given);
        // Where a run ends early, time decides how many cases were begun ahead.
        return JSON.stringify({ ...result, evaluated: result.verdict === 'held' ? evaluated : 0 });
      };
      const steady = await run();
      const stumbles: readonly ServerFault[] = [
        { kind: 'status', status: 503 },
        { kind: 'dropped' },
        { kind: 'half' },
        { kind: 'status', status: 429, retryAfter: '0' },
      ];
      server.forget();
      server.fault = (request) => (request % 3 === 0 ? stumbles[(request / 3) % 4] : undefined);
      expect(await run()).toBe(steady);
      expect(steady).toContain(kind === 'noise' ? '"verdict":"violated"' : '"verdict":"held"');
    },
  );

  test('whose server goes away ends with what it has, inconclusive', async () => {
    const { server, classifier } = await serve({}, { batchLimit: 8, inFlight: 1 });
    server.fault = (request) => (request < 12 ? undefined : { kind: 'dropped' });
    const result = await check(scalarInvariance(), classifier, {
      images: images.constant(classifier.spec.shape),
      seed: 5,
      cases: 500,
      scalars: { min: 0.999, max: 1 },
    });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'model lost', violated: 0 });
    expect(result.lost).toContain('no answer');
    expect(result.cases).toBeGreaterThan(0);
    expect(result.cases).toBeLessThan(500);
  });

  test('says what it has, wherever the server goes away: never more, and a violation that is not confirmed is none', async () => {
    const { server, classifier } = await serve({}, { inFlight: 1, retries: 0 });
    const options = { ...greys(classifier), cases: 400, scalars: { min: 0.01, max: 0.02 } };
    const whole = await check(scalarInvariance(), classifier, options);
    expect(whole.verdict).toBe('violated');
    const requests = server.asked.length;
    let unconfirmed = 0;
    for (let answered = 0; answered < requests; answered++) {
      server.forget();
      server.fault = (request) => (request < answered ? undefined : { kind: 'dropped' });
      const result = await check(scalarInvariance(), classifier, options);
      if (result.verdict === 'violated') {
        // Only the search for its cause is left.
        expect(result.counterexample).toMatchObject({ path: whole.counterexample?.path });
        continue;
      }
      expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'model lost' });
      expect(result.counterexample).toBeUndefined();
      if (result.violated > 0) unconfirmed++;
    }
    expect(unconfirmed).toBeGreaterThan(0);
  });
});

test('a connection that is idle is let go before a server closes it', async () => {
  const { server, classifier } = await serve();
  await scoresOf(classifier, 1);
  expect(await server.open()).toBe(1);
  while ((await server.open()) > 0) await new Promise((done) => setTimeout(done, 50));
  await scoresOf(classifier, 1);
  expect(server.asked).toEqual([1, 1]);
});

test('ten thousand requests leave no connection', async () => {
  const { server, classifier } = await serve({}, { inFlight: 4 });
  const one = batch(1);
  let left = 10_000;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (left-- > 0) await classifier.classify(one);
    }),
  );
  expect(server.asked).toHaveLength(10_000);
  expect(server.connections).toBeLessThanOrEqual(4);
  await classifier.dispose();
  await new Promise((done) => setTimeout(done, 100));
  expect(await server.open()).toBe(0);
});
