import type { Statistic } from './statistic.js';

/** The largest value. Images that reach white stay as they are; one bright pixel sets the scale. */
export const max: Statistic = {
  name: 'max',
  said: 'its largest value',
  perChannel: true,
  atWhite: (white) => white,
  write: ({ draft, tensor, axes }) => draft.reduce('max', tensor, axes),
  of: (values) => values.reduce((most, value) => Math.max(most, value), 0),
};
