import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/** Saves a model as `directory/model.json` and `directory/weights.bin`: without tfjs-node there is no file:// handler. */
export function saveTo(directory: string): tf.io.IOHandler {
  return {
    save: async ({ modelTopology, weightSpecs = [], weightData, ...rest }) => {
      if (modelTopology === undefined || modelTopology instanceof ArrayBuffer) {
        throw new Error('Only models with a JSON topology can be saved here.');
      }
      const model: tf.io.ModelJSON = {
        format: rest.format ?? 'layers-model',
        generatedBy: rest.generatedBy ?? `TensorFlow.js ${tf.version_core}`,
        convertedBy: rest.convertedBy ?? null,
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
        ...(rest.userDefinedMetadata && { userDefinedMetadata: rest.userDefinedMetadata }),
      };
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'model.json'), `${JSON.stringify(model)}\n`);
      await writeFile(join(directory, 'weights.bin'), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
  };
}

/** Loads what `saveTo` wrote. */
export function loadFrom(directory: string): tf.io.IOHandler {
  return {
    load: async () => {
      const model: tf.io.ModelJSON = JSON.parse(await readFile(join(directory, 'model.json'), 'utf8'));
      return tf.io.getModelArtifactsForJSON(model, async (manifest) => {
        const files = await Promise.all(
          manifest.flatMap((group) => group.paths).map((path) => readFile(join(directory, path))),
        );
        return [manifest.flatMap((group) => group.weights), new Uint8Array(Buffer.concat(files)).buffer];
      });
    },
  };
}
