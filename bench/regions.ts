// Regions of LeNet: how many are decided in their 10 seconds, and whether what is proved is true. `npm run bench:regions -- [groups] [points] [seconds]`.
//
// Groups of 3 and of 5 test images of one label are drawn at random. Each mixture at which a proved region is attacked is computed in float64,
// by the network as it was read, and without anything that bounds: random mixtures, most of them near corners, edges and faces.
import { certifyRegion, Subject, type Classifier, type Image } from 'conic';
import { programFor } from '../src/certify/piecewise/compile.js';
import { valuesAt } from '../src/certify/piecewise/evaluate.js';
import { grouped, median, openShipped, shippedImages } from './models.js';

const count = Number(process.argv[2] ?? 25);
const points = Number(process.argv[3] ?? 2000);
// More than 10 where other work on the machine takes its time: CPU seconds are printed.
const timeLimit = Number(process.argv[4] ?? 10);
let state = 1;
const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000;
let wrong = 0;

for (const variant of ['zero-bias', 'bias'] as const) {
  const classifier = await openShipped('lenet', variant);
  const { images } = await shippedImages(classifier.spec.shape);
  const alike = (await byLabel(classifier, images)).filter((group) => group.length >= 5);
  for (const size of [3, 5]) await examine(classifier, alike, size);
  await classifier.dispose();
}
if (wrong > 0) process.exitCode = 1;

async function byLabel(classifier: Classifier, images: readonly Image[]): Promise<readonly (readonly Image[])[]> {
  const subject = new Subject(classifier);
  const groups = new Map<number, Image[]>();
  for (const image of images) {
    const scores = await subject.scores(image);
    const label = scores.indexOf(Math.max(...scores));
    groups.set(label, [...(groups.get(label) ?? []), image]);
  }
  return [...groups.values()];
}

function pick(groups: readonly (readonly Image[])[], size: number): readonly Image[] {
  const from = [...groups[Math.floor(random() * groups.length)]!];
  return Array.from({ length: size }, () => from.splice(Math.floor(random() * from.length), 1)[0]!);
}

async function examine(classifier: Classifier, groups: readonly (readonly Image[])[], size: number): Promise<void> {
  const words = new Map<string, number>();
  const seconds: number[] = [];
  const parts: number[] = [];
  let [attacks, contradicted] = [0, 0];
  for (let i = 0; i < count; i++) {
    const chosen = pick(groups, size);
    const before = process.cpuUsage();
    const { word, by, reason, label, parts: cut } = await certifyRegion(classifier, chosen, { timeLimit, parts: 1e6 });
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
    const name = by !== undefined ? `${word} by ${by}` : reason !== undefined ? `${word} (${reason})` : word;
    words.set(name, (words.get(name) ?? 0) + 1);
    if (word !== 'proved-real') continue;
    parts.push(cut);
    attacks += points;
    contradicted += attacked(classifier, chosen, label!);
  }
  const undecided = [...words].reduce((sum, [name, times]) => sum + (name.startsWith('undecided') ? times : 0), 0);
  wrong += contradicted;
  console.log(
    `${classifier.spec.id}, ${size} images: ${count - undecided} of ${count} decided (goal ${Math.ceil(0.8 * count)}), CPU seconds: median ${median(seconds).toFixed(1)}, ` +
      `at most ${Math.max(...seconds).toFixed(1)}; ${[...words].map(([name, times]) => `${times} ${name}`).join(', ')}; ` +
      `parts of proved ones: median ${median(parts)}; ${grouped(attacks)} mixtures of proved ones, ${contradicted} with another label`,
  );
}

/** At how many mixtures another logit is ahead of the label's. */
function attacked(classifier: Classifier, chosen: readonly Image[], label: number): number {
  const program = programFor(classifier);
  if (program instanceof Error) throw program;
  const pixels = chosen.map((image) => image.pixels());
  let contradicted = 0;
  for (let point = 0; point < points; point++) {
    const raw = chosen.map(() => (-Math.log(1 - random())) ** [1, 1, 3, 8][point % 4]!);
    const total = raw.reduce((sum, value) => sum + value, 0);
    const at = Float64Array.from(pixels[0]!, (_, j) =>
      raw.reduce((sum, weight, i) => sum + (weight / total) * pixels[i]![j]!, 0),
    );
    const logits = valuesAt(program, program.steps, new Map([[0, at]]));
    if (logits.some((value, other) => other !== label && value > logits[label]!)) contradicted++;
  }
  return contradicted;
}
