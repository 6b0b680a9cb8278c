import * as fc from 'fast-check';
import { Draws } from './draws.js';
import { mixedIn, patched, spot, type Edit, type EditKind } from './edits.js';
import type { Image } from '../image/image.js';

/** What may be done to one image, in this order. Two spots: some claims fail where two places are other than usual. */
const kinds: readonly EditKind[] = [mixedIn, patched, spot, spot];

/**
 * The images of an arbitrary, which draws may edit: another one mixed in, a patch of another one, spots of one brightness. Nobody
 * edits an image but who tells draws to: for all others these are the very images of the arbitrary, from the same seeds. For
 * claims that are made of any image; an arbitrary that stands for a claim of its own images alone is to be left as it is.
 *
 * They shrink to fewer and smaller edits, and as the arbitrary does.
 */
export const editedImages = (of: fc.Arbitrary<Image>): fc.Arbitrary<Image> => new EditedImages(of);

/** How an image came about; only the arbitrary reads it. */
interface Making {
  readonly of: fc.Value<Image>;
  readonly edits: readonly Edit[];
}

class EditedImages extends fc.Arbitrary<Image> {
  readonly #makings = new WeakMap<Image, Making>();

  constructor(private readonly of: fc.Arbitrary<Image>) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Image> {
    const plain = this.of.generate(random, bias);
    if (!(random instanceof Draws)) return plain;
    const { shape } = plain.value;
    const others = (draws: Draws): Image => this.of.generate(draws, undefined).value;
    return this.#made(
      plain,
      kinds.flatMap((kind) => kind(random.branch(), shape, others) ?? []),
    );
  }

  override canShrinkWithoutContext(value: unknown): value is Image {
    return this.of.canShrinkWithoutContext(value);
  }

  override shrink(value: Image, context: unknown): fc.Stream<fc.Value<Image>> {
    const making = this.#makings.get(value);
    return making === undefined ? this.of.shrink(value, context) : fc.stream(this.#simpler(making));
  }

  *#simpler({ of, edits }: Making): IterableIterator<fc.Value<Image>> {
    yield of;
    if (edits.length > 1)
      for (const edit of edits)
        yield this.#made(
          of,
          edits.filter((other) => other !== edit),
        );
    for (const edit of edits)
      for (const smaller of edit.smaller())
        yield this.#made(
          of,
          edits.map((other) => (other === edit ? smaller : other)),
        );
    for (const simpler of this.of.shrink(of.value_, of.context)) yield this.#made(simpler, edits);
  }

  #made(of: fc.Value<Image>, edits: readonly Edit[]): fc.Value<Image> {
    if (edits.length === 0) return of;
    const image = edits.reduce((before, edit) => edit.applyTo(before), of.value);
    this.#makings.set(image, { of, edits });
    return new fc.Value(image, undefined);
  }
}
