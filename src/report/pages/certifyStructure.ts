import { describeCulprit } from '../../network/degree/flaw.js';
import type { StructureReport } from '../documents/certifyStructure.js';
import type { Block, Check, ListItem, Page, Tone, PageVerdict } from '../page.js';

type Structure = StructureReport['structure'];
type Dynamic = NonNullable<StructureReport['dynamic']>;

const tones: Record<StructureReport['verdict'], Tone> = {
  proved: 'pass',
  'not homogeneous': 'fail',
  undecided: 'inconclusive',
};

/** A certificate by structure for readers: verdict, culprits or consequences, and what probing found. */
export function structurePage(report: StructureReport): Page {
  const { model, structure, dynamic, disagreements, environment } = report;
  return {
    command: 'certify --structure',
    model,
    verdict: verdictOf(report),
    sections: [
      {
        title: 'Certificate',
        dense: true,
        blocks: [
          ...structureBlocks(structure),
          ...(dynamic === undefined ? [] : [probed(dynamic)]),
          // What has made it undecided stands there as the reason.
          ...disagreements
            .filter((text) => text !== structure.reason)
            .map((text): Block => ({
              kind: 'paragraph',
              words: [{ text: `disagreement: ${text}`, tone: 'fail' }],
            })),
        ],
      },
    ],
    checks: [checkOf(report)],
    labels: [],
    environment,
    document: 'report.json',
  };
}

function structureBlocks(structure: Structure): readonly Block[] {
  const { network, culprits, preprocessing, follows, cautions, degree, tensor, nodes, reason } = structure;
  const of = degree === undefined ? '' : ` with degree ${degree} (${nodes} nodes, up to the tensor "${tensor}")`;
  const broken = preprocessing.map(({ what }) => what).join(', then ');
  return [
    {
      kind: 'list',
      title: ['network: ', { text: network, tone: tones[network] }, of],
      items: [
        ...(reason === undefined ? [] : [{ words: reason }]),
        ...culprits.map((culprit) => ({ words: inWords(culprit), details: [`fix: ${culprit.remedy}`] })),
      ],
      many: true,
    },
    ...(preprocessing.length === 0
      ? []
      : [
          {
            kind: 'list',
            title: ['with your preprocessing: ', { text: `broken by ${broken}`, tone: 'fail' }],
            items: preprocessing.map(({ remedy }) => ({ words: `fix: ${remedy}` })),
          } as const,
        ]),
    ...(follows.length === 0
      ? []
      : [
          {
            kind: 'list',
            title: 'for every image, in real arithmetic:',
            items: follows.map(({ name, text }): ListItem => ({
              words: [`${text}  `, { text: name, weight: 'soft' }],
            })),
          } as const,
        ]),
    ...cautions.map((text) => ({ kind: 'note', text }) as const),
  ];
}

const inWords = ({ node, operation, what }: Structure['culprits'][number]): string =>
  describeCulprit({ node, operation, what });

function probed({ verdict, tried, culprit, limits, reason }: Dynamic): Block {
  const { images, scalars, tensors } = tried;
  return {
    kind: 'list',
    title: `probed with powers of two: ${verdict} (${images} images, ${scalars} scalars, ${tensors} tensors)`,
    items: [
      ...(reason === undefined ? [] : [reason]),
      ...(culprit === undefined
        ? []
        : [
            `the first tensor that does not scale bit by bit: "${culprit.tensor}" of ${culprit.node} (${culprit.operation}); ${culprit.what}`,
          ]),
      ...limits,
    ].map((words) => ({ words })),
  };
}

function verdictOf({ verdict, structure, model }: StructureReport): PageVerdict {
  const { network, culprits } = structure;
  const blame =
    network === 'proved' || culprits.length === 0
      ? 'the preprocessing breaks it'
      : `${culprits.length} ${culprits.length === 1 ? 'node breaks' : 'nodes break'} it`;
  const because = {
    proved: `${model.id} is positively homogeneous`,
    undecided: `nothing is proved of ${model.id}`,
    'not homogeneous': `${model.id}; ${blame}`,
  };
  const meaning = {
    proved: 'No positive scalar changes the label of any image.',
    undecided: 'There is no answer yet.',
    'not homogeneous': 'Scalars can change labels.',
  };
  const asides =
    verdict === 'proved' ? ['proved-structure: of the network in real arithmetic, not of every engine’s floats'] : [];
  return { word: verdict, tone: tones[verdict], meaning: meaning[verdict], because: because[verdict], asides };
}

function checkOf(report: StructureReport): Check {
  const { verdict, structure } = report;
  const { culprits, preprocessing, follows, reason } = structure;
  const outcomes = { proved: 'pass', 'not homogeneous': 'fail', undecided: 'error' } as const;
  return {
    name: 'the network and its preprocessing are positively homogeneous',
    outcome: outcomes[verdict],
    message: reason ?? `${verdict}: ${verdictOf(report).because}`,
    type: verdict,
    details: [
      ...follows.map(({ text }) => text),
      ...[...culprits, ...preprocessing].flatMap((culprit) => [inWords(culprit), `fix: ${culprit.remedy}`]),
    ],
  };
}
