import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { check, images, openModel } from 'conic';
import { scalarInvariance } from 'conic/properties';
import type { ModelOptions } from '../../../src/classifier/file/options.js';
import { missingGrpc } from '../../../src/classifier/server/grpc/missingGrpc.js';
import { ClassifierError, LostClassifierError } from '../../../src/errors.js';
import { faultyGrpcServer, type FaultyGrpcOptions, type GrpcFault } from './faultyGrpcServer.js';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function serve(options: FaultyGrpcOptions = {}, told: ModelOptions = {}) {
  const server = await faultyGrpcServer(options);
  opened.push(server.close);
  const classifier = await openModel(server.url, { retries: 1, ...told });
  opened.push(() => classifier.dispose());
  server.forget();
  return { server, classifier };
}

const three = { data: Float32Array.of(0.5, 0.25, 0, 0, 0, 1, 0.5, 0, 0, 0, 0, 1), count: 3 };
const scores = [0.75, 0.25, 1, 0.75, 0, 1.25];

describe.each([true, false])('a server of gRPC, numbers as bytes: %s', (raw) => {
  test.each([true, false])('says what its model is, parameters as texts: %s', async (plainParameters) => {
    const { classifier } = await serve({ raw, plainParameters });
    expect(classifier.spec).toMatchObject({
      engine: `faulty 1.0 (gRPC, ${raw ? 'bytes' : 'numbers'})`,
      labels: ['upper', 'lower'],
      shape: { height: 2, width: 2, channels: 1 },
      batchLimit: 128,
    });
    expect([...(await classifier.classify(three))]).toEqual(scores);
  });

  test('is asked again where it was away or busy, once', async () => {
    for (const code of [status.UNAVAILABLE, status.RESOURCE_EXHAUSTED]) {
      const { server, classifier } = await serve({ raw });
      server.fault = (request) => (request === 0 ? { kind: 'status', code, details: 'try again' } : undefined);
      expect([...(await classifier.classify(three))]).toEqual(scores);
      expect(server.asked).toEqual([3, 3]);
    }
  });

  test.each<[string, GrpcFault, number]>([
    ['the status 14 (away)', { kind: 'status', code: status.UNAVAILABLE, details: 'away' }, 2],
    [
      'the status 8 (too much to do)',
      { kind: 'status', code: status.RESOURCE_EXHAUSTED, details: 'too much to do' },
      2,
    ],
    ['no answer within 0.3 s', { kind: 'silence' }, 1],
  ])('is lost where there is %s', async (found, fault, times) => {
    const { server, classifier } = await serve({ raw }, { modelTimeout: 0.3 });
    server.fault = () => fault;
    const asked = classifier.classify(three);
    await expect(asked).rejects.toBeInstanceOf(LostClassifierError);
    await expect(asked).rejects.toThrow(found);
    expect(server.asked).toHaveLength(times);
  });

  test.each<[string, GrpcFault]>([
    ['the status 13 (out of cheese)', { kind: 'status', code: status.INTERNAL, details: 'out of cheese' }],
    ['Set CONIC_TOKEN', { kind: 'status', code: status.UNAUTHENTICATED }],
    ['the status 5 (no model)', { kind: 'status', code: status.NOT_FOUND, details: 'no model' }],
    ['6 numbers for the shape [3, 3]', { kind: 'shape', shape: [3, 3] }],
    ['shape [6, 1] for 3 images', { kind: 'shape', shape: [6, 1] }],
    ['no message of the protocol', { kind: 'bytes', bytes: Uint8Array.of(0x2a, 0x7f, 1) }],
    ['an answer without the output "scores"', { kind: 'bytes', bytes: Uint8Array.of() }],
  ])('has failed where there is %s, and is not asked again', async (found, fault) => {
    const { server, classifier } = await serve({ raw });
    server.fault = () => fault;
    const asked = classifier.classify(three);
    await expect(asked).rejects.toBeInstanceOf(ClassifierError);
    await expect(asked).rejects.not.toBeInstanceOf(LostClassifierError);
    await expect(asked).rejects.toThrow(found);
    expect(server.asked).toEqual([3]);
  });
});

test('a message too large for the server is halved, when it is opened and later', async () => {
  const { server, classifier } = await serve({ most: 200 });
  expect(classifier.spec.batchLimit).toBe(8);
  server.fault = (_, count) => (count > 2 ? { kind: 'status', code: status.OUT_OF_RANGE } : undefined);
  expect([...(await classifier.classify(three))]).toEqual(scores);
  expect(server.asked).toEqual([3, 2, 1]);
});

test('a score that is no number is told of, and a server that goes away ends the run', async () => {
  const { server, classifier } = await serve();
  const run = () =>
    check(scalarInvariance(), classifier, { images: images.constant(classifier.spec.shape), cases: 300, seed: 1 });
  server.fault = () => ({ kind: 'scores', of: (right) => right.with(1, NaN) });
  await expect(run()).rejects.toThrow('the score NaN for label lower of');
  server.fault = () => ({ kind: 'status', code: status.UNAVAILABLE, details: 'gone' });
  expect(await run()).toMatchObject({ verdict: 'inconclusive', reason: 'model lost', lost: 'the status 14 (gone)' });
});

test('a server that is not there is told of', async () => {
  const server = await faultyGrpcServer();
  await server.close();
  await expect(openModel(server.url, { retries: 1 })).rejects.toThrow(
    `${server.url}: found no server (the connection is refused); expected a server that answers.`,
  );
});

test('a token is told in its metadata', async () => {
  process.env['CONIC_TOKEN'] = 'hush';
  try {
    const { server } = await serve();
    expect(server.tokens.at(-1)).toBe('Bearer hush');
  } finally {
    delete process.env['CONIC_TOKEN'];
  }
});

test('where @grpc/grpc-js is missing, the line that installs it is told', () => {
  expect(missingGrpc('here', "Cannot find package '@grpc/grpc-js' imported from conic").remedy).toContain(
    'npm install @grpc/grpc-js',
  );
  expect(missingGrpc('here', "Cannot find module '@grpc/grpc-js'").found).toContain('no @grpc/grpc-js');
  expect(missingGrpc('here', 'Unexpected token').found).toBe('a @grpc/grpc-js that does not load (Unexpected token)');
});
