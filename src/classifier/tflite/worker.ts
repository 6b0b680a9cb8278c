// Runs as a worker thread: LiteRT.js computes on the thread that calls it.
import { workerData } from 'node:worker_threads';
import type { Rows, SentTensor } from '../file/protocol.js';
import { sentTensor } from '../file/sent.js';
import { serve, StageError } from '../file/serve.js';
import { Staging } from '../file/staging.js';
import { loadLiteRtHere } from './liteRt.js';
import type { TfliteWorkerSetup } from './setup.js';

const setup: TfliteWorkerSetup = workerData;
const staging = new Staging(setup.input);

serve(async () => {
  const lite = await loadLiteRtHere().catch((cause: unknown) => {
    throw new StageError('engine', cause);
  });
  // A copy: it does not take shared memory.
  const model = await lite.loadAndCompile(setup.model.slice(), { accelerator: 'wasm' }).catch((cause: unknown) => {
    throw new StageError('model', cause);
  });
  const unread = async (): Promise<never> => {
    throw new Error('a TensorFlow Lite model has no tensors that can be read');
  };
  return {
    info: {
      engine: `LiteRT.js ${lite.version}`,
      runsOn: 'wasm',
      native: false,
      parallel: false,
      batchLimit: 256,
    },
    scores: async (images: Rows): Promise<SentTensor> => {
      const { values, batch } = staging.fill(images);
      const fed = new lite.Tensor(values.slice(), Int32Array.of(batch, ...setup.input.dims));
      const given = await model.run([fed]);
      try {
        const dims = Array.from(model.getOutputDetails()[setup.place]?.shape ?? []);
        const data = given[setup.place]?.toTypedArray() ?? [];
        return sentTensor(setup.scores, { data, dims }, batch, images.count);
      } finally {
        for (const tensor of [fed, ...given]) tensor.delete();
      }
    },
    probe: unread,
    patterns: unread,
  };
});
