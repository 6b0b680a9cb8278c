import { describe, expect, test } from '@jest/globals';
import { processorForm } from '../../../src/classifier/onnx/processor/form.js';
import { processorPipeline } from '../../../src/classifier/onnx/processor/processor.js';
import { timmForm, timmPipeline } from '../../../src/classifier/onnx/processor/timm.js';
import { fedTensor } from '../../../src/classifier/fed.js';
import { image } from '../../../src/image/image.js';
import { fitRaster } from '../../../src/image/raster.js';
import { renderSamples } from '../../../src/image/samples.js';
import { farthest, goldenIn, numbersIn, picture, type GoldenPipeline } from '../../image/golden.js';

const { pipelines = [] } = goldenIn('torch');

const pipelineOf = ({ preprocessor, timm }: GoldenPipeline) =>
  preprocessor === undefined
    ? timmPipeline(timmForm.parse(timm))
    : processorPipeline(processorForm.parse(preprocessor));

const nameOf = ({ preprocessor, timm, from }: GoldenPipeline): string =>
  `${preprocessor?.image_processor_type ?? `timm, ${timm?.crop_mode} to ${timm?.input_size?.join()}`}, from ${from.join()}`;

describe('a picture is fed as its own library feeds it', () => {
  test.each(pipelines.map((each) => [nameOf(each), each] as const))('%s', (_, golden) => {
    const { fit, values, size } = pipelineOf(golden);
    const [channels, height, width] = golden.dims;
    // A processor that does not crop gives what it makes of the picture's own ratio.
    expect(size).toEqual({ height, width });
    const shape = { height, width, channels };
    const { samples } = fitRaster(picture(golden.from), shape, fit, 'test');
    const fitted = image(shape, { kind: 'test' }, 'test', (pixels) => renderSamples(samples, pixels));
    const { values: fed } = fedTensor({ shape, layout: 'nchw', ...values }, fitted, 'pixel');
    // A level of 255 is 0.004 before it is normalised: this is the rounding of float32.
    expect(farthest(fed, numbersIn(golden))).toBeLessThan(2e-5);
  });
});

describe('what a file does not say, and what is not known of it, is said', () => {
  const said = (config: object): readonly string[] => processorPipeline(processorForm.parse(config)).notes;

  test('an unknown key', () => {
    expect(said({ size: 8, resample: 2, do_pad: false, do_blur: true, sharpness: null })).toEqual([
      'preprocessor_config.json has do_blur, sharpness, which conic does not know: nothing is done about them.',
    ]);
    expect(said({ size: 8, resample: 2, do_pad: true })).toEqual([
      'preprocessor_config.json has do_pad, which conic does not know: nothing is done about it.',
    ]);
  });

  test('a kernel that Pillow does not have, or none', () => {
    expect(said({ size: 8, resample: 7 })).toEqual([
      'preprocessor_config.json: resample is 7, which Pillow does not have: pictures are resized as by pillow-bilinear.',
    ]);
    expect(said({ size: 8 })[0]).toContain('resample is not said');
    expect(said({ size: 8, do_resize: false })).toEqual([]);
  });

  test('defaults of its class', () => {
    expect(said({ image_processor_type: 'CLIPImageProcessorFast', size: { shortest_edge: 8 } })).toEqual([
      'preprocessor_config.json does not say do_center_crop, resample, do_convert_rgb, image_mean, image_std: as CLIPImageProcessorFast has them.',
    ]);
  });

  test('a class that is not known', () => {
    expect(said({ image_processor_type: 'OwnProcessor', size: 8, resample: 2 })[0]).toContain(
      'is of OwnProcessor, which conic does not know',
    );
  });

  test('timm, too', () => {
    expect(timmPipeline({ input_size: [3, 8, 8], crop_mode: 'spiral', tag: 'in1k', sharpen: true }).notes).toEqual([
      'pretrained_cfg of config.json does not say interpolation, crop_pct, mean, std: as timm takes them then.',
      'pretrained_cfg of config.json: crop_mode is spiral, which conic does not know; center is taken.',
      'pretrained_cfg of config.json has sharpen, which conic does not know: nothing is done about it.',
    ]);
  });
});

describe('sizes', () => {
  const fitOf = (config: object) => processorPipeline(processorForm.parse({ resample: 3, ...config }));

  test.each([
    [{ size: 8 }, { mode: 'stretch', kernel: 'pillow-bicubic' }, 8],
    [{ size: 8, default_to_square: false }, { mode: 'shortest-edge', kernel: 'pillow-bicubic', edge: 8 }, 8],
    [
      { size: 8, image_processor_type: 'CLIPFeatureExtractor', do_center_crop: true, crop_size: 6 },
      { mode: 'shortest-edge', kernel: 'pillow-bicubic', edge: 8 },
      6,
    ],
    [
      { size: { shortest_edge: 400 }, image_processor_type: 'ConvNextImageProcessor' },
      { mode: 'stretch', kernel: 'pillow-bicubic' },
      400,
    ],
    [{ do_resize: false, do_center_crop: true, crop_size: 6 }, { mode: 'crop-only', kernel: 'pillow-bicubic' }, 6],
  ] as const)('%j', (config, resizing, side) => {
    expect(fitOf(config)).toMatchObject({ fit: { resizing }, size: { height: side, width: side } });
  });

  test('nothing is resized where the file says so', () => {
    expect(fitOf({ do_resize: false, size: 8 }).fit).toEqual({});
  });
});
