import type { Classifier } from '../classifier/classifier.js';
import type { Corpus } from '../image/corpus.js';
import { fromPath } from '../image/fromPath.js';
import { only } from '../settings/check.js';
import { imageSettings } from '../settings/images.js';
import { text } from '../settings/kinds.js';
import type { OptionsOf } from '../settings/setting.js';

// What every command that reads images can be told of them.

const help = 'a folder of PNG, JPEG or WebP, one such file, or an IDX file';

/** Images, and how they are read. @param whatFor a phrase on what they are for, or what is without them. */
export const imageFlags = (whatFor: string) =>
  ({ images: { kind: text, help: `${help}; ${whatFor}`, placeholder: 'path' }, ...imageSettings }) as const;

export type ImageOptions = OptionsOf<ReturnType<typeof imageFlags>>;

/** The images that settings name, as the classifier takes them; undefined where they name none. */
export async function loadImages(told: ImageOptions, { spec }: Classifier): Promise<Corpus | undefined> {
  const { images } = told;
  return images === undefined ? undefined : fromPath(images, only(imageSettings, told)).load(spec.shape, spec.fit);
}

/** Where images came from, in words. */
export function describeCorpus({ images, skipped, origin }: Corpus): string {
  const unread = skipped.length === 0 ? '' : `, ${skipped.length} unreadable left out`;
  return `${images.length} from ${origin}${unread}`;
}
