import { max } from './max.js';
import { mean } from './mean.js';
import { norm } from './norm.js';
import { quantile } from './quantile.js';
import type { Statistic, StatisticName } from './statistic.js';

/** Everything that an image can be divided by. A new one is a file, a line here, and its name in the setting `by`. */
export const statistics: Readonly<Record<StatisticName, Statistic>> = { max, quantile, mean, norm };
