import type { Measured, Statistic } from './statistic.js';

/** A quantile of the values: as the largest, but a few bright pixels do not set the scale. An image in which it is 0 counts as black. */
export const quantile: Statistic = {
  name: 'quantile',
  said: 'a quantile of its values',
  perChannel: false,
  write: ({ draft, tensor, count, rank, quantile }: Measured) => {
    const place = placeOf(count, quantile);
    const brightest = draft.largest(draft.reshape(tensor, [-1, count]), place);
    return draft.reshape(draft.pick(brightest, [place - 1], 1), [-1, ...Array<number>(rank - 1).fill(1)]);
  },
  of: (values, quantile) => values.toSorted().at(-placeOf(values.length, quantile))!,
};

/** The how manyeth largest value it is: 1 is the largest. */
const placeOf = (count: number, quantile: number): number =>
  Math.min(count, Math.max(1, Math.round((1 - quantile) * (count - 1)) + 1));
