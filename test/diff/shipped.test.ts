import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel } from '../../src/classifier/openModel.js';
import type { ModelOptions } from '../../src/classifier/file/options.js';
import { diff } from '../../src/diff/diff.js';
import { images } from '../../src/generate/images.js';
import { engines } from '../classifier/tfjs/engines.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { writeModel } from '../models/tfjsFile.js';
import { shippedGraphModel } from './shippedGraphModel.js';

// The shipped networks are the same on every engine and in every format: nothing is found between them.

const files = temporaryFiles();
afterAll(files.remove);

const shipped = 'examples/models';
const labels = ['t-shirt', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'];

describe.each(['lenet-bias', 'lenet-zero-bias', 'mlp-bias', 'mlp-zero-bias'])('%s', (net) => {
  test.each(
    engines.flatMap((engine): readonly [string, () => string, ModelOptions][] => [
      [`a LayersModel on ${engine}`, () => join(shipped, net, 'model.json'), { engine }],
      [`a GraphModel on ${engine}`, () => graphOf(net), { engine, labels }],
    ]),
  )('ONNX against %s', async (_, place, options) => {
    const one = await openModel(join(shipped, `${net}.onnx`), { workers: 1 });
    const other = await openModel(place(), { workers: 1, ...options });
    try {
      const limit = options.engine === 'cpu' ? 5 : 30;
      const found = await diff(one, other, {
        images: images.from('examples/fashion-mnist/images', { limit }),
        scalars: { min: 0.1, max: 1 },
        rays: net === 'lenet-bias' && options.engine === 'wasm' && options.labels === undefined,
        seed: 1,
      });
      expect(found).toMatchObject({ verdict: 'held', agreement: { share: 1 }, counts: { disagree: 0 }, findings: [] });
      expect(found.scoreDifference.largest).toBeLessThan(1e-5);
      expect(found.accuracy).toMatchObject({ labelled: limit, difference: { value: 0 } });
    } finally {
      await one.dispose();
      await other.dispose();
    }
  });
});

const graphOf = (net: string): string => writeModel(join(files.folder, net), shippedGraphModel(join(shipped, net)));
