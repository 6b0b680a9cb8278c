import { createRequire } from 'node:module';
import type { Builder, TestCase, TestSuite } from 'junit-report-builder';
import type { Check, Page } from '../page.js';
import { presentable } from '../text/presentable.js';
import type { Format } from './format.js';

/** Letters of a text; the whole text is in the document. */
const longest = 400;

/**
 * A page as JUnit XML: a test case for every check, failures first where the page has them first. What could not be decided is
 * an error, since it does not pass. Whatever the checks say, there is a failure or an error in it unless the verdict is good.
 */
export const junit: Format = { file: () => 'junit.xml', render: async ({ page }) => junitText(page) };

/** @example await writeFile('junit.xml', await junitText(gatePage(report))); */
export async function junitText(raw: Page): Promise<string> {
  const page = presentable(raw, longest);
  const loaded = loadBuilder();
  const builder = loaded.newBuilder().name(`conic ${page.command}: ${page.verdict.word}`);
  const suite = builder.testSuite().name(`conic ${page.command}: ${page.model.id}`);
  if (page.started !== undefined) suite.timestamp(page.started);
  if (page.durationMs !== undefined) suite.time(page.durationMs / 1000);
  addProperties(suite, page);
  const group = `conic.${page.command.replaceAll(' --', '.')}`;
  for (const check of page.checks) {
    const name = check.group === undefined ? group : `${group}.${check.group}`;
    addCheck(suite.testCase().className(name), check);
  }
  addVerdict(suite, page, group);
  return builder.build();
}

// Loaded when it is needed, and by require: an import reads all of it for names first, a tenth of a second.
const load = createRequire(import.meta.url);

function loadBuilder(): Builder {
  const builder: Builder = load('junit-report-builder');
  return builder;
}

function addProperties(suite: TestSuite, { model, seed, verdict, baseline }: Page): void {
  const facts = {
    verdict: verdict.word,
    model: model.id,
    'model.sha256': model.digest,
    engine: model.engine,
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...(baseline === undefined ? {} : { baseline: baseline.model, 'baseline.sha256': baseline.digest }),
  };
  for (const [name, value] of Object.entries(facts)) suite.property(name, notEmpty(value, '–'));
}

function addCheck(test: TestCase, { name, outcome, message, type, details, durationMs }: Check): void {
  test.name(notEmpty(name, 'unnamed'));
  if (durationMs !== undefined) test.time(durationMs / 1000);
  const text = cdata(details.join('\n'));
  switch (outcome) {
    case 'fail':
      test.failure(message, type).stacktrace(text);
      break;
    case 'error':
      test.error(message, type, text);
      break;
    case 'skipped':
      test.skipped().standardOutput(text);
      break;
    case 'pass':
      test.standardOutput(text);
  }
}

/** A verdict that no check accounts for (warnings that count as failures, no checks at all) is a test case of its own. */
function addVerdict(suite: TestSuite, { verdict, checks }: Page, group: string): void {
  const explained = checks.some(({ outcome }) => outcome === 'fail' || outcome === 'error');
  if (verdict.tone === 'pass' || explained) return;
  const test = suite.testCase().className(group).name('verdict');
  const message = `${verdict.word}: ${verdict.because}`;
  if (verdict.tone === 'fail') test.failure(message, 'verdict');
  else test.error(message, verdict.word);
}

/** An attribute left empty would be written without a value, which is no XML. */
const notEmpty = (text: string, otherwise: string): string => (text === '' ? otherwise : text);

/** The end of a CDATA section cannot stand inside one; the builder sees to the first of them only. */
const cdata = (text: string): string => text.replaceAll(']]>', ']]&gt;');
