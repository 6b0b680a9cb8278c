import type { Statistic } from './statistic.js';

/** The Euclidean norm: between the mean and the largest value in what sets the scale. */
export const norm: Statistic = {
  name: 'norm',
  said: 'its Euclidean norm',
  perChannel: true,
  write: ({ draft, tensor, axes }) => draft.reduce('norm', tensor, axes),
  of: (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)),
};
