// Is anything proved that is not so? Random networks (ONNX, opsets 7 to 23, every layer in every form, and TF.js); whatever conic proves of them by
// structure, along rays and segments and over regions is attacked in the engine. Exits with status 1 if an attack succeeds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxModel } from '../test/models/onnxFile.js';
import { attack, kindsOfProof } from '../test/soundness/attack.js';
import { Chance } from '../test/soundness/chance.js';
import { randomNetwork } from '../test/soundness/onnx/randomNetwork.js';
import type { Classifier } from '../src/classifier/classifier.js';
import { randomGraph } from '../test/soundness/tfjs/randomGraph.js';
import { randomLayers } from '../test/soundness/tfjs/randomNetwork.js';
import { openHere } from './openHere.js';
import { openTfjsHere } from './openTfjsHere.js';

const [count = 10_000, first = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'conic-soundness-'));

/** Every tenth network is a Keras model of TF.js, whose engine takes its time, and every twentieth, in between, a GraphModel. */
async function openNetwork(seed: number): Promise<Classifier> {
  if (seed % 20 === 5) return openTfjsHere(randomGraph(seed).file);
  if (seed % 10 === 0) return openTfjsHere(randomLayers(seed).file);
  const { model, shape } = randomNetwork(seed);
  const path = join(folder, 'network.onnx');
  writeFileSync(path, onnxModel(model));
  const { height, width } = shape;
  return openHere(path, Number(model.outputs[0]?.shape?.[1]), { size: { height, width } });
}

const proofs = { structure: 0, ray: 0, segment: 0, region: 0, plane: 0 };
const seen = { refused: 0, failed: 0, points: 0, wrong: 0 };
for (let seed = first; seed < first + count; seed++) {
  const classifier = await openNetwork(seed).catch(() => undefined);
  if (classifier === undefined) {
    seen.refused++;
    continue;
  }
  const attacked = await attack(classifier, new Chance(seed), { points: 24, timeLimit: 1 }).catch((thrown: unknown) => {
    console.log(
      `  not attacked to its end: network ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
    return undefined;
  });
  await classifier.dispose();
  if (attacked === undefined) {
    seen.failed++;
    continue;
  }
  const { proofs: found, points, wrong } = attacked;
  for (const kind of kindsOfProof) proofs[kind] += found[kind];
  seen.points += points;
  for (const what of wrong) console.log(`  false: network ${seed}: ${what}`);
  if (wrong.length > 0) seen.wrong++;
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${count} random networks, of which the engine refused ${seen.refused} and failed on ${seen.failed} others: proved ${kindsOfProof.map((kind) => `${proofs[kind]} (${kind})`).join(', ')}; ` +
    `${seen.points} attacks; ${seen.wrong} networks of which something false was proved, or misread (goal 0)`,
);
if (seen.wrong > 0) process.exitCode = 1;
