import type { Statistic } from './statistic.js';

/** The mean value. No single pixel sets the scale; images with much black are brightened. */
export const mean: Statistic = {
  name: 'mean',
  said: 'its mean value',
  perChannel: true,
  write: ({ draft, tensor, axes }) => draft.reduce('mean', tensor, axes),
  of: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};
