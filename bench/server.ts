// Speed on a served model: images a second inside `check`, on a local MLServer, beside a plain client that sends the same batches
// with the same number of requests in flight: it writes each batch into a request and reads the scores in the answer, and no more. Arms
// take turns; medians of the rounds are compared. Needs `npm run servers`.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { check, images, openModel } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { credentials, Client } from '@grpc/grpc-js';
import { inferRequest, readInferred } from '../src/classifier/server/grpc/inferenceMessages.js';
import { answeredMessage, askingMessage } from '../src/classifier/server/rest/tensorMessage.js';
import { hasIndependentServers, startMlServer } from '../test/classifier/server/independentServers.js';
import { grouped, median, shippedImages } from './models.js';

const rounds = Number(process.argv[2] ?? 7);
const goal = 0.9;
const model = 'lenet-zero-bias';
const [inFlight, batch] = [4, 128];

if (!hasIndependentServers()) process.exit(1);
const server = await startMlServer([model], []);
const input = { name: 'image', type: 'float32', dims: [1, 28, 28] } as const;
const corpus = await shippedImages({ height: 28, width: 28, channels: 1 });
/** Images as `check` sends them: those of the corpus, times scalars. */
const values = Float32Array.from({ length: batch }, (_, i) => i).reduce(
  (all, i) => {
    all.set(corpus.images[i]!.times(1 / (1 + i)).pixels(), i * 784);
    return all;
  },
  new Float32Array(batch * 784),
);
const question = { input, values, batch, output: 'logits' };

interface Asking {
  readonly ask: () => Promise<unknown>;
  readonly close: () => void;
}

/** Asks so often, with so many in flight; images a second. */
async function plain(client: () => Asking, requests: number): Promise<number> {
  const { ask, close } = client();
  let left = requests;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await ask();
    }),
  );
  const rate = (requests * batch * 1000) / (performance.now() - start);
  close();
  return rate;
}

/** A client of its own for each measurement: the server closes connections that are idle. */
function restClient(): Asking {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const ask = async (): Promise<unknown> => {
    const { body = Buffer.alloc(0), headers } = askingMessage(question, 'numbers');
    const path = `/v2/models/${model}/infer`;
    const sent = request({ host: '127.0.0.1', port: server.http, path, method: 'POST', agent, headers });
    sent.setHeader('content-length', body.length);
    sent.end(body);
    const parts: Buffer[] = [];
    const [response] = await once(sent, 'response');
    for await (const part of response) parts.push(part);
    return answeredMessage({ status: 200, headers: {}, body: Buffer.concat(parts) }, 'logits');
  };
  return { ask, close: () => agent.destroy() };
}

function grpcClient(): Asking {
  const client = new Client(`127.0.0.1:${server.grpc}`, credentials.createInsecure());
  const ask = (): Promise<unknown> =>
    new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        '/inference.GRPCInferenceService/ModelInfer',
        (message: Buffer) => message,
        (answer: Buffer) => readInferred(answer, 'logits'),
        Buffer.from(inferRequest({ model, version: undefined }, question, 'bytes')),
        (error, answer) => (error === null ? resolve(answer) : reject(error)),
      ),
    );
  return { ask, close: () => client.close() };
}

const arms = [
  { name: 'REST', cases: 12_000, url: `oip+http://127.0.0.1:${server.http}/v2/models/${model}`, client: restClient },
  { name: 'gRPC', cases: 24_000, url: `oip+grpc://127.0.0.1:${server.grpc}/v2/models/${model}`, client: grpcClient },
];
try {
  for (const { name, cases, url, client } of arms) {
    const classifier = await openModel(url, { inFlight, batchLimit: batch });
    const inside = async (): Promise<number> => {
      const options = { images: images.of(corpus), scalars: { min: 1e-3, max: 1 }, seed: 7, cases };
      const result = await check(scalarInvariance(), classifier, options);
      if (result.verdict !== 'held') throw new Error(`expected held, got ${result.verdict}`);
      return (result.evaluated / result.durationMs) * 1000;
    };
    const figures = { plain: [] as number[], inside: [] as number[] };
    await plain(client, 8);
    await inside();
    for (let round = 0; round < rounds; round++) {
      figures.plain.push(await plain(client, Math.round(cases / batch)));
      figures.inside.push(await inside());
    }
    // Ratios of neighbours in time, since machines are not equally fast from one minute to the next.
    const ratio = median(figures.inside.map((rate, round) => rate / figures.plain[round]!));
    console.log(
      `${name}: plain client ${grouped(median(figures.plain))} images/s, inside check ${grouped(median(figures.inside))}; inside / plain ${ratio.toFixed(2)} (goal ${goal}); medians of ${rounds} rounds, batches of ${batch}, ${inFlight} in flight`,
    );
    await classifier.dispose();
  }
} finally {
  await server.kill();
}
