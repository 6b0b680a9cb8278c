import { describeCulprit, type Culprit } from '../../certify/structure/culprit.js';
import type { Certification } from '../../certify/compare.js';
import type { StructureCertificate } from '../../certify/structure/certifyStructure.js';
import type { DynamicResult } from '../../certify/dynamic/certifyDynamic.js';
import type { Colors } from '../formats/console.js';

/** A certificate in words: verdict, culprits or consequences, and what probing found. The last line is the verdict. */
export function describeCertification(id: string, certification: Certification, colours: Colors): string {
  const { structure, dynamic, disagreements } = certification;
  return [
    ...describeStructure(structure, colours),
    ...(dynamic === undefined ? [] : describeDynamic(dynamic)),
    ...disagreements.map((text) => colours.red(`disagreement: ${text}`)),
    '',
    verdictLine(id, structure, colours),
  ].join('\n');
}

function describeStructure(certificate: StructureCertificate, colours: Colors): readonly string[] {
  const { network, culprits, preprocessing, follows, cautions, degree, tensor, nodes, reason } = certificate;
  const colour = network === 'proved' ? colours.green : network === 'undecided' ? colours.yellow : colours.red;
  const of = degree === undefined ? '' : ` with degree ${degree} (${nodes} nodes, up to the tensor "${tensor}")`;
  const broken = preprocessing.map(({ what }) => what).join(', then ');
  return [
    `network: ${colour(network)}${of}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...culprits.flatMap((culprit) => describe(culprit)),
    ...(preprocessing.length === 0 ? [] : [`with your preprocessing: ${colours.red(`broken by ${broken}`)}`]),
    ...preprocessing.map(({ remedy }) => `    mend: ${remedy}`),
    ...(follows.length === 0 ? [] : ['for every image, in real arithmetic:']),
    ...follows.map(({ name, text }) => `  ${text}  ${colours.dim(name)}`),
    ...cautions.map((text) => colours.yellow(`note: ${text}`)),
  ];
}

const describe = (culprit: Culprit): readonly string[] => [
  `  ${describeCulprit(culprit)}`,
  `    mend: ${culprit.remedy}`,
];

function describeDynamic({ verdict, tried, culprit, limits, reason }: DynamicResult): readonly string[] {
  const first =
    culprit === undefined
      ? []
      : [
          `  the first tensor that does not scale bit by bit: "${culprit.tensor}" of ${culprit.node} (${culprit.operation}); ${culprit.what}`,
        ];
  return [
    `probed with powers of two: ${verdict} (${tried.images} images, ${tried.scalars} scalars, ${tried.tensors} tensors)`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...first,
    ...limits.map((text) => `  ${text}`),
  ];
}

function verdictLine(id: string, { verdict, network, culprits }: StructureCertificate, colours: Colors): string {
  if (verdict === 'proved')
    return `${colours.green(`proved: ${id} is positively homogeneous`)}  ${colours.dim('(proved-structure: of the network in real arithmetic, not of every engine’s floats)')}`;
  if (verdict === 'undecided') return colours.yellow(`undecided: nothing is proved of ${id}`);
  const blame =
    network === 'proved'
      ? 'the preprocessing breaks it'
      : `${culprits.length} ${culprits.length === 1 ? 'node breaks' : 'nodes break'} it`;
  return colours.red(`not homogeneous: ${id}; ${blame}`);
}
