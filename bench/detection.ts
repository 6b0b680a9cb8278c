// Detection: one bias of one unit of a shipped network without biases is set to a millionth of its layer's weight scale.
// In how many of 100 random places does the bit-exact option find it within 256 cases? Exits with status 1 below 99.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProtoSchema, type ModelProto } from 'onnx-buf';
import { check, openModel } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { shipped, shippedImages } from './models.js';

const places = 100;
const folder = await mkdtemp(join(tmpdir(), 'conic-detection-'));
let found = 0;
const casesNeeded: number[] = [];
try {
  for (let place = 0; place < places; place++) {
    const net = place % 2 === 0 ? 'mlp' : 'lenet';
    const model = fromBinary(ModelProtoSchema, await readFile(shipped(`models/${net}-zero-bias.onnx`)));
    const where = plant(model, place);
    const file = join(folder, `${net}-${place}.onnx`);
    await writeFile(file, toBinary(ModelProtoSchema, model));
    const classifier = await openModel(file, { workers: 1 });
    const corpus = await shippedImages(classifier.spec.shape);
    const result = await check(scalarInvariance({ claim: 'homogeneity' }), classifier, {
      images: corpus,
      cases: 256,
      seed: place,
    });
    await classifier.dispose();
    if (result.verdict === 'violated') {
      found++;
      casesNeeded.push(result.cases);
    } else console.log(`missed: ${net}, ${where} (${result.verdict})`);
  }
} finally {
  await rm(folder, { recursive: true });
}
casesNeeded.sort((a, b) => a - b);
console.log(
  `found within 256 cases: ${found} of ${places}; cases needed: median ${casesNeeded[Math.floor(found / 2)]}, most ${casesNeeded.at(-1)}`,
);
if (found < 99) process.exitCode = 1;

/** Sets one bias, chosen by the seed, to 1e-6 of the largest weight of its layer, and says where. */
function plant({ graph }: ModelProto, seed: number): string {
  if (graph === undefined) throw new Error('no graph');
  const layers = graph.node.filter(({ opType }) => opType === 'Gemm' || opType === 'Conv');
  // Layers in turn, units by a multiplicative walk: no two places alike.
  const layer = layers[Math.floor(seed / 2) % layers.length]!;
  const weights = graph.initializer.find(({ name }) => name === layer.input[1])!;
  const units = Number(layer.opType === 'Conv' ? weights.dims[0] : weights.dims[1]);
  const bytes = weights.rawData;
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = (seed * 7919) % units;
  const bias = new Float32Array(units);
  bias[unit] = 1e-6 * scale;
  const name = `${layer.name}.planted`;
  graph.initializer.push(
    create(TensorProtoSchema, { name, dims: [BigInt(units)], dataType: 1, rawData: new Uint8Array(bias.buffer) }),
  );
  layer.input[2] = name;
  return `${layer.name}, unit ${unit}, bias ${bias[unit]}`;
}
