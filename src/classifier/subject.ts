import { setMaxListeners } from 'node:events';
import { ClassifierError, InputError, UnansweredError, messageOf } from '../errors.js';
import type { Image } from '../image/image.js';
import { formatShape, sameShape, sizeOf } from '../image/shape.js';
import type { AskOptions, Classifier, ClassifierNetwork, ClassifierSpec, ImageBatch } from './classifier.js';
import { Coalescer } from './coalescer.js';
import { inputWriter, type InputWriter, type Space, type WritingOptions } from './inputWriter.js';
import { patternBatch } from './pattern/patternBatches.js';
import { patternKinks } from './pattern/patternKinks.js';
import { PatternReader } from './pattern/patternReader.js';

/** How a subject asks its classifier. */
export interface SubjectOptions extends WritingOptions, AskOptions {
  /** Ask about one image at a time and remember nothing: how a counterexample is confirmed. Default false. */
  readonly alone?: boolean;
  /** Whether batches lie in shared memory, as who asks worker threads wants them. Default true. */
  readonly shared?: boolean;
  /** Prepare images as these steps say, and not as the classifier itself does: how wrong preprocessing is found out. */
  readonly fedAs?: Pick<ClassifierSpec, 'range' | 'steps'>;
}

/** Largest batch in bytes; larger images go in smaller batches. */
const batchBytes = 16 * 2 ** 20;

/**
 * The classifier under examination, asked about one image at a time. Behind it, concurrent questions share batches, scores
 * of plain images are remembered, and declared preprocessing is applied.
 *
 * @example
 * const subject = new Subject(classifier);
 * const [before, after] = await Promise.all([subject.scores(cat), subject.scores(cat.times(0.1))]);
 */
export class Subject {
  static #questions = 0;

  /** How often any subject of this process has been asked: whether a piece of code asks one shows in the difference. */
  static get asked(): number {
    return Subject.#questions;
  }

  readonly spec: ClassifierSpec;
  readonly #scores: Coalescer<Float32Array>;
  readonly #write: InputWriter;
  #patterns: Promise<Coalescer<string>> | undefined;
  // Plain images are few objects asked for again and again; scaled ones are made for one case.
  readonly #remembered = new WeakMap<Image, Promise<Float32Array>>();
  readonly #seen = new WeakMap<Image, Float32Array>();
  readonly #beside = new Map<Classifier, Subject>();

  constructor(
    readonly classifier: Classifier,
    private readonly options: SubjectOptions = {},
    private readonly count = { images: 0 },
  ) {
    this.spec = classifier.spec;
    const size = sizeOf(this.spec.shape);
    const fitting = Math.max(1, Math.floor(batchBytes / (size * Float32Array.BYTES_PER_ELEMENT)));
    const limit = options.alone === true ? 1 : Math.min(this.spec.batchLimit, fitting);
    const writeFitting = inputWriter(
      { ...this.spec, ...options.fedAs },
      { ...options, deferring: classifier.multiplies === true },
    );
    this.#write = (image, out, offset) => {
      this.#assertFits(image);
      return writeFitting(image, out, offset);
    };
    const ask = (batch: Required<ImageBatch>, images: readonly Image[]) => this.#classify(batch, images);
    this.#scores = new Coalescer(size, limit, this.#write, ask, options.shared);
  }

  /** Images that one batch may carry. */
  get batchLimit(): number {
    return this.#scores.limit;
  }

  /** Where the weights of images act. */
  get space(): Space {
    return this.options.space ?? 'pixel';
  }

  /**
   * Images that one batch may carry whose patterns are asked for: fewer, as these are read from many tensors.
   *
   * @throws ClassifierError if the model fails, or is none whose network can be read.
   */
  async patternLimit(): Promise<number> {
    return Math.min(this.batchLimit, await patternBatch(this.spec, this.#network()));
  }

  /** How many images the model has been asked about, by this subject and its variations; remembered answers not counted. */
  get evaluated(): number {
    return this.count.images;
  }

  /** Counts images that the same model was asked about by others, for the same run. */
  countElsewhere(images: number): void {
    this.count.images += images;
  }

  /**
   * The scores of an image, one a label. Not to be written to.
   *
   * @throws ClassifierError if the model fails or a score is not a finite number.
   */
  scores(image: Image): Promise<Float32Array> {
    Subject.#questions++;
    if (image.parts.length !== 0 || this.options.alone === true) return this.#scores.add(image);
    const known = this.#remembered.get(image);
    if (known !== undefined) return known;
    const scores = this.#scores.add(image);
    this.#remembered.set(image, scores);
    return scores;
  }

  /** The scores of several images from one batch, so that the engine treats them alike to the last bit. */
  scoresTogether(images: readonly Image[]): Promise<readonly Float32Array[]> {
    Subject.#questions++;
    return this.#scores.addTogether(images);
  }

  /**
   * The scores of several images as one batch of exactly these, in this order: for who has many questions ready and wants
   * answers that do not depend on what else is asked meanwhile. Nothing is remembered.
   *
   * @param images at most `batchLimit`.
   * @throws InputError if there are more, or one does not fit; ClassifierError as {@link scores} does.
   */
  async batch(images: readonly Image[]): Promise<readonly Float32Array[]> {
    const { batchLimit } = this;
    if (images.length > batchLimit)
      throw new InputError({
        where: `a batch for ${this.spec.id}`,
        found: `${images.length} images`,
        expected: `at most ${batchLimit}`,
      });
    return images.length === 0 ? [] : this.#scores.addAlone(images);
  }

  /**
   * On which piece of a piecewise-linear network an image is, every sign and every winner, as a short text: two images are on
   * the same piece if their patterns are equal. Needs the `pieces` capability.
   *
   * @throws ClassifierError as {@link scores} does, or if the classifier is none whose network can be read.
   */
  async pattern(image: Image): Promise<string> {
    Subject.#questions++;
    this.#patterns ??= this.#patternsTogether();
    return (await this.#patterns).add(image);
  }

  /**
   * The scores that each of many questions needs, in batches that all of them share: for who asks at once and not one after the
   * other, as {@link scores} lets do, and needs no promise for each image. Plain images are asked about once.
   *
   * @throws ClassifierError as {@link scores} does.
   */
  async scoresOfEach(questions: readonly (readonly Image[])[]): Promise<readonly (readonly Float32Array[])[]> {
    const [asked, unseen] = [new Array<Image>(), new Set<Image>()];
    for (const images of questions)
      for (const image of images)
        // Scaled images are made for one question; plain ones come again and again.
        if (image.parts.length > 0) asked.push(image);
        else if (!this.#seen.has(image) && !unseen.has(image)) {
          unseen.add(image);
          asked.push(image);
        }
    const scores: Float32Array[] = [];
    for (let first = 0; first < asked.length; first += this.batchLimit)
      scores.push(...(await this.batch(asked.slice(first, first + this.batchLimit))));
    let next = 0;
    return questions.map((images) =>
      images.map((image) => {
        if (image.parts.length > 0) return scores[next++]!;
        // In the order in which they were asked about: each where it comes first.
        if (unseen.size > 0 && unseen.delete(image)) this.#seen.set(image, scores[next++]!);
        return this.#seen.get(image)!;
      }),
    );
  }

  /** The same classifier asked in another way, with batches and memory of its own. */
  vary(options: SubjectOptions): Subject {
    return new Subject(this.classifier, { ...this.options, ...options }, this.count);
  }

  /**
   * Another classifier, asked as this one is: alone or in batches of its own, with weights that act in the same place, ended by the
   * same signal. It is one subject however often it is asked for, so that concurrent questions share batches.
   *
   * @example const [mine, theirs] = await Promise.all([subject.scores(cat), subject.beside(released).scores(cat)]);
   */
  beside(other: Classifier): Subject {
    const known = this.#beside.get(other);
    if (known !== undefined) return known;
    const { fedAs: _own, ...options } = this.options;
    const subject = new Subject(other, options);
    this.#beside.set(other, subject);
    return subject;
  }

  #assertFits(image: Image): void {
    if (!sameShape(image.shape, this.spec.shape))
      throw new InputError({
        where: image.description,
        found: `an image of ${formatShape(image.shape)}`,
        expected: `${formatShape(this.spec.shape)}, as ${this.spec.id} takes`,
      });
  }

  async #classify(batch: Required<ImageBatch>, images: readonly Image[]): Promise<readonly Float32Array[]> {
    const { id, labels } = this.spec;
    this.count.images += batch.count;
    const scores = await this.#asked(images, (asked) => this.classifier.classify(this.#given(batch), asked));
    const classes = labels.length;
    if (scores.length !== batch.count * classes)
      throw new ClassifierError({
        where: id,
        found: `${scores.length} scores for ${batch.count} images`,
        expected: `${batch.count * classes}: one for each of ${classes} labels`,
      });
    const odd = firstNotFinite(scores);
    if (odd !== -1)
      throw new ClassifierError({
        where: id,
        found: `the score ${scores[odd]} for label ${labels[odd % classes]} of ${images[Math.floor(odd / classes)]?.description}`,
        expected: 'finite numbers',
      });
    return images.map((_, row) => scores.subarray(row * classes, (row + 1) * classes));
  }

  /** What the classifier says; whatever it throws, at once or later, becomes its error. */
  async #asked<Answer>(images: readonly Image[], ask: (asked: AskOptions) => Promise<Answer>): Promise<Answer> {
    const { signal } = this.options;
    if (signal?.aborted === true) throw this.#tooLate();
    try {
      return await this.#whileWanted(ask({ signal }));
    } catch (thrown) {
      if (thrown instanceof UnansweredError) throw thrown.about(images);
      throw asClassifierError(thrown, this.spec.id);
    }
  }

  /** An answer, for which nobody waits longer than the run lasts: a model may take minutes, or never answer. */
  async #whileWanted<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { signal } = this.options;
    if (signal === undefined) return answer;
    // As many as there are batches may wait for one signal; from eleven on Node would take it for a leak.
    setMaxListeners(0, signal);
    let stop: (() => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(this.#tooLate());
      signal.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([answer, ended]);
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop);
    }
  }

  #tooLate(): ClassifierError {
    return new ClassifierError({
      where: this.spec.id,
      found: 'a question after the run had ended',
      expected: 'none: nobody waits for the answer',
    });
  }

  #given({ data, count, factors }: Required<ImageBatch>): ImageBatch {
    return this.classifier.multiplies === true ? { data, count, factors } : { data, count };
  }

  async #patternsTogether(): Promise<Coalescer<string>> {
    const limit = this.options.alone === true ? 1 : await this.patternLimit();
    return new Coalescer(sizeOf(this.spec.shape), limit, this.#write, (batch, images) =>
      this.#patternsOf(batch, images),
    );
  }

  async #patternsOf(batch: Required<ImageBatch>, images: readonly Image[]): Promise<readonly string[]> {
    const network = this.#network();
    const given = this.#given(batch);
    this.count.images += batch.count;
    const told = await this.#asked(images, async (asked) => network.patterns?.(given, asked));
    if (told !== undefined) return this.#oneEach(told, batch.count);
    const reader = new PatternReader(patternKinks(network));
    const tensors = await this.#asked(images, (asked) => network.probe(given, reader.tensors, asked));
    return reader.patterns(batch.count, (name) => tensors.get(name));
  }

  /** Images without an answer would all seem to be on one piece. */
  #oneEach(patterns: readonly string[], count: number): readonly string[] {
    if (patterns.length === count) return patterns;
    throw new ClassifierError({
      where: this.spec.id,
      found: `${patterns.length} patterns for ${count} images`,
      expected: 'one an image',
    });
  }

  #network(): ClassifierNetwork {
    const { network } = this.classifier;
    if (network !== undefined) return network;
    throw new ClassifierError({
      where: this.spec.id,
      found: 'a classifier without intermediate tensors',
      expected: 'one whose network can be read',
      remedy: 'A property that asks for patterns declares that it needs `pieces`.',
    });
  }
}

/** Its place, or -1. A loop, since every score of a run comes by. */
function firstNotFinite(scores: Float32Array): number {
  for (let i = 0; i < scores.length; i++) if (!Number.isFinite(scores[i])) return i;
  return -1;
}

const asClassifierError = (thrown: unknown, id: string): ClassifierError =>
  thrown instanceof ClassifierError
    ? thrown
    : new ClassifierError(
        { where: id, found: `an error while classifying: ${messageOf(thrown)}`, expected: 'scores' },
        { cause: thrown },
      );
