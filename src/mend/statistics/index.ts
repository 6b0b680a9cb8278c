import { max } from './max.js';
import { mean } from './mean.js';
import { norm } from './norm.js';
import { quantile } from './quantile.js';
import type { Statistic } from './statistic.js';

/** Everything that an image can be divided by. A new one is a file and a line here. */
export const statistics: readonly Statistic[] = [max, quantile, mean, norm];
