import { allowedViolations } from '../statistics/casesNeeded.js';
import { clopperPearson, type Interval } from '../statistics/clopperPearson.js';
import { counted, grouped, percent } from '../words.js';
import { decidedOf, limitOn, shortness, type LimitKind } from './limit.js';

/**
 * At least this share of images keeps its label while the light is turned down to a scalar. Without a confidence it is about
 * these images; with one, about all images of which these are a sample.
 */
export const margin: LimitKind = (asked) => {
  if (asked.margin === undefined) return undefined;
  const { cases, margin: wanted } = asked;
  const { share, scalar, confidence } = wanted;
  const sure = confidence === undefined ? '' : `, with ${percent(confidence)} confidence`;
  const claim = `at least ${percent(share)} of images keep their label down to ${scalar}${sure}`;
  // As a rate of lost labels it is the same question.
  const allowed =
    confidence === undefined
      ? Math.floor(cases * (1 - share) + 1e-9)
      : allowedViolations({ atMost: 1 - share, confidence }, cases);
  return limitOn(asked, 'margin', claim, {
    planned: cases,
    announcement: `${counted(cases, 'image')}, of which ${allowed < 0 ? 'too few to show that' : `up to ${grouped(allowed)} may lose their label, so that`} ${claim}`,
    settled: () => false,
    judge: (evidence) => {
      const { counts } = evidence;
      const decided = decidedOf(counts);
      const lost = clopperPearson(counts.violated, decided, confidence ?? 0.975);
      const interval: Interval = { ...lost, low: 1 - lost.high, high: 1 - lost.low };
      const kept = decided === 0 ? undefined : counts.held / decided;
      const common = { cases: decided, limit: share, ...(kept === undefined ? {} : { measured: kept, interval }) };
      const short = { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) } as const;
      if (kept === undefined || evidence.stopped !== undefined) return short;
      const seen = `${grouped(counts.held)} of ${counted(decided, 'image')} keep their label`;
      const bound = confidence === undefined ? '' : `: a share of at least ${percent(interval.low)}${sure}`;
      const enough =
        confidence === undefined
          ? kept >= share
          : counts.violated <= allowedViolations({ atMost: 1 - share, confidence }, decided);
      if (enough) return { ...common, outcome: 'pass', reason: `${seen}${bound}` };
      if (confidence !== undefined && counts.violated === 0)
        return {
          ...common,
          outcome: 'inconclusive',
          reason: `${seen}, which are too few to show more than ${percent(interval.low)}`,
        };
      return {
        ...common,
        outcome: 'fail',
        reason: `${seen}${bound}`,
        badness: { measured: 1 - kept, atLeast: lost.low, atMost: lost.high },
      };
    },
  });
};
