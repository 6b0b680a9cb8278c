import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphNet, layersNet, nestedNet } from '../../../test/models/smallTfjsModels.js';
import { onnxModel } from '../../../test/models/onnxFile.js';
import type { TfjsFile } from '../../../test/models/tfjsFile.js';
import { writeModel } from '../../../test/models/tfjsFile.js';
import type { Chance } from '../../../test/soundness/chance.js';
import { randomNetwork } from '../../../test/soundness/onnx/randomNetwork.js';
import { randomGraph } from '../../../test/soundness/tfjs/randomGraph.js';
import { randomLayers } from '../../../test/soundness/tfjs/randomNetwork.js';
import { shipped } from '../../models.js';
import { mutateBytes } from '../mutations/mutateBytes.js';
import { mutateJson } from '../mutations/mutateJson.js';
import { mutateProtobuf } from '../mutations/mutateProtobuf.js';
import { mutatedFiles, type Mutated, type MutatedKind } from '../runs/mutatedFiles.js';

/**
 * A few cases of three properties, which ask a model in three ways; and a report.
 *
 * @param names of the file, without its ending: a model goes by that once it is open.
 */
function asked(model: string, folder: string, names: readonly string[], more: readonly string[] = []): Mutated {
  const report = join(folder, 'report');
  const properties = ['--property', 'scalar-invariance', 'zero-image-uniformity', 'gamma'];
  const run = ['--cases', '10', '--seed', '1', '--workers', '1', '--report', report, '--read-only'];
  return { args: ['check', model, ...properties, ...run, ...more], names, report };
}

const mutatedMessage = (bytes: Uint8Array, chance: Chance): Uint8Array =>
  (chance.happens(0.6) ? mutateProtobuf(bytes, chance) : undefined) ?? mutateBytes(bytes, chance);

const onnx: MutatedKind = {
  name: 'models: ONNX',
  whole: 1000,
  make: (chance, folder) => {
    const bytes = chance.happens(0.2)
      ? readFileSync(shipped(`models/${chance.pick('mlp', 'lenet')}-bias.onnx`))
      : onnxModel(randomNetwork(chance.whole(1, 1_000_000)).model);
    const file = join(folder, 'mutated.onnx');
    writeFileSync(file, mutatedMessage(bytes, chance));
    return asked(file, folder, ['mutated']);
  },
};

/** The topology of a TF.js model mutated, or its weights. */
function mutatedTfjs(file: TfjsFile, chance: Chance, folder: string): Mutated {
  // The folder's name is the model's.
  const own = join(folder, 'network');
  const path = writeModel(own, file);
  if (chance.happens(0.2)) writeFileSync(join(own, 'weights.bin'), mutateBytes(file.weights, chance));
  else
    writeFileSync(
      path,
      mutateJson(JSON.stringify(file.json), chance, (bytes) => mutateBytes(bytes, chance)),
    );
  const engine = chance.pick('wasm', 'cpu');
  return asked(path, folder, ['model.json', 'weights.bin', 'network'], ['--engine', engine]);
}

const layers: MutatedKind = {
  name: 'models: TF.js layers',
  whole: 1000,
  make: (chance, folder) => {
    const small = chance.pick(layersNet, nestedNet, () => randomLayers(chance.whole(1, 1_000_000)).file);
    return mutatedTfjs(small(), chance, folder);
  },
};

const graph: MutatedKind = {
  name: 'models: TF.js graph',
  whole: 1000,
  make: (chance, folder) => {
    const small = chance.pick(graphNet, () => randomGraph(chance.whole(1, 1_000_000)).file);
    return mutatedTfjs(small(), chance, folder);
  },
};

const savedModel: MutatedKind = {
  name: 'models: SavedModel',
  whole: 1000,
  missing: () => {
    const { status } = spawnSync(process.execPath, ['-e', "require('@tensorflow/tfjs-node')"], { stdio: 'ignore' });
    return status === 0 ? undefined : 'tfjs-node does not load here: npm run tfjs-node';
  },
  make: (chance, folder) => {
    const model = join(folder, 'saved');
    cpSync(new URL('../../../test/models/saved_model', import.meta.url), model, { recursive: true });
    const name = chance.pick(
      'saved_model.pb',
      'saved_model.pb',
      'variables/variables.index',
      'variables/variables.data-00000-of-00001',
    );
    const bytes = readFileSync(join(model, name));
    writeFileSync(join(model, name), name.endsWith('.pb') ? mutatedMessage(bytes, chance) : mutateBytes(bytes, chance));
    return asked(model, folder, ['saved']);
  },
};

const tflite: MutatedKind = {
  name: 'models: TensorFlow Lite',
  whole: 1000,
  make: (chance, folder) => {
    const file = join(folder, 'mutated.tflite');
    writeFileSync(
      file,
      mutateBytes(readFileSync(new URL('../../../test/models/tflite/sums.tflite', import.meta.url)), chance),
    );
    return asked(file, folder, ['mutated']);
  },
};

/** Models of every kind of file that conic opens, mutated. */
export const mutatedModels = [onnx, layers, graph, savedModel, tflite].map(mutatedFiles);
