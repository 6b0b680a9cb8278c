// Is a planted counterexample ever overlooked? Networks with a violation that sampling misses, on a ray, a segment or in a region;
// what is proved of them must not have it inside. Exits with status 1 if it does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxModel } from '../test/models/onnxFile.js';
import { examinePlanted } from '../test/soundness/examinePlanted.js';
import { planted } from '../test/soundness/planted.js';
import { openHere } from './openHere.js';

const count = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'conic-planted-'));
const seen = { networks: 0, sampled: 0, shown: 0, located: 0, proved: 0 };
for (let seed = 1; seen.networks < count; seed++) {
  const network = planted(seed);
  const path = join(folder, 'network.onnx');
  writeFileSync(path, onnxModel(network.model));
  const [shape] = network.images.map((image) => image.shape);
  const classifier = await openHere(path, 3, { ...(shape && { size: shape }) });
  const { isSampled, isShown, isLocated, isProved } = await examinePlanted(classifier, network, 1000);
  await classifier.dispose();
  if (isSampled) {
    seen.sampled++;
    continue;
  }
  seen.networks++;
  if (isShown) seen.shown++;
  if (isLocated) seen.located++;
  if (!isProved) continue;
  seen.proved++;
  console.log(`  proved: network ${seed} (${network.kind}), with another label at ${network.place.join(', ')}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${seen.networks} planted counterexamples that 1000 samples miss (${seen.sampled} more are met): the engine shows ${seen.shown}, ` +
    `conic locates ${seen.located}; ` +
    `${seen.proved} proved away (goal 0)`,
);
if (seen.proved > 0 || seen.shown < count) process.exitCode = 1;
