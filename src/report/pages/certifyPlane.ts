import type { PlaneReport } from '../documents/certifyPlane.js';
import type { Block, Page, PageVerdict } from '../page.js';
import { shortNumber } from '../text/figures.js';
import { aboutProofs, certifiedTones, checkOutcomes } from './certified.js';

/** A certificate of a plane for readers. */
export function planePage(report: PlaneReport): Page {
  const { model, plane, labels, files, verdict, environment } = report;
  const lines = planeLines(report);
  const [title, ...items] = lines;
  const notes = [...(plane.note === undefined ? [] : [plane.note]), ...(plane.labels.length > 0 ? [aboutProofs] : [])];
  const pictures: Block = {
    kind: 'pictures',
    pictures: files.filter((file) => file.endsWith('.png')).map((file) => ({ file, caption: 'labels of the plane' })),
  };
  return {
    command: 'certify --plane',
    model,
    verdict: verdictOf(report),
    sections: [
      { title: 'Plane', dense: true, blocks: [{ kind: 'list', title, items: items.map((words) => ({ words })) }] },
      ...(notes.length === 0
        ? []
        : [{ dense: true, blocks: notes.map((words) => ({ kind: 'paragraph', words }) as const) }]),
      ...(files.length === 0 ? [] : [{ title: 'Drawn', room: 'page', blocks: [pictures] } as const]),
    ],
    checks: [
      {
        name: plane.images.join('; '),
        outcome: checkOutcomes[verdict],
        message: title,
        type: plane.word,
        details: lines,
        durationMs: plane.durationMs,
      },
    ],
    labels,
    environment,
    document: 'report.json',
  };
}

/** A plane in a few lines: what it is, what each label has of it, and what is undecided. */
function planeLines({ plane, labels }: PlaneReport): readonly [string, ...(readonly string[])] {
  const { images, axes, word, reason, undecided, pieces } = plane;
  const where = axes.map(({ name, from, to }) => `${name} ${shortNumber(from, 6)} to ${shortNumber(to, 6)}`).join(', ');
  return [
    `${images.join('; ')}, ${where}: ${word}${reason === undefined ? '' : `: ${reason}`}`,
    ...plane.labels.map(({ label, share, at, engineLabel }) => {
      const name = labels[label] ?? String(label);
      const place = at.map((value) => shortNumber(value, 4)).join(', ');
      const said =
        engineLabel === label
          ? 'so says the engine'
          : `the engine says ${engineLabel === undefined ? 'nothing' : (labels[engineLabel] ?? engineLabel)}`;
      return `${name}: ${percentOf(share)} of the plane; ${said} at ${place}`;
    }),
    `undecided: ${percentOf(undecided.share)} of the plane`,
    `${pieces} pieces of the network looked at`,
  ];
}

const percentOf = (share: number): string => `${shortNumber(share * 100, 3)} %`;

function verdictOf({ verdict, plane }: PlaneReport): PageVerdict {
  const meaning = {
    held: 'The whole plane has one label.',
    violated: 'The plane has several labels, and the engine shows it.',
    inconclusive: 'Not everything is proved.',
  };
  const labels = `${plane.labels.length} ${plane.labels.length === 1 ? 'label' : 'labels'}`;
  return {
    word: verdict,
    tone: certifiedTones[verdict],
    meaning: meaning[verdict],
    because: `${labels} proved on ${percentOf(1 - plane.undecided.share)} of the plane`,
    asides: [],
  };
}
