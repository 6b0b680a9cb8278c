import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fromPath } from '../../../src/image/fromPath.js';
import { openModel } from '../../../src/classifier/openModel.js';
import { disposeOpened } from '../../../src/classifier/file/opened.js';
import { inputErrorOf, png, temporaryDirectory } from '../../image/fixtures.js';

const path = temporaryDirectory();
const pixels = Uint8Array.from({ length: 40 * 60 }, (_, i) => (i * 31) % 256);

/** A folder of a shipped network of 28x28 grey. */
const folder = (name: string, config: object, preprocessor?: object): string => {
  mkdirSync(path(name, 'onnx'), { recursive: true });
  cpSync('examples/models/mlp-bias.onnx', path(name, 'onnx/model.onnx'));
  writeFileSync(path(name, 'config.json'), JSON.stringify({ num_channels: 1, ...config }));
  if (preprocessor !== undefined) writeFileSync(path(name, 'preprocessor_config.json'), JSON.stringify(preprocessor));
  return path(name);
};

beforeAll(async () => {
  writeFileSync(path('large.png'), await png({ samples: pixels, height: 40, width: 60, channels: 1 }));
});
afterAll(() => disposeOpened());

const load = async (model: string, told: object = {}) => {
  const { spec } = await openModel(model, { workers: 1, ...told });
  return { spec, corpus: () => fromPath(path('large.png')).load(spec.shape, spec.fit) };
};

const preprocessor = {
  image_processor_type: 'MobileNetV1ImageProcessor',
  size: { shortest_edge: 32 },
  crop_size: { height: 28, width: 28 },
  resample: 2,
  do_normalize: false,
};

describe('a folder that says how it resizes', () => {
  test('is fed files of another size without being asked, and says how', async () => {
    const { spec, corpus } = await load(folder('a', {}, preprocessor));
    expect(spec.fit).toEqual({ resizing: { mode: 'shortest-edge', kernel: 'pillow-bilinear', edge: 32 } });
    const how = 'esized to 32 pixels on the shorter side, then the middle 28x28 (pillow-bilinear)';
    expect(spec.assumed).toContain(`Pictures are r${how}, as preprocessor_config.json says.`);
    expect((await corpus()).notes).toEqual([`R${how}: the image.`]);
  });

  test('gives way to what is told', async () => {
    const { spec, corpus } = await load(folder('b', {}, preprocessor), {
      fit: 'letterbox',
      resizeKernel: 'pillow-box',
    });
    expect(spec.fit).toEqual({ resizing: { mode: 'letterbox', kernel: 'pillow-box' } });
    expect(spec.assumed.join()).not.toContain('Pictures are');
    expect((await corpus()).notes).toEqual(['Resized to fit into 28x28, with a border of 0 (pillow-box): the image.']);
  });

  test('by pretrained_cfg of timm', async () => {
    const cfg = { input_size: [1, 28, 28], interpolation: 'bicubic', crop_pct: 0.9, mean: [0.5], std: [0.5] };
    const { spec } = await load(folder('c', { pretrained_cfg: cfg }));
    expect(spec).toMatchObject({
      fit: { resizing: { mode: 'shortest-edge', kernel: 'pillow-bicubic', odd: 'even', fraction: 0.9 } },
      range: [0, 1],
      steps: [
        { kind: 'subtract', value: [0.5] },
        { kind: 'divide', by: [0.5] },
      ],
    });
  });

  test('in another size than the network takes says so', async () => {
    const { spec } = await load(folder('d', {}, { size: 20, resample: 0 }));
    expect(spec.assumed).toContain(
      'preprocessor_config.json makes 20x20 of pictures, and the network takes 28x28: they are brought to that.',
    );
  });
});

test('a folder that says nothing refuses another size', async () => {
  const { spec, corpus } = await load(folder('e', {}));
  expect(spec.fit).toBeUndefined();
  expect((await inputErrorOf(corpus())).message).toContain('found an image of 40x60 pixels');
});
