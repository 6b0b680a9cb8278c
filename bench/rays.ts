// Exact rays, segments and regions: whether they are right, and how fast they are. `npm run bench:rays -- [images] [pairs] [samples] [nets]`.
//
// Right: label intervals against a scan of 10,000 points with bisection at every boundary; rational numbers against
// float64; regions of two images against their segment; sampled points of certified regions. Fast: milliseconds an image,
// medians, one thread.
import { certifyRay, certifyRegion, certifySegment, combine, Subject, type Classifier, type Image } from 'conic';
import { valuesAt } from '../src/certify/piecewise/evaluate.js';
import { programFor } from '../src/certify/piecewise/compile.js';
import { grouped, median, openShipped, shippedImages } from './models.js';

const count = Number(process.argv[2] ?? 200);
const pairs = Number(process.argv[3] ?? 1000);
const samplesInAll = Number(process.argv[4] ?? 1_000_000);
const nets = (['mlp', 'lenet'] as const).filter((net) => (process.argv[5] ?? net) === net);
const [lowest, highest, points] = [1e-3, 1e3, 10_000];

for (const net of nets) {
  for (const variant of ['zero-bias', 'bias'] as const) {
    const classifier = await openShipped(net, variant);
    const { images } = await shippedImages(classifier.spec.shape);
    console.log(classifier.spec.id);
    await agreement(classifier, images.slice(0, count));
    await speed(classifier, images, net);
    await classifier.dispose();
  }
  if (net === 'mlp') await regions();
}

/**
 * The labels of a ray by looking: a scan, then bisection at each boundary, by the engine and by the network in float64,
 * one image at a time and without anything that finds breakpoints.
 */
async function scanned(
  classifier: Classifier,
  image: Image,
): Promise<{ labels: number[]; flips: number[]; finer: number[] }> {
  const subject = new Subject(classifier);
  const labelAt = async (scalar: number): Promise<number> => {
    const scores = await subject.scores(image.times(scalar, 'allow'));
    return scores.indexOf(Math.max(...scores));
  };
  const scalars = Array.from({ length: points }, (_, i) => lowest * (highest / lowest) ** (i / (points - 1)));
  const found = await Promise.all(scalars.map(labelAt));
  const [labels, flips, finer]: [number[], number[], number[]] = [[found[0]!], [], []];
  const program = programFor(classifier);
  if (program instanceof Error) throw program;
  const float64At = async (scalar: number): Promise<number> => {
    const pixels = Float64Array.from(image.pixels(), (value) => value * scalar);
    const scores = valuesAt(program, program.steps, new Map([[0, pixels]]));
    return scores.indexOf(Math.max(...scores));
  };
  for (let i = 1; i < points; i++) {
    if (found[i] === found[i - 1]) continue;
    const boundary = async (ask: (scalar: number) => Promise<number>): Promise<number> => {
      let [low, high] = [scalars[i - 1]!, scalars[i]!];
      for (let step = 0; step < 45; step++) {
        const middle = (low + high) / 2;
        if ((await ask(middle)) === found[i - 1]) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    };
    labels.push(found[i]!);
    flips.push(await boundary(labelAt));
    finer.push(await boundary(float64At));
  }
  return { labels, flips, finer };
}

async function agreement(classifier: Classifier, images: readonly Image[]): Promise<void> {
  let [same, flips, far, farther, sequences, exact, undecided, notShown] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [worst, worstFiner] = [0, 0];
  for (const image of images) {
    const ray = await certifyRay(classifier, image, { method: 'float64' });
    if (ray.word === 'undecided') undecided++;
    notShown += ray.flips.filter(({ replay }) => replay === undefined).length;
    const scan = await scanned(classifier, image);
    const inside = ray.flips.filter(({ at }) => at > lowest && at < highest);
    const labels = ray.intervals.filter(({ min, max }) => max > lowest && min < highest).map(({ label }) => label);
    if (labels.join() === scan.labels.join()) {
      same++;
      inside.forEach(({ at }, i) => {
        const off = Math.abs(at / scan.flips[i]! - 1);
        flips++;
        worst = Math.max(worst, off);
        if (off > 1e-6) far++;
        const finer = Math.abs(at / scan.finer[i]! - 1);
        worstFiner = Math.max(worstFiner, finer);
        if (finer > 1e-6) farther++;
      });
    } else
      console.log(
        `  ${image.description}: exact ${labels.join('-')} at ${inside.map(({ at }) => at).join(', ')}; scan ${scan.labels.join('-')} at ${scan.flips.join(', ')}`,
      );
    const rational = await certifyRay(classifier, image, { method: 'exact', replay: false });
    if (rational.word === 'proved-exact') exact++;
    if (rational.intervals.map(({ label }) => label).join() === ray.intervals.map(({ label }) => label).join())
      sequences++;
  }
  const all = images.length;
  console.log(
    `  ${same} of ${all} images: the labels of a scan of ${grouped(points)} points; ${undecided} undecided; ${notShown} flips the engine does not show`,
  );
  console.log(
    `  flips within 1e-6 of bisection: ${flips - farther} of ${flips} in float64 (largest ${worstFiner.toExponential(1)}), ${flips - far} by the float32 engine (largest ${worst.toExponential(1)})`,
  );
  console.log(
    `  ${exact} of ${all} proved in rational numbers; ${sequences} of ${all} with the label sequence of float64`,
  );
}

async function speed(classifier: Classifier, images: readonly Image[], net: 'mlp' | 'lenet'): Promise<void> {
  const cases = [
    ['all a > 0, float64', { method: 'float64' }, net === 'mlp' ? 15 : 2000],
    ['[0.5, 2], float64', { method: 'float64', scalars: { min: 0.5, max: 2 } }, net === 'mlp' ? undefined : 300],
    ['all a > 0, exact', { method: 'exact' }, net === 'mlp' ? 150 : undefined],
    ['[0.001, 1000], engine', { method: 'engine' }, undefined],
  ] as const;
  for (const [name, options, goal] of cases) {
    const times: number[] = [];
    for (const image of images.slice(0, options.method === 'float64' ? 40 : 10))
      times.push((await certifyRay(classifier, image, { ...options, replay: false })).durationMs);
    console.log(
      `  ${name}: median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms${goal === undefined ? '' : ` (goal ${goal})`}`,
    );
  }
}

async function regions(): Promise<void> {
  const classifier = await openShipped('mlp', 'bias');
  const { images } = await shippedImages(classifier.spec.shape);
  const subject = new Subject(classifier);
  const byLabel = new Map<number, Image[]>();
  for (const image of images) {
    const scores = await subject.scores(image);
    const label = scores.indexOf(Math.max(...scores));
    byLabel.set(label, [...(byLabel.get(label) ?? []), image]);
  }
  const alike = [...byLabel.values()].filter((group) => group.length >= 5);
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000;
  const group = (size: number): readonly Image[] => {
    const from = [...alike[Math.floor(random() * alike.length)]!];
    return Array.from({ length: size }, () => from.splice(Math.floor(random() * from.length), 1)[0]!);
  };
  console.log(`regions of ${classifier.spec.id}, images of one label`);
  const certified: (readonly Image[])[] = [];
  for (const size of [2, 3, 5]) {
    const times: number[] = [];
    const words = new Map<string, number>();
    for (let i = 0; i < 100; i++) {
      const chosen = group(size);
      const { word, by, durationMs } = await certifyRegion(classifier, chosen);
      times.push(durationMs);
      if (word === 'proved-real') certified.push(chosen);
      const name = by === undefined ? word : `${word} by ${by}`;
      words.set(name, (words.get(name) ?? 0) + 1);
    }
    const decided = 100 - (words.get('undecided') ?? 0);
    const list = [...words].map(([word, times]) => `${times} ${word}`).join(', ');
    console.log(
      `  k = ${size}: ${decided} of 100 decided (goal 95), median ${median(times).toFixed(1)} ms (goal 20): ${list}`,
    );
  }
  let agree = 0;
  let undecided = 0;
  for (let i = 0; i < pairs; i++) {
    const [a, b] = group(2);
    const region = await certifyRegion(classifier, [a!, b!]);
    const segment = await certifySegment(classifier, a!, b!, { replay: false });
    if (region.word === 'undecided') undecided++;
    else if ((region.word === 'proved-real') === (segment.word !== 'undecided' && segment.intervals.length === 1))
      agree++;
  }
  console.log(`  ${agree} of ${pairs} pairs agree with their exact segment, ${undecided} undecided`);
  const each = Math.ceil(samplesInAll / certified.length);
  let [sampled, violated] = [0, 0];
  for (const chosen of certified) {
    const first = await subject.scores(chosen[0]!);
    const label = first.indexOf(Math.max(...first));
    for (let done = 0; done < each; done += 1000)
      await Promise.all(
        Array.from({ length: Math.min(1000, each - done) }, async () => {
          const raw = chosen.map(() => -Math.log(1 - random()));
          const total = raw.reduce((sum, value) => sum + value, 0);
          const scores = await subject.scores(
            combine(
              chosen.map((image, i) => ({ image, weight: raw[i]! / total })),
              'allow',
            ),
          );
          sampled++;
          if (scores.indexOf(Math.max(...scores)) !== label) violated++;
        }),
      );
  }
  console.log(
    `  ${grouped(sampled)} points of ${certified.length} certified regions sampled, ${violated} with another label`,
  );
  await classifier.dispose();
}
