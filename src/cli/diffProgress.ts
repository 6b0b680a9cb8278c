import type { DiffProgress } from '../diff/options.js';
import { bar, type Bar } from './bar.js';

/** Shows how far a comparison of two models is. */
export interface DiffBar extends Omit<Bar, 'show'> {
  update(progress: DiffProgress): void;
}

const doing = { images: 'images', rays: 'rays', where: 'looking what differs' };

export function diffBar(enabled: boolean): DiffBar {
  const { show, ...others } = bar(enabled, '{doing} {bar} {value}/{total}, {disagree} disagree');
  return {
    ...others,
    update: ({ phase, disagree, ...value }) => show(phase, value, { doing: doing[phase], disagree }),
  };
}
