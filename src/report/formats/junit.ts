import type { Builder, TestCase, TestSuite } from 'junit-report-builder';
import { formatRequired, formatMeasured } from '../../gate/figures.js';
import { countOutcomes, failuresFirst, foundFor, foundIn, replayOf, type Found } from '../../gate/known/findings.js';
import { presentable } from '../text/presentable.js';
import type { GateLimit, GateReport } from '../../gate/schema.js';

/**
 * The report as JUnit XML: a test case for every limit, failures first. A failed limit is a failure, an undecided one an error
 * (it does not pass), an accepted one is skipped, and a warning passes and says so in its output. Whatever the limits say,
 * there is a failure or an error in it unless the verdict is `pass`.
 *
 * @example await writeFile('junit.xml', await renderJunit(report));
 */
export async function renderJunit(raw: GateReport): Promise<string> {
  const report = presentable(raw);
  const junit = await loadBuilder();
  const builder = junit.newBuilder().name(`conic gate: ${report.verdict}`);
  const suite = builder.testSuite().name(`conic gate: ${report.model.id}`);
  suite.timestamp(report.started).time(report.durationMs / 1000);
  addProperties(suite, report);
  const found = foundIn(report);
  for (const limit of failuresFirst(report.limits)) addLimit(suite.testCase(), limit, found);
  addVerdict(suite, report);
  return builder.build();
}

/** The package is CommonJS and its types say that it is an ES module, so where the builder lies is looked up and not believed. */
async function loadBuilder(): Promise<Builder> {
  const { default: loaded } = await import('junit-report-builder');
  return isBuilder(loaded) ? loaded : loaded.default;
}

const isBuilder = (loaded: object): loaded is Builder => 'newBuilder' in loaded;

function addProperties(suite: TestSuite, { model, seed, verdict, baseline }: GateReport): void {
  const facts = {
    verdict,
    model: model.id,
    'model.sha256': model.digest,
    engine: model.engine,
    seed: String(seed),
    ...(baseline === undefined ? {} : { baseline: baseline.model, 'baseline.sha256': baseline.digest }),
  };
  // An attribute left empty would be written without a value, which is no XML.
  for (const [name, value] of Object.entries(facts)) suite.property(name, value === '' ? '–' : value);
}

function addLimit(test: TestCase, limit: GateLimit, found: readonly Found[]): void {
  test.className(`conic.gate.${limit.property}`).name(limit.name === '' ? 'unnamed' : limit.name);
  const details = cdata(detailsOf(limit, found));
  switch (limit.outcome) {
    case 'fail':
      test.failure(limit.reason, limit.kind).stacktrace(details);
      break;
    case 'inconclusive':
      test.error(limit.reason, 'inconclusive', details);
      break;
    case 'accepted':
      test.skipped().standardOutput(details);
      break;
    case 'warn':
      test.standardOutput(`warning\n${details}`);
      break;
    case 'pass':
      test.standardOutput(details);
  }
}

/** A verdict that no limit accounts for (warnings that count as failures, no limits at all) is a test case of its own. */
function addVerdict(suite: TestSuite, report: GateReport): void {
  const explained = report.limits.some(({ outcome }) => outcome === 'fail' || outcome === 'inconclusive');
  if (report.verdict === 'pass' || explained) return;
  const test = suite.testCase().className('conic.gate').name('verdict');
  if (report.verdict === 'fail') test.failure(`fail: ${countOutcomes(report)}`, 'verdict');
  else test.error(`inconclusive: ${countOutcomes(report)}`, 'inconclusive');
}

/** Counterexamples and nodes that a test case lists: every limit on a property would list them all again. */
const most = 5;

function detailsOf(limit: GateLimit, found: readonly Found[]): string {
  const { claim, reason, cases, accepted, culprits = [] } = limit;
  const about = foundFor(limit, found).filter(({ counterexample }) => counterexample !== undefined);
  return [
    claim,
    reason,
    `measured ${formatMeasured(limit)}, required ${formatRequired(limit)}, ${cases} cases`,
    ...(accepted === undefined ? [] : [`accepted until ${accepted.expires}: ${accepted.reason}`]),
    ...culprits.slice(0, most).map((node) => `to blame: ${node}`),
    ...(culprits.length > most ? [`and ${culprits.length - most} more`] : []),
    ...about.slice(0, most).flatMap(describe),
    ...(about.length > most ? [`and ${about.length - most} more counterexamples, in report.json`] : []),
  ].join('\n');
}

function describe({ property, result, counterexample }: Found): readonly string[] {
  if (counterexample === undefined) return [];
  const { why, cause } = counterexample;
  return [
    `counterexample: ${why}`,
    `cause: ${cause.kind}; ${cause.detail}`,
    `again: ${replayOf(result?.property ?? property, counterexample)}`,
  ];
}

/** The end of a CDATA section cannot stand inside one; the builder sees to the first of them only. */
const cdata = (text: string): string => text.replaceAll(']]>', ']]&gt;');
