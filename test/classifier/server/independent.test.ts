import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { check, images, openModel, type Classifier, type Result } from 'conic';
import { convexRegionConsistency, scalarInvariance, zeroImageUniformity } from 'conic/properties';
import type { ModelOptions } from '../../../src/classifier/file/options.js';
import { hasIndependentServers, startKServe, startMlServer, type IndependentServer } from './independentServers.js';

// Servers that others have written, with networks that the project ships: what comes of a run has to be what comes of the file.

const models = ['lenet-bias', 'lenet-zero-bias'] as const;
const corpus = images.from('examples/fashion-mnist/images');
const there = hasIndependentServers();
const describeServers = there ? describe : describe.skip;

const local = new Map<string, Classifier>();
const labels: string[] = [];
let mlServer: IndependentServer;
let kServe: IndependentServer;
beforeAll(async () => {
  if (!there) return;
  for (const name of models) local.set(name, await openModel(`examples/models/${name}.onnx`, { workers: 1 }));
  labels.push(...local.get('lenet-bias')!.spec.labels);
  [mlServer, kServe] = await Promise.all([startMlServer(models, labels), startKServe(models)]);
}, 300_000);
afterAll(async () => {
  await Promise.all([...local.values()].map((classifier) => classifier.dispose()));
  await Promise.all([mlServer, kServe].map((server) => server?.kill()));
});

const kinds = [
  { server: 'mlserver 1.7.1', protocol: 'http', engine: 'REST, numbers', port: () => mlServer.http },
  { server: 'mlserver 1.7.1', protocol: 'grpc', engine: 'gRPC, bytes', port: () => mlServer.grpc },
  { server: 'kserve 0.16.0', protocol: 'http', engine: 'REST, bytes', port: () => kServe.http },
  { server: 'kserve 0.16.0', protocol: 'grpc', engine: 'gRPC, bytes', port: () => kServe.grpc },
] as const;

/** What has to be the same: all but time, and what is known of a network from its file. */
function essence({ durationMs: _duration, evaluated: _evaluated, smallestMargin, counterexample, ...rest }: Result) {
  if (counterexample === undefined) return rest;
  const { cause, views, margin, case: _case, ...found } = counterexample;
  return {
    ...rest,
    smallestMargin: smallestMargin?.toPrecision(4),
    counterexample: {
      ...found,
      margin: margin.toPrecision(3),
      cause: cause.kind,
      views: views.map(({ title, image }) => [title, image.description]),
    },
  };
}

describeServers.each(kinds)('$server over $protocol', ({ server, protocol, engine, port }) => {
  const open = (name: string, options: ModelOptions = {}): Promise<Classifier> =>
    openModel(`oip+${protocol}://127.0.0.1:${port()}/v2/models/${name}`, { labels, ...options });

  test.each(models)('serves %s as the file is', async (name) => {
    const served = await open(name);
    try {
      const file = local.get(name)!;
      const { shape, layout, scores, range } = file.spec;
      expect(served.spec).toMatchObject({
        id: name,
        engine: `${server} (${engine})`,
        shape,
        layout,
        scores,
        range,
        labels,
      });
      const options = { images: corpus, seed: 11, cases: 300 };
      const [black, scaled] = [zeroImageUniformity(), scalarInvariance()];
      expect(essence(await check(black, served, options))).toEqual(essence(await check(black, file, options)));
      expect(essence(await check(scaled, served, options))).toEqual(essence(await check(scaled, file, options)));
      await expect(check(convexRegionConsistency(), served, { cases: 1 })).rejects.toThrow(
        'a classifier whose intermediate tensors cannot be read',
      );
    } finally {
      await served.dispose();
    }
  });

  test('has no such model', async () => {
    await expect(open('nobody', { retries: 0 })).rejects.toThrow('expected a model of that name');
  });
});

describeServers('MLServer', () => {
  test('says what the labels are called, and has a version', async () => {
    const served = await openModel(`oip+http://127.0.0.1:${mlServer.http}/v2/models/lenet-bias/versions/7`);
    expect(served.spec).toMatchObject({ id: 'lenet-bias-7', labels });
    await served.dispose();
  });
});

describeServers('KServe, killed in the middle of a run', () => {
  test('ends it with what there is', async () => {
    const served = await openModel(`oip+http://127.0.0.1:${kServe.http}/v2/models/lenet-zero-bias`, { retries: 1 });
    let killed: Promise<void> | undefined;
    const result = await check(scalarInvariance(), served, {
      images: corpus,
      seed: 11,
      cases: 1_000_000,
      onProgress: ({ done }) => {
        if (done > 100) killed ??= kServe.kill();
      },
    });
    await killed;
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'model lost', violated: 0 });
    expect(result.held).toBeGreaterThan(100);
    await served.dispose();
  });
});
