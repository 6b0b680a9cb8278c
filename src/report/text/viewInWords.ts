import type { ShownView } from '../page.js';
import { withTruth } from './truthInWords.js';

/**
 * A view in a line: which image it is, what the model says to it, and what it is known to show.
 *
 * @example viewInWords(view); // 'original: corpus #137 (shirt/00226.png) -> coat; the folder says shirt'
 */
export const viewInWords = ({ title, image, label, truth }: Omit<ShownView, 'scores'>): string =>
  withTruth(`${title}: ${image} -> ${label}`, truth);
