import { fromPixels } from '../image/corpus.js';
import { fromPath } from '../image/fromPath.js';
import { anyImage } from './anyImage.js';
import { fromCorpus } from './fromCorpus.js';
import { kinds } from './kinds.js';

/**
 * Where images come from: files (`from`), pixels that you have (`fromPixels`), a corpus (`of`), every kind that conic makes
 * (`arbitrary`), or one kind (`blob`, `noise`, …).
 *
 * @example await check(scalarInvariance(), model, { images: images.from('samples') });
 */
export const images = { from: fromPath, fromPixels, arbitrary: anyImage, of: fromCorpus, ...kinds };
