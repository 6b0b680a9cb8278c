// Whether the gate's rate limit keeps its word: 2,000 simulated models for each setting, each with a known rate of
// violations, judged by the limit's own code, after all cases and with early stopping. Prints how often a model at the limit
// passes (stated: at most 5 %), how often a model of the rate that is to pass fails (stated: at most 10 %, and with early
// stopping at most 5 % more), how often the bounds hold the true rate (stated: 95 % each), and the cases that were spared.
// Exits with status 1 if one of these is missed by more than chance explains.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { casesNeeded } from '../src/gate/statistics/casesNeeded.js';
import { lowerBound } from '../src/statistics/clopperPearson.js';
import type { Ruling } from '../src/gate/limits/limit.js';
import { rate as rateLimit } from '../src/gate/limits/rate.js';
import { grouped } from './models.js';

const models = Number(process.argv[2] ?? 2_000);
const claims = [
  { atMost: 0.01, typical: 0.0025 },
  { atMost: 0.05, typical: 0.01 },
  { atMost: 0.1, typical: 0.05 },
  { atMost: 0.01, typical: 0.005, cases: 5_000 },
  { atMost: 0.01, typical: 0 },
];
const confidence = 0.95;
const random = xoroshiro128plus(20_260_101);

/** What the gate says of a model of this rate. */
function judged(rate: number, atMost: number, cases: number, exhaustive: boolean): Ruling {
  const draft = rateLimit.draft({ atMost, confidence }, { property: 's', severity: 'fail' });
  const limit = draft.ready({ labels: [], cases, exhaustive, released: '' });
  const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
  let outcomes = '';
  do {
    const violated = uniformFloat64(random) < rate;
    counts[violated ? 'violated' : 'held']++;
    outcomes += violated ? 'v' : 'h';
  } while (!limit.settled(counts));
  return limit.judge({ counts, outcomes, batchDependent: false });
}

let missed = 0;

/** A share of the models, and whether it is above what was stated by more than chance explains. */
function shareOf(count: number, of: number, stated: number): string {
  const over = lowerBound(count, of, 0.999) > stated;
  if (over) missed++;
  return `${((100 * count) / of).toFixed(1)} %${over ? ' (MISSED)' : ''}`;
}

for (const { atMost, typical, ...told } of claims) {
  const cases = told.cases ?? casesNeeded({ atMost, confidence }, typical);
  console.log(`\nat most ${100 * atMost} %, a rate of ${100 * typical} % is to pass: ${grouped(cases)} cases`);
  for (const exhaustive of [true, false]) {
    const all = (rate: () => number) =>
      Array.from({ length: models }, () => {
        const truth = rate();
        return { truth, ...judged(truth, atMost, cases, exhaustive) };
      });
    const atLimit = all(() => atMost);
    const good = all(() => typical);
    // From a twentieth of the limit to five times it, as likely in each octave.
    const any = all(() => (atMost / 20) * 100 ** uniformFloat64(random));
    const passed = atLimit.filter(({ outcome }) => outcome === 'pass').length;
    const failed = good.filter(({ outcome }) => outcome === 'fail').length;
    const above = any.filter(({ truth, interval }) => truth > interval!.high).length;
    const below = any.filter(({ truth, interval }) => truth < interval!.low).length;
    const mean = (runs: readonly Ruling[]): string =>
      grouped(runs.reduce((sum, run) => sum + run.cases, 0) / runs.length);
    console.log(
      `  ${exhaustive ? 'fixed size    ' : 'early stopping'}: passed at the limit ${shareOf(passed, models, 1 - confidence)}, ` +
        `failed when good ${shareOf(failed, models, exhaustive ? 0.1 : 0.15)}; rate above its bound ` +
        `${shareOf(above, models, 1 - confidence)}, below ${shareOf(below, models, 1 - confidence)}; ` +
        `cases ${mean(good)} when good, ${mean(atLimit)} at the limit`,
    );
  }
}
if (missed > 0) process.exitCode = 1;
