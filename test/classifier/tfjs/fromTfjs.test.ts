import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import * as converter from '@tensorflow/tfjs-converter';
import * as backend from '@tensorflow/tfjs-backend-cpu';
import { fromTfjs, openModel, type Classifier } from 'conic';
import { ClassifierError, InputError } from '../../../src/errors.js';
import { patternProbes } from '../../../src/classifier/pattern/patternKinks.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { graphNet, graphSums, layersNet, nestedNet } from '../../models/smallTfjsModels.js';
import { writeModel, type TfjsFile } from '../../models/tfjsFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { patternsByProbe } from '../../models/patternsByProbe.js';

// TF.js runs in the test's sandbox here, with typed arrays of the sandbox's own realm.
const tf = { ...core, ...layers, ...converter };
// Loading it is what it is for.
expect(backend.version_cpu).toBe(core.version_core);
const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

const handler = ({ json, weights }: TfjsFile): core.io.IOHandler => ({
  load: async () => {
    const { modelTopology, weightsManifest, format } = json;
    const weightSpecs: core.io.WeightsManifestEntry[] = JSON.parse(JSON.stringify(weightsManifest[0]?.weights ?? []));
    return { modelTopology, format, weightSpecs, weightData: new Uint8Array(weights).buffer };
  },
});
const loadLayers = (file: TfjsFile) => layers.loadLayersModel(handler(file));
const loadGraph = (file: TfjsFile) => converter.loadGraphModel(handler(file));

const batchOf = (count: number, size: number) => ({ data: take(count * size, someNumbers(5)), count });

let written = 0;
const twin = async (file: TfjsFile): Promise<Classifier> => {
  const path = writeModel(join(files.folder, `m${written++}`), file);
  const classifier = await openModel(path, { engine: 'cpu', workers: 1 });
  opened.push(classifier);
  return classifier;
};

const kinds = [
  ['a LayersModel', layersNet(), loadLayers],
  ['a LayersModel with models in it', nestedNet(), loadLayers],
  ['a GraphModel', graphNet(), loadGraph],
] as const;

describe.each(kinds)('%s', (_, file, load) => {
  test('gives the same as opened by its path', async () => {
    const model = await load(file);
    const classifier = await fromTfjs(model, { tf, batchLimit: 4 });
    const other = await twin(file);
    const batch = batchOf(10, 108);
    expect(classifier.spec.engine).toBe('tfjs 4.22.0 (cpu)');
    expect(classifier.spec.scores).toBe('logits');
    expect(classifier.spec.assumed).toEqual(other.spec.assumed);
    expect(classifier.network?.graph.nodes).toEqual(other.network?.graph.nodes);
    expect(await classifier.classify(batch)).toEqual(await other.classify(batch));
    const names = patternProbes(classifier.network!);
    const mine = await classifier.network!.probe(batch, names);
    expect(mine).toEqual(await other.network!.probe(batch, names));
    const patterns = await classifier.network!.patterns!(batch);
    expect(new Set(patterns).size).toBeGreaterThan(1);
    expect(patterns).toEqual(patternsByProbe(classifier.network!, mine, 10));
    expect(patterns).toEqual(await other.network!.patterns!(batch));
    await classifier.dispose();
  });

  test('leaves no tensor behind, and dispose leaves the model as it was', async () => {
    const model = await load(file);
    const before = core.memory().numTensors;
    const classifier = await fromTfjs(model, { tf });
    const batch = batchOf(3, 108);
    const names = patternProbes(classifier.network!);
    await classifier.network!.probe(batch, names);
    const ready = core.memory().numTensors;
    for (let call = 0; call < 50; call++) {
      await classifier.classify(batch);
      await classifier.network!.probe(batch, names);
      await classifier.network!.patterns!(batch);
      await expect(classifier.classify({ data: batch.data.fill(Number.NaN, 110, 111), count: 2 })).rejects.toThrow(
        'found the value NaN in image 1 of a batch',
      );
      batch.data[110] = 0;
    }
    expect(core.memory().numTensors).toBe(ready);
    await classifier.dispose();
    await new Promise(setImmediate);
    expect(core.memory().numTensors).toBe(before);
    await expect(classifier.classify(batch)).rejects.toBeInstanceOf(ClassifierError);
    const image = core.tensor4d(batch.data.slice(0, 108), [1, 6, 6, 3]);
    model.predict(image);
  });
});

test("weights are the model's own: they can be changed", async () => {
  const model = layers.sequential({
    layers: [
      layers.layers.flatten({ inputShape: [1, 2, 1] }),
      layers.layers.dense({ units: 2, activation: 'softmax', useBias: false }),
    ],
  });
  model.setWeights([core.tensor2d([1, 0, 0, 1], [2, 2])]);
  const classifier = await fromTfjs(model, { tf, id: 'mine', size: { height: 1, width: 2 } });
  expect(classifier.spec.id).toBe('mine');
  expect([...(await classifier.classify({ data: Float32Array.of(3, 4), count: 1 }))]).toEqual([3, 4]);
  expect([
    ...(classifier.network?.graph.constants.get([...classifier.network.graph.constants.keys()][0]!)?.values() ?? []),
  ]).toEqual([1, 0, 0, 1]);
});

test("a layer of the user's own that is registered runs, and is no piecewise-linear one", async () => {
  class Doubled extends layers.layers.Layer {
    static readonly className = 'Doubled';
    override call(inputs: core.Tensor | core.Tensor[]): core.Tensor {
      const [input] = Array.isArray(inputs) ? inputs : [inputs];
      return core.mul(input!, 2);
    }
  }
  core.serialization.registerClass(Doubled);
  const model = layers.sequential({
    layers: [
      layers.layers.flatten({ inputShape: [2, 2, 1] }),
      layers.layers.dense({ units: 2, activation: 'relu' }),
      new Doubled({ name: 'doubled' }),
    ],
  });
  const classifier = await fromTfjs(model, { tf });
  expect(classifier.network?.graph.nodes.at(-1)?.operation).toBe('tfjs.Doubled');
  expect((await classifier.network!.probe(batchOf(1, 4), ['doubled'])).get('doubled')?.dims).toEqual([1, 2]);
  await classifier.dispose();
});

test('what is no model, no tf or not enough of it is an error', async () => {
  const model = await loadLayers(layersNet());
  // @ts-expect-error what a user of plain JavaScript may write
  await expect(fromTfjs(model, {})).rejects.toThrow(
    'tf: found nothing; expected the TF.js that the model was made with.',
  );
  // @ts-expect-error the same
  await expect(fromTfjs({}, { tf })).rejects.toThrow(
    'model: found an object that is neither; expected a LayersModel or',
  );
  await expect(fromTfjs(model, { tf: { ...core } })).rejects.toThrow('tf: found no models; expected the whole TF.js');
  await expect(fromTfjs(await loadGraph(graphSums()), { tf, batchLimit: 0 })).rejects.toBeInstanceOf(InputError);
});

describe('a process', () => {
  const runs = (build: string): string => {
    const model = writeModel(join(files.folder, `p${written++}`), graphSums());
    const script = files.write(
      'script.mjs',
      `const { openModel } = await import(${JSON.stringify(pathToFileURL(resolve('dist', build, 'src/index.js')).href)});
       const classifier = await openModel(${JSON.stringify(model)}, { engine: 'wasm', workers: 2 });
       console.log(...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 })));`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 30_000 });
    return stdout + stderr;
  };

  test.each(['esm', 'cjs'])('ends by itself without dispose, and prints nothing of its own: %s', (build) => {
    expect(runs(build)).toBe('3 7\n');
  });

  test.each([
    [
      '',
      'TF.js',
      'npm install @tensorflow/tfjs-node`, or where that cannot download its library `npm install @tensorflow/tfjs-core',
    ],
    [
      'wasm',
      'TF.js on wasm',
      'npm install @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-converter @tensorflow/tfjs-backend-wasm`.',
    ],
    ['tfjs-node', 'tfjs-node', 'npm install @tensorflow/tfjs-node`.'],
  ])('without an engine (%s) is told how to install one', (engine, wanted, line) => {
    // A copy of the package beside which only its own dependencies are installed.
    const copy = join(files.folder, 'without');
    const modules = join(copy, 'node_modules');
    if (!existsSync(copy)) {
      cpSync('dist/cjs/src', join(copy, 'src'), { recursive: true });
      writeFileSync(join(copy, 'package.json'), '{ "type": "commonjs" }');
      mkdirSync(join(modules, '@bufbuild'), { recursive: true });
      for (const name of ['@bufbuild/protobuf', 'zod']) symlinkSync(resolve('node_modules', name), join(modules, name));
      // Engines with nothing in them, so that those further up are not found either.
      for (const name of ['@tensorflow/tfjs-node', '@tensorflow/tfjs-core']) {
        mkdirSync(join(modules, name), { recursive: true });
        writeFileSync(join(modules, name, 'package.json'), '{ "main": "missing.js" }');
      }
    }
    const model = writeModel(join(files.folder, `p${written++}`), graphSums());
    const options = engine === '' ? {} : { engine };
    const script = files.write(
      'without.mjs',
      `const { openModel } = await import(${JSON.stringify(pathToFileURL(join(copy, 'src/classifier/openModel.js')).href)});
       await openModel(${JSON.stringify(model)}, ${JSON.stringify(options)}).catch((error) => console.log(String(error)));`,
    );
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 30_000 });
    expect(stdout).toContain(
      `found a model for ${wanted}, which is not installed; expected the engine beside conic. Run \`${line}`,
    );
  });
});
