import { counted } from '../../counted.js';
import { formatStrength } from '../../image/transformation.js';
import type { HuntAlongReport } from '../documents/huntAlong.js';
import type { Check, List, Page, PageVerdict, Table } from '../page.js';
import { huntedByLabel } from './huntedByLabel.js';
import { plainText } from '../text/plainText.js';

/** Images in the table of the worst, and letters of a name in it. */
const listed = 12;
const longestImage = 48;

/** A report of `conic hunt --along` for readers. */
export function huntAlongPage(report: HuntAlongReport): Page {
  const { model, assumed, along, summary, files, environment, durationMs } = report;
  const pictures = files
    .filter((file) => file.endsWith('.png'))
    .map((file) => ({ file, caption: file === 'sheet.png' ? 'the worst' : `scores along ${along.transformation}` }));
  const rows = summary.flipped === 0 ? [] : huntedByLabel(summary, 'report.json');
  return {
    command: `hunt --along ${along.transformation}`,
    model,
    verdict: verdictOf(report),
    sections: [
      { title: 'Images', blocks: [summaryList(report)] },
      ...(summary.flipped === 0
        ? []
        : [
            {
              title: 'Flips',
              blocks: [{ kind: 'paragraph', words: keepsInWords(report) } as const, worstTable(report)],
            },
          ]),
      ...(rows.length === 0 ? [] : [{ title: 'By label', room: 'summary', blocks: rows } as const]),
      ...(pictures.length === 0
        ? []
        : [{ title: 'Worst images', room: 'page', blocks: [{ kind: 'pictures', pictures }] } as const]),
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: report.results.map(checkOf),
    labels: model.labels,
    durationMs,
    environment,
    document: 'report.json',
  };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function verdictOf({ verdict, reason, summary, planned, model, along, results }: HuntAlongReport): PageVerdict {
  const because = {
    held: `no flip at any strength tried for ${counted(summary.unflipped, 'image')} of ${model.id}`,
    violated: `${summary.flipped} of ${counted(planned, 'image')} ${summary.flipped === 1 ? 'flips' : 'flip'}`,
    inconclusive:
      reason === 'aborted'
        ? `stopped after ${results.length} of ${counted(planned, 'image')}, of which ${summary.flipped} flip`
        : `${along.transformation} says nothing about these images, or each is a near tie to begin with`,
  };
  const meaning = {
    held: `No flip was found among strengths at most ${percent(summary.apart)} of the range apart, which is no proof for those in between.`,
    violated: `Along ${along.transformation} labels change. It does more than multiply by a scalar, so no part of the network is blamed.`,
    inconclusive: 'There is no answer yet.',
  };
  const tone = { held: 'pass', violated: 'fail', inconclusive: 'inconclusive' } as const;
  return { word: verdict, tone: tone[verdict], meaning: meaning[verdict], because: because[verdict], asides: [] };
}

function summaryList({ summary, along, planned, results }: HuntAlongReport): List {
  const { min, max } = along.strengths;
  const range = `${formatStrength(min)} to ${formatStrength(max)}`;
  return {
    kind: 'list',
    title: [
      {
        text: `${results.length} of ${counted(planned, 'image')} hunted along ${along.transformation} ${range}`,
        weight: 'strong',
      },
    ],
    items: [
      `strength: ${along.means}; nothing is done at ${formatStrength(along.identity)}`,
      `${summary.flipped} flip, ${summary.unflipped} at no strength tried, ${summary.vacuous} vacuous${vacuousInWords(results)}`,
      `${summary.evaluations} evaluations; where nothing flips, neighbouring strengths are at most ${percent(summary.apart)} of the range apart`,
    ].map((words) => ({ words })),
  };
}

function vacuousInWords(results: HuntAlongReport['results']): string {
  const reasons = new Set(results.flatMap(({ why }) => (why === undefined ? [] : [why])));
  return reasons.size === 0 ? '' : ` (${[...reasons].join('; ')})`;
}

const keepsInWords = ({ summary: { keeps } }: HuntAlongReport): string =>
  `images that keep their label as far as ${keeps.map(({ strength, share }) => `${formatStrength(Number(strength.toPrecision(3)))}: ${percent(share)}`).join(', ')}`;

function worstTable({ summary: { worst }, results }: HuntAlongReport): Table {
  const titles = ['worst images', 'label', 'becomes', 'at', 'clearly at'];
  return {
    kind: 'table',
    label: 'the images that flip nearest identity',
    columns: titles.map((title, i) => ({ title, align: i < 3 ? 'left' : 'right' }) as const),
    rows: worst.slice(0, listed).flatMap((index) => {
      const one = results.find((result) => result.index === index);
      return [one?.below, one?.above].flatMap((flip) =>
        one === undefined || flip === undefined
          ? []
          : [
              [
                plainText(one.image, longestImage),
                one.label,
                flip.witness.label,
                formatStrength(flip.strength),
                formatStrength(flip.witness.strength),
              ],
            ],
      );
    }),
  };
}

function checkOf({ image, label, outcome, why, below, above, clear }: HuntAlongReport['results'][number]): Check {
  const flips = [below, above].flatMap((flip) =>
    flip === undefined ? [] : [`${label} becomes ${flip.witness.label} at ${formatStrength(flip.strength)}`],
  );
  const outcomes = { flipped: 'fail', unflipped: 'pass', vacuous: 'skipped' } as const;
  const unflipped = `no flip among ${clear.strengths} strengths from ${formatStrength(clear.min)} to ${formatStrength(clear.max)}`;
  return {
    name: image,
    outcome: outcomes[outcome],
    message: flips.join('; ') || (outcome === 'unflipped' ? unflipped : (why ?? outcome)),
    type: outcome,
    details: flips,
  };
}
