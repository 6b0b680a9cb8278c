import type { Classifier } from '../../classifier/classifier.js';
import { InputError, optionProblem } from '../../errors.js';
import { Image, image as makeImage } from '../../image/image.js';
import { now } from '../../clock.js';
import { planeSettings } from '../../settings/certify.js';
import { filled } from '../../settings/check.js';
import { inCode, milliseconds } from '../../settings/kinds.js';
import { settings, type OptionsOf } from '../../settings/setting.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { engineLabel, saturation } from '../dynamic/engineLabel.js';
import { assertOwnOutput } from '../dynamic/ownOutput.js';
import { bytesOf } from '../memory.js';
import { assertAgreement } from '../piecewise/agreement.js';
import { programFor } from '../piecewise/compile.js';
import { unit } from '../piecewise/rounding.js';
import { assertImage } from '../ray/certifyLine.js';
import type { PlaneAxis, PlaneCertificate, PlaneLabel, PlanePoint } from './certificate.js';
import {
  followPlane,
  type BoundedPart,
  type PixelsAt,
  type PlaneLimits,
  type PlanePart,
  type PlaneRectangle,
} from './followPlane.js';
import { areaOf, middleOf, outlinesOf, type Ring } from './outlines.js';
import { labelledCells, type LabelledCell } from './regions.js';

const planeOptions = settings({
  ...planeSettings,
  /** With it, the plane is that of s x + t y, for shares s of the image and t of this one. */
  second: { kind: inCode<Image>('an image', (value) => value instanceof Image), help: 'another image' },
});

/** Which plane, and what it may cost. */
export interface PlaneOptions extends OptionsOf<typeof planeOptions> {}

/** Less than this share of a plane is what borders come to. */
const narrow = 1e-6;

/** Corners this close, relative to the plane, are one in outlines. */
const grid = 2 ** -40;

/**
 * The exact labels of a plane of images: a x + b for every exposure a and offset b (which is added to every pixel) of a rectangle, or
 * s x + t y for two images. A piecewise-linear network is affine on convex polygons of the plane, which are computed and not
 * sampled. Pixels below black and above white are handed on.
 *
 * What is proved is about the network in real arithmetic, with a bound for all rounding; at the middle of each label's largest piece the
 * classifier's own engine is asked as well.
 *
 * The picture is SyReNN's: Sotoudeh and Thakur, SyReNN: A Tool for Analyzing Deep Neural Networks, TACAS 2021.
 *
 * @returns `undecided`, with the reason, for networks that are not piecewise linear, near ties, and limits; what was proved before a limit stays.
 * @throws InputError if an image has another shape than the classifier takes, or an option makes no sense.
 * @throws ClassifierError if the engine fails.
 * @example
 * const { labels, polygons } = await certifyPlane(classifier, shoe, { across: { min: 0.5, max: 2 } });
 * labels[0]; // { label: 7, share: 0.83…, … }
 */
export async function certifyPlane(
  classifier: Classifier,
  image: Image,
  options: PlaneOptions = {},
): Promise<PlaneCertificate> {
  const { second, across, up, timeLimit, pieces, memory } = filled('certifyPlane', planeOptions, options);
  const started = now();
  assertImage(classifier, image);
  if (second !== undefined) assertImage(classifier, second);
  const plane = new ImagePlane(image, second, across ?? {}, up ?? {});
  const limits = { deadline: started + milliseconds(timeLimit), memory: bytesOf(memory), pieces };
  const found = await findings(classifier, plane, limits);
  return {
    kind: 'plane',
    ...found,
    images: [image, ...(second === undefined ? [] : [second])].map(({ description }) => description),
    axes: plane.axes,
    durationMs: now() - started,
  };
}

/** A rectangle of images. */
class ImagePlane {
  readonly axes: readonly [PlaneAxis, PlaneAxis];

  constructor(
    readonly image: Image,
    readonly second: Image | undefined,
    across: { readonly min?: number; readonly max?: number },
    up: { readonly min?: number; readonly max?: number },
  ) {
    const isExposed = second === undefined;
    const axis = (setting: string, name: string, { min, max }: { readonly min: number; readonly max: number }) => {
      if (min < max) return { name, min, max };
      throw new InputError(optionProblem([setting], { found: `${min}..${max}`, expected: 'the lower one first' }));
    };
    this.axes = isExposed
      ? [
          axis('across', 'exposure', { min: 0.5, max: 2, ...across }),
          axis('up', 'offset', { min: -0.25, max: 0.25, ...up }),
        ]
      : [
          axis('across', image.description, { min: 0, max: 1, ...across }),
          axis('up', second.description, { min: 0, max: 1, ...up }),
        ];
  }

  get area(): number {
    const [across, up] = this.axes;
    return (across.max - across.min) * (up.max - up.min);
  }

  get outline(): Ring {
    const [{ min: left, max: right }, { min: low, max: high }] = this.axes;
    return [
      [left, low],
      [right, low],
      [right, high],
      [left, high],
    ];
  }

  /** Pixels somewhere, of which a product or two and a sum are rounded. */
  get pixelsAt(): PixelsAt {
    const first = this.image.pixels();
    const second = this.second?.pixels();
    return ([across, up]) => {
      const at = (size: (value: number) => number): Float64Array =>
        Float64Array.from(first, (pixel, j) => size(across * pixel) + size(up * (second?.[j] ?? 1)));
      return { pixels: at((value) => value), errors: at(Math.abs).map((most) => 4 * unit * most) };
    };
  }

  get rectangle(): PlaneRectangle {
    const [across, up] = this.axes;
    return { low: [across.min, up.min], high: [across.max, up.max] };
  }

  imageAt([across, up]: PlanePoint): Image {
    const { image, second } = this;
    const other = second?.pixels();
    const [{ name: one }, { name: another }] = this.axes;
    const description = `${image.description} at ${one} ${across}, ${another} ${up}`;
    return makeImage(image.shape, { kind: 'plane', across, up }, description, (pixels) => {
      image.pixels().forEach((pixel, j) => (pixels[j] = across * pixel + up * (other?.[j] ?? 1)));
    });
  }
}

type Findings = Omit<PlaneCertificate, 'kind' | 'images' | 'axes' | 'durationMs'>;

async function findings(classifier: Classifier, plane: ImagePlane, limits: PlaneLimits): Promise<Findings> {
  const { image, second, area, outline } = plane;
  const nothing = (reason: string): Findings => ({
    word: 'undecided',
    reason,
    labels: [],
    polygons: [],
    undecided: { area, share: 1, unreached: [outline] },
    rounding: 0,
    pieces: 0,
  });
  try {
    const program = programFor(classifier);
    if (program instanceof Obstacle) throw program;
    const images = [image, ...(second === undefined ? [] : [second])] as const;
    await assertAgreement(classifier, program, images, limits.deadline);
    const note = await saturation(classifier, images);
    const drawn = new DrawnPlane(plane);
    for (const part of followPlane(program, plane.rectangle, plane.pixelsAt, limits)) {
      if ('logits' in part) drawn.add(labelledCells(part), part.mesh.cells.length);
      else if ('label' in part) drawn.add({ cells: wholeCells(part), whole: true, rounding: 0 }, 1);
      else drawn.leave(part, part.reason);
    }
    const labels = await drawn.labels(classifier);
    return { ...drawn.result(labels), ...(note !== undefined && { note }) };
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return nothing(thrown.message);
  }
}

/** The cells of a part as points. */
const ringsOf = ({ mesh: { cells, corners }, places: { values } }: PlanePart): readonly Ring[] =>
  cells.map((cell) => cell.map((corner): PlanePoint => [values[corner]!, values[corners + corner]!]));

const wholeCells = (part: BoundedPart): readonly LabelledCell[] =>
  ringsOf(part).map((corners) => ({ label: part.label, corners }));

/** What is known of a plane, part by part. */
class DrawnPlane {
  readonly #cells = new Map<number, LabelledCell[]>();
  readonly #left: Ring[] = [];
  #reason: string | undefined;
  #isWhole = true;
  #rounding = 0;
  #pieces = 0;

  constructor(private readonly plane: ImagePlane) {}

  add({ cells, whole, rounding }: ReturnType<typeof labelledCells>, pieces: number): void {
    for (const cell of cells) {
      const alike = this.#cells.get(cell.label) ?? [];
      this.#cells.set(cell.label, alike);
      alike.push(cell);
    }
    this.#isWhole &&= whole;
    this.#rounding = Math.max(this.#rounding, rounding);
    this.#pieces += pieces;
  }

  leave(part: PlanePart, reason: string): void {
    this.#isWhole = false;
    this.#reason ??= reason;
    this.#left.push(...ringsOf(part));
  }

  /** What each label has, and what the engine says there. @throws Obstacle if the model's own output contradicts its logits. */
  async labels(classifier: Classifier): Promise<readonly PlaneLabel[]> {
    const { area: whole } = this.plane;
    const labels: PlaneLabel[] = [];
    for (const [label, cells] of this.#cells) {
      const areas = cells.map(({ corners }) => areaOf(corners));
      const area = areas.reduce((sum, each) => sum + each, 0);
      const largest = areas.reduce((best, each, i) => (each > areas[best]! ? i : best), 0);
      const at = middleOf(cells[largest]!.corners);
      const image = this.plane.imageAt(at);
      await assertOwnOutput(classifier, [image]);
      const shown = await engineLabel(classifier, image);
      labels.push({
        label,
        area,
        share: Math.min(1, area / whole),
        at,
        ...(shown !== undefined && { engineLabel: shown }),
      });
    }
    return labels.toSorted((a, b) => b.area - a.area);
  }

  result(labels: readonly PlaneLabel[]): Findings {
    const { area: whole, axes } = this.plane;
    const [across, up] = axes;
    const grids: PlanePoint = [grid * (across.max - across.min), grid * (up.max - up.min)];
    const polygons = [...this.#cells].flatMap(([label, cells]) =>
      outlinesOf(
        cells.map(({ corners }) => corners),
        grids,
      ).map((rings) => ({ label, area: rings.reduce((sum, ring) => sum + areaOf(ring), 0), rings })),
    );
    const open = this.#isWhole ? 0 : Math.max(0, whole - labels.reduce((sum, { area }) => sum + area, 0));
    const share = open / whole;
    const reason = this.#reason ?? (share > narrow ? 'near ties: labels are closer than rounding error' : undefined);
    return {
      word: reason === undefined ? 'proved-real' : 'undecided',
      ...(reason !== undefined && { reason }),
      labels,
      polygons: polygons.toSorted((a, b) => b.area - a.area),
      undecided: { area: open, share, unreached: outlinesOf(this.#left, grids).flat() },
      rounding: this.#rounding + Math.hypot(...grids),
      pieces: this.#pieces,
    };
  }
}
