import { checkShare, type ShareFindings } from '../../run/checkShare.js';
import type { Share } from '../../run/share.js';
import type { HeardOutcome } from '../../run/heard.js';
import { Tally } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { RunOptions } from '../../run/setup.js';
import type { Limit } from '../limits/limit.js';
import { isOver, stoppedBy, untilDeadline, type GateRun, type OwnGateShare } from './gateRun.js';
import { CaseLabelLetters } from './caseLabels.js';
import { curveOf } from './inspectImages.js';
import { caseNumbers, isEnough } from './inspectProperty.js';
import type { FoundInSpan, InspectedSpans, CaseSpan } from './inspectedShare.js';
import { OutcomeLetters } from './outcomes.js';
import { spareBlocks } from './spareBlocks.js';

/**
 * Tries a part's share of the cases of a property, and of spare ones. The first part ends where the single gate would; the others do not
 * know what came before, and end only where no further case can matter whatever that was.
 *
 * @param cases decided cases at most, of the whole gate.
 * @param limits whose answers are to be known.
 */
export async function shareProperty(
  property: Property<unknown>,
  cases: number,
  limits: readonly Limit[],
  run: GateRun,
  own: OwnGateShare,
): Promise<InspectedSpans> {
  const { name, claim, kind = 'claim', module } = property;
  const numbers = caseNumbers(property, cases);
  const { wanted, planned } = numbers;
  const spans: CaseSpan[] = [];
  const tried = new Tally();
  let misfed: ShareFindings<unknown>['misfed'];
  let isAtEnd = false;
  const trySpan = async (share: Share): Promise<void> => {
    if (share.from === share.to) return;
    if (isOver(run)) {
      spans.push(notTried(share, run));
      isAtEnd = true;
      return;
    }
    const { span, findings, ended } = await spanOf(property, share, run, (latest) => {
      tried.add(latest);
      return spans.length === 0 && share.from === 0
        ? isEnough(tried.counts, wanted, limits)
        : tried.counts.held + tried.counts.violated >= wanted ||
            limits.every((limit) => limit.settledAnyhow?.(tried.counts) === true);
    });
    spans.push(span);
    isAtEnd = ended || span.stopped !== undefined;
    misfed ??= findings.misfed;
  };
  // Where there is one part it has all numbers, and needs nothing to spare.
  const first = own.of(wanted);
  const isWhole = first.to - first.from === wanted;
  await trySpan(isWhole ? { from: 0, to: planned } : first);
  const { held, violated, vacuous, inconclusive } = tried.counts;
  const counts = { decided: held + violated, undecided: vacuous + inconclusive };
  const spare = isWhole || isAtEnd ? [] : spareBlocks(numbers, counts, own.spare);
  for (const block of spare) {
    const { from, to } = own.of(block.to - block.from);
    if (!isAtEnd) await trySpan({ from: block.from + from, to: block.from + to });
  }
  return {
    kind: 'cases',
    property: { name, claim, kind, ...(module === undefined ? {} : { module }) },
    wanted,
    planned,
    spans,
    ...(misfed === undefined ? {} : { misfed }),
  };
}

/** What is tried of a span, and whether it was ended as no further case can matter. */
interface TriedSpan {
  readonly span: CaseSpan;
  readonly findings: ShareFindings<unknown>;
  readonly ended: boolean;
}

/**
 * Tries some cases, one after the other.
 *
 * @param until is told what each came to, and says whether no further case can matter.
 * @param options of the run; default: those of the gate.
 */
export async function spanOf(
  property: Property<unknown>,
  share: Share,
  run: GateRun,
  until: (latest: HeardOutcome) => boolean,
  options: RunOptions = { ...run.options, ...untilDeadline(run) },
): Promise<TriedSpan> {
  const letters = new OutcomeLetters();
  const whys: string[] = [];
  const labels = new CaseLabelLetters();
  let number = share.from;
  let ended = false;
  const told: RunOptions = {
    ...options,
    until: (_, latest) => {
      letters.add(latest.kind);
      labels.add(number++, latest);
      if (latest.kind === 'vacuous' || latest.kind === 'inconclusive') whys.push(latest.why);
      ended = until(latest);
      return ended;
    },
  };
  const findings = await checkShare(property, run.classifier, told, { share, measuring: true, mayEnd: true });
  const { stopped, lost, evaluated, durationMs } = findings;
  if (lost !== undefined) run.loss.found = lost;
  const found: FoundInSpan[] = [];
  for (const one of findings.found) found.push({ ...one, ...(await curveOf(one.counterexample ?? undefined, run)) });
  const span = {
    ...share,
    outcomes: letters.toString(),
    whys,
    // One case is a table of one row, which the single gate does not show either.
    ...(property.count === 1 ? {} : labels.inSpan),
    found,
    ...(stopped === undefined ? {} : { stopped }),
    ...(lost === undefined ? {} : { lost }),
    evaluated,
    durationMs,
  };
  return { span, findings, ended };
}

/** What is known of cases whose turn did not come before the run was over. */
export const notTried = (share: Share, run: GateRun): CaseSpan => ({
  ...share,
  outcomes: '',
  whys: [],
  ...new CaseLabelLetters().inSpan,
  found: [],
  stopped: stoppedBy(run),
  ...(run.loss.found === undefined ? {} : { lost: run.loss.found }),
  evaluated: 0,
  durationMs: 0,
});
