// The table of docs/detection.md: defects of known size in a network without biases, and how many cases the properties need until one is seen.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { measure, openModel, type Classifier, type Property } from 'conic';
import { catalogue } from 'conic/properties';
import { greyPadding, oneBias, quantisedLayer, swappedChannels, type Defect } from './defects.js';
import { grouped, shipped, shippedImages } from './models.js';

const places = 20;
const most = 300;
/** One long run a place is read as several, which begin after so many cases. */
const starts = [0, 100, 200, 300, 400];
const defects: readonly Defect[] = [
  oneBias(1e-6),
  oneBias(1e-3),
  oneBias(0.1),
  oneBias(1),
  swappedChannels,
  greyPadding(0.01),
  greyPadding(0.1),
  quantisedLayer(8),
  quantisedLayer(4),
];

const whole = shipped('models/lenet-zero-bias.onnx');
const original = await openModel(whole, { workers: 1 });
const images = await shippedImages(original.spec.shape);
const folder = await mkdtemp(join(tmpdir(), 'conic-detection-'));

/** For each of the starts how many cases it takes until one is violated; infinite where these are too many. */
async function casesNeeded(property: Property<unknown>, classifier: Classifier): Promise<readonly number[]> {
  const violated: number[] = [];
  let tried = 0;
  await measure(property, classifier, {
    images,
    cases: most + Math.max(...starts),
    seed: 1,
    until: (_, { kind }) => {
      tried++;
      if (kind === 'violated') violated.push(tried);
      return false;
    },
  });
  // The zero image is one case.
  return (tried === 1 ? starts.map(() => 0) : starts).map((start) => {
    const needed = (violated.find((number) => number > start) ?? Infinity) - start;
    return needed > most ? Infinity : needed;
  });
}

/** Cases after which so large a share of the runs has seen it. */
function casesAt(share: number, found: readonly number[]): string {
  const cases = found.toSorted((a, b) => a - b)[Math.ceil(share * found.length) - 1] ?? Infinity;
  return cases === Infinity ? '-' : grouped(cases);
}

async function openDefective(defect: Defect, place: number): Promise<Classifier> {
  const model = fromBinary(ModelProtoSchema, await readFile(whole));
  defect.plant(model, place);
  const file = join(folder, 'defective.onnx');
  await writeFile(file, toBinary(ModelProtoSchema, model));
  return openModel(file, { workers: 1 });
}

try {
  const asked: Property<unknown>[] = [];
  const others: string[] = [];
  for (const property of catalogue({ with: original })) {
    const { held, violated } = await measure(property, original, { images, cases: most, seed: 1 });
    if (violated === 0 && held > 0) asked.push(property);
    else others.push(`${property.name} (${violated === 0 ? 'vacuous' : 'violated'})`);
  }
  console.log(`| defect | ${asked.map(({ name }) => `\`${name}\``).join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(asked.length)}`);
  for (const defect of defects) {
    const found = asked.map((): number[] => []);
    for (let place = 0; place < places; place++) {
      const classifier = await openDefective(defect, place);
      for (const [i, property] of asked.entries()) found[i]!.push(...(await casesNeeded(property, classifier)));
      await classifier.dispose();
    }
    const cells = found.map((each) => [0.5, 0.95, 0.99].map((share) => casesAt(share, each)).join(' / '));
    console.log(`| ${[defect.name, ...cells].join(' | ')} |`);
  }
  console.log(`\nNot asked, for what came of the network as it is: ${others.join(', ')}`);
} finally {
  await original.dispose();
  await rm(folder, { recursive: true });
}
