import * as backend from '@tensorflow/tfjs-backend-cpu';
import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { fromTfjs } from '../src/classifier/tfjs/fromTfjs.js';
import type { Classifier } from '../src/classifier/classifier.js';
import type { TfjsFile } from '../test/models/tfjsFile.js';

const tf = { ...core, ...layers, ...converter };

/** A Keras model or a GraphModel as a classifier in this very process, on the backend in plain JavaScript. */
export async function openTfjsHere({ json, weights }: TfjsFile): Promise<Classifier> {
  // Loading it is what adds it.
  if (backend.version_cpu !== core.version_core) throw new Error('TF.js of two versions');
  await core.setBackend('cpu');
  const { modelTopology, weightsManifest, format } = json;
  const weightSpecs: core.io.WeightsManifestEntry[] = JSON.parse(JSON.stringify(weightsManifest[0]?.weights ?? []));
  const weightData = new Uint8Array(weights).buffer;
  const handler = { load: async () => ({ modelTopology, format, weightSpecs, weightData }) };
  const model =
    format === 'graph-model' ? await converter.loadGraphModel(handler) : await layers.loadLayersModel(handler);
  return fromTfjs(model, { tf });
}
