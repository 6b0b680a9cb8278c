import { describeCulprit } from '../network/degree/flaw.js';
import { formatScalar, type Truth } from '../image/image.js';
import { explain } from '../report/pages/explain.js';
import { headlineOf, ifMeant, remedyInWords } from '../report/text/misfedInWords.js';
import { labelOf } from '../classifier/scores.js';
import { truthOfAll } from '../run/confirmView.js';
import type { View } from '../run/outcome.js';
import type { Cause } from '../run/cause.js';
import type { Counterexample, Result, ShownViolation } from '../run/result.js';
import { drawBlocks, type Screen } from './blocks.js';
import { replayLine, type Call } from './call.js';

// What a matcher says when it fails. First what was claimed, then what happened, why, and how to see it again.

/** What a message is made of. */
export interface Told {
  readonly call: Call;
  readonly model: string;
  readonly labels: readonly string[];
  readonly screen: Screen;
  /** Where the counterexample is kept: its picture, or a folder without one; or why it is not. */
  readonly kept?: string;
}

/** Most nodes that are blamed by name. */
const blamed = 3;

/** Most labels whose scores are listed. */
const listed = 10;

/** A claim that is false: the counterexample in words. */
export const violatedMessage = (result: Result, told: Told): string => joined(...violation(result, told, []));

/** A rate that is higher than allowed: how high, and the worst case. */
export function exceededMessage(result: Result, most: number, told: Told): string {
  const decided = result.held + result.violated;
  const share = `${result.violated} of ${count(decided, 'case')} violated (${percent(result.violated / decided)}), at most ${percent(most)} allowed`;
  return joined(...violation(result, told, indented([share])));
}

/** The paragraphs on a violation; `share` comes after the claim. */
function violation(result: Result, told: Told, share: readonly string[]): readonly (readonly string[])[] {
  const { call, labels, screen } = told;
  const found = result.counterexample;
  const head = headOf(told, `not so: ${result.claim}`);
  const tried = `${count(result.cases, 'case')}, ${result.violated} violated; seed ${result.seed}`;
  if (found === undefined)
    return [
      head,
      share,
      facts([
        ['tried', tried],
        ['replay', replayLine(call, result.seed)],
      ]),
    ];
  return [
    head,
    share,
    facts([...describe(found), ['margin', marginOf(found)]]),
    scoreTable(found.views, labels),
    indented(drawBlocks(endsOf(found.views), screen)),
    found.clearest === undefined ? [] : facts([['clearest', clearestInWords(found.clearest)]]),
    facts([
      ['cause', `${found.cause.kind}; ${found.cause.detail}`],
      ...culpritFacts(found.cause),
      ...(result.misfed === undefined ? [] : [['but', headlineOf(result.misfed)] as const]),
      ...(told.kept === undefined ? [] : [[told.kept.endsWith('.png') ? 'picture' : 'kept', told.kept] as const]),
      ['tried', `${tried}; made simpler ${count(found.shrinks, 'time')}`],
      ['replay', replayLine(call, found.seed, found.path)],
    ]),
  ];
}

/** A claim that was expected to be false, and held. */
export function heldMessage(result: Result, told: Told): string {
  const { held, cases } = result;
  return joined(
    headOf(told, `expected not to be so: ${result.claim}`),
    facts([
      ['found', `it held in ${held} of ${count(cases, 'case')}, and none was violated`],
      ['replay', replayLine(told.call, result.seed)],
    ]),
  );
}

/** A rate within what is allowed, where it was expected not to be. */
export function withinMessage(result: Result, most: number, told: Told): string {
  const decided = result.held + result.violated;
  return joined(
    headOf(told, `expected to be violated more often: ${result.claim}`),
    facts([
      ['found', `${result.violated} of ${count(decided, 'case')} violated, which is within ${percent(most)}`],
      ['replay', replayLine(told.call, result.seed)],
    ]),
  );
}

/** Neither true nor false, which passes for neither. */
export function undecidedMessage(result: Result, told: Told): string {
  const { misfed } = result;
  if (misfed !== undefined && isMisfedAlone(result))
    return joined(
      headOf(told, `no answer: ${result.claim}`),
      facts([
        ['found', headlineOf(misfed)],
        ['remedy', remedyInWords(misfed.remedy, 'code')],
        ['', ifMeant('code')],
        ['replay', replayLine(told.call, result.seed)],
      ]),
    );
  const remedy = result.reason === 'time limit' ? moreTime : undefined;
  return joined(
    headOf(told, `no answer: ${result.claim}`),
    facts([
      ['found', whyUndecided(result)],
      ...(remedy === undefined ? [] : [['remedy', remedy] as const]),
      ['replay', replayLine(told.call, result.seed)],
    ]),
  );
}

/** What is known of a run that is under way. */
export interface RunSoFar {
  readonly model: string;
  /** Undefined where that is not known yet. */
  readonly claim: string | undefined;
  /** Cases that were begun, those that are made simpler included. */
  readonly tried: number;
  /** What happened in the last that violated the claim. */
  readonly violated: string | undefined;
}

/** The test is over in a moment, and the run is not. */
export const lateMessage = (call: Call, { model, claim, tried, violated }: RunSoFar, seed: number): string =>
  joined(
    headOf({ call, model }, claim === undefined ? 'no answer' : `no answer: ${claim}`),
    facts([
      [
        'found',
        tried === 0
          ? 'the time of the test was over before the first case: model and images took it all'
          : violated === undefined
            ? `the time of the test was over in the middle of ${count(tried, 'case')}, none of them violated so far`
            : `the time of the test was over in the middle of ${count(tried, 'case')}. One was violated and could not be confirmed in time: ${violated}`,
      ],
      ['remedy', moreTime],
      ['replay', replayLine(call, seed)],
    ]),
  );

const moreTime = "give the test more time, as in test('…', body, 30_000), or ask for fewer cases";

/** Whether nothing else is in the way of an answer. */
const isMisfedAlone = ({ verdict, reason }: Result): boolean => verdict !== 'inconclusive' || reason === 'at chance';

/** Where a rate was to be measured, violations are no answer yet. */
const whyUndecided = (result: Result): string =>
  result.reason === 'time limit' && result.violated > 0
    ? `time limit reached after ${result.cases} of ${result.planned} cases, ${result.violated} violated`
    : explain(result);

/** Something that says nothing about the claim: a model that failed with this seed, a file that is missing. */
export const faultMessage = (call: Call, model: string, fault: string, seed?: number): string =>
  joined(
    headOf({ call, model }, 'could not be tried'),
    indented([fault]),
    seed === undefined ? [] : facts([['replay', replayLine(call, seed)]]),
  );

/** The nodes to blame, a line each; of many the first few. */
const culpritFacts = ({ culprits = [] }: Cause): readonly Fact[] => {
  const lines = culprits.slice(0, blamed).map((culprit, i): Fact => [i === 0 ? 'blame' : '', describeCulprit(culprit)]);
  const more = culprits.length - blamed;
  return more > 0 ? [...lines, ['', `and ${count(more, 'more node')}`]] : lines;
};

const headOf = ({ call, model }: Pick<Told, 'call' | 'model'>, what: string): readonly string[] => [
  call.head(model),
  '',
  what,
];

function describe({ views, scalar, label, labelAfter, why }: Counterexample): readonly Fact[] {
  const [first] = views;
  const last = views.at(-1);
  const acted = last?.space === 'model' ? ', after preprocessing' : '';
  // A combination of several images has no one original.
  const images: readonly Fact[] =
    scalar !== undefined && views.length === 2
      ? [['image', first?.image.description ?? '']]
      : views.map(({ title, image }) => [title, image.description]);
  return [
    ...images,
    ...(scalar === undefined || views.length < 2 ? [] : [['scalar', `${formatScalar(scalar)}${acted}`] as const]),
    first === last || label === labelAfter ? ['found', why] : ['label', `${label} -> ${labelAfter}`],
    ...truthFacts(views),
  ];
}

/** The clearest violation, in a line. */
function clearestInWords({ why, margin, views }: ShownViolation): string {
  const last = views.at(-1);
  return `${why} by ${brief(-margin)} of the largest score: ${last?.image.description ?? ''}`;
}

/** What the images are known to show: once where it is one label, else of each view that is known. */
function truthFacts(views: Counterexample['views']): readonly Fact[] {
  const common = truthOfAll(views);
  const known = ({ name, by }: Truth): string => `${by} says ${name}`;
  if (common !== undefined) return [['truth', known(common)]];
  return views.flatMap(({ title, truth }): readonly Fact[] =>
    truth === undefined ? [] : [['truth', `${title}: ${known(truth)}`]],
  );
}

/** What is compared between images is so in shares of a score; what is said of one image alone has a unit of its own. */
const marginOf = ({ margin, views }: Counterexample): string =>
  views.length > 1 ? `${brief(margin)} of the largest score` : brief(margin);

type Fact = readonly [title: string, text: string];

const facts = (all: readonly Fact[]): readonly string[] => {
  const width = Math.max(...all.map(([title]) => title.length));
  return indented(all.map(([title, text]) => `${title.padEnd(width)}  ${text}`));
};

/** The scores of every view, a column each; of many labels, those that lead in one of them. */
function scoreTable(views: readonly View[], labels: readonly string[]): readonly string[] {
  const shown = leading(views, labels.length);
  const rows = [
    ['', ...views.map(({ title }) => title)],
    ...shown.map((label) => [
      labels[label] ?? String(label),
      ...views.map(({ scores }) => `${labelOf(scores) === label ? '> ' : ''}${brief(scores[label] ?? NaN)}`),
    ]),
  ];
  const widths = views.map((_, i) => Math.max(...rows.map((row) => row[i + 1]?.length ?? 0)));
  const first = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', ...cells]) =>
    [name.padEnd(first), ...cells.map((cell, i) => cell.padStart(widths[i] ?? 0))].join('   ').trimEnd(),
  );
  const left = labels.length - shown.length;
  return indented(left === 0 ? lines : [...lines, `and ${count(left, 'more label')}`]);
}

/** Labels to show: all if they are few, else the highest of each view; in the order of the first view. */
function leading(views: readonly View[], classes: number): readonly number[] {
  const orders = views.map(({ scores }) => [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)));
  const [order = []] = orders;
  if (classes <= listed) return order;
  const each = Math.max(1, Math.floor(listed / views.length));
  const chosen = new Set(orders.flatMap((ranked) => ranked.slice(0, each)));
  return order.filter((label) => chosen.has(label));
}

/** The image itself and the one that went wrong. */
const endsOf = (views: readonly View[]) =>
  views.flatMap(({ image }, i) => (i === 0 || i === views.length - 1 ? [image] : []));

const joined = (...parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

const brief = (score: number): string => String(Number(score.toPrecision(4)));

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
