import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// The smallest image classifier there is, once for each kind of engine: of 2x2 grey pixels and two labels, the first label's score is
// the first pixel, and the second's is the last.

/** An ONNX file of opset 13: Flatten, then MatMul. */
const onnx =
  'CAcSBWNvbmljOp4BChUKBWltYWdlEgNyb3ciB0ZsYXR0ZW4KGAoDcm93CgF3EgZzY29yZXMiBk1hdE11bBIBZyorCAQIAhABQgF3SiAAAIA/AAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAACAP1ogCgVpbWFnZRIXChUIARIRCgMSAW4KAggBCgIIAgoCCAJiGQoGc2NvcmVzEg8KDQgBEgkKAxIBbgoCCAJCBAoAEA0=';

/** A LayersModel: Flatten, then Dense. */
const layers = {
  format: 'layers-model',
  modelTopology: {
    class_name: 'Sequential',
    config: {
      name: 'trial',
      layers: [
        { class_name: 'Flatten', config: { name: 'row', batch_input_shape: [null, 2, 2, 1] } },
        { class_name: 'Dense', config: { name: 'scores', units: 2, activation: 'linear', use_bias: false } },
      ],
    },
  },
  weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'scores/kernel', shape: [4, 2], dtype: 'float32' }] }],
};
const weights = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 1);

/** Writes both into a folder, and says where they are. */
export async function writeTrialNetworks(folder: string): Promise<{ readonly onnx: string; readonly tfjs: string }> {
  const places = { onnx: join(folder, 'trial.onnx'), tfjs: join(folder, 'model.json') };
  await writeFile(places.onnx, Buffer.from(onnx, 'base64'));
  await writeFile(places.tfjs, JSON.stringify(layers));
  await writeFile(join(folder, 'weights.bin'), Buffer.from(weights.buffer));
  return places;
}
