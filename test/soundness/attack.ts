import { certifyPlane } from '../../src/certify/plane/certifyPlane.js';
import { isInside } from '../../src/certify/plane/outlines.js';
import { certifyRay } from '../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../src/certify/ray/certifySegment.js';
import type { LineCertificate } from '../../src/certify/ray/certificate.js';
import { certifyRegion } from '../../src/certify/region/certifyRegion.js';
import { certifyStructure, type StructureCertificate } from '../../src/certify/structure/certifyStructure.js';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import { crossCheck } from '../../src/certify/crossCheck.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { labelOf, marginOf, magnitudeOf } from '../../src/classifier/scores.js';
import { Subject } from '../../src/classifier/subject.js';
import { combine, image as imageOf, type Image } from '../../src/image/image.js';
import { sizeOf, type ImageShape } from '../../src/image/shape.js';
import type { Chance } from './chance.js';

/** What may be proved, and is attacked then. */
export const kindsOfProof = ['structure', 'ray', 'segment', 'region', 'plane'] as const;
export type KindOfProof = (typeof kindsOfProof)[number];

/** What attacks on one network came to. */
export interface Attacked {
  /** How many proofs of a kind there were. */
  readonly proofs: Readonly<Record<KindOfProof, number>>;
  /** How many images the engine was asked about. */
  readonly points: number;
  /** What was proved and is not so; or where conic itself says that it contradicts the engine. */
  readonly wrong: readonly string[];
}

/** How hard to try. */
export interface Effort {
  /** Images asked about in each interval, and each region. */
  readonly points: number;
  /** Seconds a proof may take. */
  readonly timeLimit: number;
}

/** The margin below which another label may be ahead by rounding alone. */
const tolerances = { float32: 2e-3, float64: 1e-6 };

/** Scores that are smaller than this, of an image of usual light, may be all that rounding left of a difference. */
const least = 1e-5;

/** Pieces of a plane that are looked at. */
const mostPieces = 3000;

const contradiction = /please report it/;

/** Attacks all that can be proved of a network, with images that a seed decides. */
export async function attack(classifier: Classifier, chance: Chance, effort: Effort): Promise<Attacked> {
  const attacker = new Attacker(classifier, chance, effort);
  await attacker.structure();
  const another = (): Image => someImage(chance, classifier.spec.shape);
  const images = [another(), another(), another()] as const;
  await attacker.ray(images[0]);
  await attacker.segment(images[0], images[1]);
  await attacker.region(
    chance.happens(0.5) ? images : [images[0], near(images[0], images[1]), near(images[0], images[2])],
  );
  await attacker.plane(images[0], chance.happens(0.5) ? images[1] : undefined);
  return attacker;
}

/** Pixels of all kinds: black, white and in between. */
function someImage(chance: Chance, shape: ImageShape): Image {
  const values = Array.from({ length: sizeOf(shape) }, () =>
    chance.pick(0, 1, ...Array<number>(6).fill(chance.share())),
  );
  return imageOf(shape, { kind: 'random' }, 'a random image', (pixels) => pixels.set(values));
}

/** A mixture that is almost the first of two. */
const near = (first: Image, second: Image): Image =>
  imageOf(first.shape, { kind: 'near' }, 'an image nearby', (pixels) => {
    const [a, b] = [first.pixels(), second.pixels()];
    pixels.forEach((_, i) => (pixels[i] = 0.95 * a[i]! + 0.05 * b[i]!));
  });

class Attacker implements Attacked {
  readonly proofs = { structure: 0, ray: 0, segment: 0, region: 0, plane: 0 };
  readonly wrong: string[] = [];
  points = 0;
  readonly #subject: Subject;
  readonly #tolerance: number;

  constructor(
    private readonly classifier: Classifier,
    private readonly chance: Chance,
    private readonly effort: Effort,
  ) {
    this.#subject = new Subject(classifier);
    const isWide = classifier.network?.graph.inputs[0]?.type === 'float64';
    this.#tolerance = isWide ? tolerances.float64 : tolerances.float32;
  }

  async structure(): Promise<void> {
    const structure = certifyStructure(this.classifier);
    if (structure.verdict !== 'proved') return;
    this.proofs.structure++;
    const { disagreements } = crossCheck(structure, await certifyDynamic(this.classifier, { madeImages: 2 }));
    // Where floats may part from real arithmetic, the certificate says so.
    if (structure.cautions.length === 0)
      for (const disagreement of disagreements) this.#blame('structure', disagreement);
    for (let i = 0; i < 3; i++) await this.#scaled(structure, someImage(this.chance, this.classifier.spec.shape));
    await this.#black(structure);
  }

  async ray(image: Image): Promise<void> {
    const { timeLimit } = this.effort;
    const line = await certifyRay(this.classifier, image, { timeLimit });
    // What is brighter or darker than this has numbers beyond those of floats.
    const [least, most] = [1e-6, 1e6];
    await this.#line('ray', line, (share, min, max) => {
      const [low, high] = [Math.log(Math.max(min, least)), Math.log(Math.min(max, most))];
      return low < high ? image.times(Math.exp(low + share * (high - low)), 'allow') : undefined;
    });
  }

  async segment(first: Image, second: Image): Promise<void> {
    const line = await certifySegment(this.classifier, first, second, { timeLimit: this.effort.timeLimit });
    await this.#line('segment', line, (share, min, max) => {
      const at = min + share * (max - min);
      const parts = [
        { image: first, weight: 1 - at },
        { image: second, weight: at },
      ];
      return combine(parts, 'allow');
    });
  }

  async region(images: readonly Image[]): Promise<void> {
    const { timeLimit, points } = this.effort;
    const { word, label, cone, reason } = await certifyRegion(this.classifier, images, { timeLimit });
    if (reason !== undefined && contradiction.test(reason)) this.#blame('region', reason);
    if (word !== 'proved-real' || label === undefined) return;
    this.proofs.region++;
    const mixed = (weights: readonly number[], factor = 1): Image => {
      const sum = weights.reduce((all, weight) => all + weight, 0);
      return combine(
        images.map((image, i) => ({ image, weight: (factor * weights[i]!) / sum })),
        'allow',
      );
    };
    const weights = Array.from({ length: points }, () => images.map(() => -Math.log(1 - this.chance.share())));
    const leads = await this.#leads(
      weights.map((one) => mixed(one, cone ? 10 ** this.chance.whole(-3, 3) : 1)),
      label,
      'region',
    );
    // From the weakest place on downhill, in ever smaller steps.
    let best = weights[leads.indexOf(Math.min(...leads))] ?? images.map(() => 1);
    let lead = Math.min(...leads);
    for (let step = 0.3; step > 1e-3; step /= 2) {
      const tries = Array.from({ length: 8 }, () =>
        best.map((weight) => Math.max(0, weight + step * this.chance.normal())),
      );
      const usable = tries.filter((one) => one.some((weight) => weight > 0));
      const found = await this.#leads(
        usable.map((one) => mixed(one)),
        label,
        'region',
      );
      const least = Math.min(...found);
      if (least < lead) [lead, best] = [least, usable[found.indexOf(least)]!];
    }
  }

  /** Exposures and offsets of an image, or mixtures of two: places in the polygons of each label. */
  async plane(image: Image, second: Image | undefined): Promise<void> {
    const { timeLimit, points } = this.effort;
    const { axes, polygons, reason } = await certifyPlane(this.classifier, image, {
      timeLimit,
      pieces: mostPieces,
      ...(second && { second }),
    });
    if (reason !== undefined && contradiction.test(reason)) this.#blame('plane', reason);
    this.proofs.plane += polygons.length;
    const other = second?.pixels();
    const [across, up] = axes;
    for (let i = 0; i < points; i++) {
      const at = [across, up].map(({ min, max }) => min + this.chance.share() * (max - min));
      const [x = 0, y = 0] = at;
      const here = polygons.filter(({ rings }) => rings.filter((ring) => isInside([x, y], ring)).length % 2 === 1);
      if (here.length > 1) this.#blame('plane', `${here.length} polygons at ${x}, ${y}`);
      const [polygon] = here;
      if (polygon === undefined) continue;
      const placed = imageOf(image.shape, { kind: 'plane' }, `${x} and ${y} of a plane`, (pixels) => {
        image.pixels().forEach((pixel, j) => (pixels[j] = x * pixel + y * (other?.[j] ?? 1)));
      });
      await this.#leads([placed], polygon.label, `plane at ${x}, ${y}`);
    }
  }

  /** @param imageAt a share of the way through an interval. */
  async #line(
    kind: 'ray' | 'segment',
    { intervals, reason }: LineCertificate,
    imageAt: (share: number, min: number, max: number) => Image | undefined,
  ): Promise<void> {
    if (reason !== undefined && contradiction.test(reason)) this.#blame(kind, reason);
    for (const { word, label, min, max } of intervals) {
      if (label === undefined || !word.startsWith('proved')) continue;
      this.proofs[kind]++;
      const shares = Array.from({ length: this.effort.points }, () => this.chance.share());
      const images = [1e-4, 1 - 1e-4, ...shares].flatMap((share) => imageAt(share, min, max) ?? []);
      await this.#leads(images, label, `${kind} from ${min} to ${max}`);
    }
  }

  async #scaled({ follows, cautions, degree = 1 }: StructureCertificate, image: Image): Promise<void> {
    const own = await this.#ask([image]);
    const scores = own[0];
    if (scores === undefined || magnitudeOf(scores) < least) return;
    const label = labelOf(scores);
    // Where numbers run out of the range of floats, the certificate says so.
    const runsOut = cautions.some((caution) => caution.startsWith('Underflow'));
    const most = runsOut ? 4 : Math.min(16, Math.floor(40 / Math.max(1, Math.abs(degree))));
    const exponents = Array.from({ length: this.effort.points }, () => this.chance.whole(-most, most));
    // Where rounding may decide ties, only powers of two round nothing.
    const steady = cautions.some((caution) => caution.startsWith('Ties'));
    const factors = exponents.map((exponent) => 2 ** exponent * (steady ? 1 : 1 + this.chance.share()));
    const found = await this.#ask(factors.map((factor) => image.times(factor, 'allow')));
    const isLinear = follows.some(({ name }) => name === 'scalar-invariance:homogeneity');
    if (marginOf(scores, label) <= this.#tolerance) return;
    found.forEach((after, i) => {
      const factor = factors[i]!;
      // A root of what rounding left of a 0 is no number either.
      if (after === undefined) return runsOut ? undefined : this.#blame('structure', `no scores at scalar ${factor}`);
      if (marginOf(after, label) < -this.#tolerance) this.#blame('structure', `another label at scalar ${factor}`);
      const apart = after.findIndex(
        (score, k) => Math.abs(score - factor * scores[k]!) > 2e-3 * factor * magnitudeOf(scores),
      );
      if (isLinear && apart >= 0)
        this.#blame('structure', `at scalar ${factor} logit ${apart} is ${after[apart]}, and ${scores[apart]} at 1`);
    });
  }

  async #black({ follows }: StructureCertificate): Promise<void> {
    const claims = new Set(follows.map(({ name }) => name));
    if (!claims.has('zero-image-uniformity')) return;
    const { shape } = this.classifier.spec;
    const [scores] = await this.#ask([imageOf(shape, { kind: 'black' }, 'black', (pixels) => pixels.fill(0))]);
    if (scores === undefined) return this.#blame('structure', 'no scores on the zero image');
    const [first = 0] = scores;
    if (scores.some((score) => Math.abs(score - first) > 1e-6))
      this.#blame('structure', `on the zero image ${[...scores].join(', ')}`);
    if (claims.has('zero-image-uniformity:zero') && first !== 0) this.#blame('structure', `${first} on the zero image`);
  }

  /** How far a label is ahead at each image, relative to the largest score; blames those at which another is. */
  async #leads(images: readonly Image[], label: number, what: string): Promise<readonly number[]> {
    const found = await this.#ask(images);
    const leads = found.map((scores) => (scores === undefined ? Infinity : marginOf(scores, label)));
    for (const [i, lead] of leads.entries())
      if (lead < -this.#tolerance && !(await this.#isNoise(images[i]!, label)))
        this.#blame(what, `label ${labelOf(found[i]!)} for ${label}, ahead by ${-lead}`);
    return leads;
  }

  /**
   * Whether a lead is all that rounding left of larger numbers: images a little brighter and darker then have leads that lie on no
   * line, as those of a piecewise-linear network do.
   */
  async #isNoise(image: Image, label: number): Promise<boolean> {
    const shifts = Array.from({ length: 24 }, (_, i) => (i - 11.5) / 1000);
    const found = await this.#ask(shifts.map((shift) => image.times(1 + shift, 'allow')));
    const leads = found.map((scores) => {
      const others = [...(scores ?? [])].filter((_, k) => k !== label);
      return (scores?.[label] ?? NaN) - Math.max(...others);
    });
    const mean = leads.reduce((sum, lead) => sum + lead, 0) / leads.length;
    const squares = shifts.reduce((sum, shift) => sum + shift ** 2, 0);
    const slope = shifts.reduce((sum, shift, i) => sum + shift * leads[i]!, 0) / squares;
    const off = Math.max(...leads.map((lead, i) => Math.abs(lead - mean - slope * shifts[i]!)));
    return Math.abs(mean) < 8 * off;
  }

  /** Scores; undefined where they are no numbers. */
  async #ask(images: readonly Image[]): Promise<readonly (Float32Array | undefined)[]> {
    this.points += images.length;
    return Promise.all(images.map((image) => this.#subject.scores(image).catch(() => undefined)));
  }

  #blame(kind: string, what: string): void {
    if (this.wrong.length < 10) this.wrong.push(`${kind}: ${what}`);
  }
}
