// Detection: one bias of one unit of a shipped network without biases is set to a millionth of its layer's weight scale.
// In how many of 100 random places does the bit-exact option find it within 256 cases? Exits with status 1 below 99.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { check, openModel } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { oneBias } from './defects.js';
import { shipped, shippedImages } from './models.js';

const places = 100;
const folder = await mkdtemp(join(tmpdir(), 'conic-detection-'));
let found = 0;
const casesNeeded: number[] = [];
try {
  for (let place = 0; place < places; place++) {
    const net = place % 2 === 0 ? 'mlp' : 'lenet';
    const model = fromBinary(ModelProtoSchema, await readFile(shipped(`models/${net}-zero-bias.onnx`)));
    // Layers in turn, units by a multiplicative walk: no two places of a network alike.
    const where = oneBias(1e-6).plant(model, Math.floor(place / 2));
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
