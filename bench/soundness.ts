// Is anything proved that is not so? Random networks (opsets 7 to 23, every layer in every form); whatever conic proves of them by
// structure, along rays and segments and over regions is attacked in the engine. Exits with status 1 if an attack succeeds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxModel } from '../test/models/onnxFile.js';
import { attack, kindsOfProof } from '../test/soundness/attack.js';
import { Chance } from '../test/soundness/chance.js';
import { randomNetwork } from '../test/soundness/onnx/randomNetwork.js';
import { openHere } from './openHere.js';

const [count = 10_000, first = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'conic-soundness-'));
const proofs = { structure: 0, ray: 0, segment: 0, region: 0 };
let [points, refused, wrong] = [0, 0, 0];
for (let seed = first; seed < first + count; seed++) {
  const { model, shape } = randomNetwork(seed);
  const path = join(folder, 'network.onnx');
  writeFileSync(path, onnxModel(model));
  const labels = Number(model.outputs[0]?.shape?.[1]);
  const classifier = await openHere(path, labels, { size: shape }).catch(() => undefined);
  if (classifier === undefined) {
    refused++;
    continue;
  }
  const found = await attack(classifier, new Chance(seed), { points: 24, timeLimit: 1 });
  for (const kind of kindsOfProof) proofs[kind] += found.proofs[kind];
  ({ points } = { points: points + found.points });
  for (const what of found.wrong) console.log(`  false: network ${seed}: ${what}`);
  if (found.wrong.length > 0) wrong++;
  await classifier.dispose();
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${count} random networks, of which the engine refused ${refused}: proved ${kindsOfProof.map((kind) => `${proofs[kind]} (${kind})`).join(', ')}; ` +
    `${points} attacks; ${wrong} networks of which something false was proved, or misread (goal 0)`,
);
if (wrong > 0) process.exitCode = 1;
