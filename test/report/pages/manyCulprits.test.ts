import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import type { Block, Page } from '../../../src/report/page.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { structureReportOf } from '../../../src/report/documents/structureReport.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { structurePage } from '../../../src/report/pages/certifyStructure.js';
import { onnxModel, weights, type OnnxNode } from '../../models/onnxFile.js';
import { networkOf } from '../../models/networkOf.js';

/** Layer after layer with a bias. */
function biased(layers: number): Page {
  const nodes = Array.from({ length: layers }, (_, i): OnnxNode => ({
    op: 'Gemm',
    name: `layer-${i}`,
    inputs: [i === 0 ? 'x' : `h${i - 1}`, 'w', 'b'],
    outputs: [`h${i}`],
  }));
  const file = onnxModel({
    inputs: [{ name: 'x', shape: ['N', 2] }],
    outputs: [{ name: `h${layers - 1}`, shape: ['N', 2] }],
    nodes,
    initializers: [weights('w', [2, 2], [1, 2, 3, 4]), weights('b', [2], [1, 2])],
  });
  const spec = { id: 'm', digest: '0'.repeat(64), engine: 'none', steps: [] };
  const structure = certifyStructure({ network: networkOf(readOnnx(file, 'm.onnx')), spec });
  return structurePage(structureReportOf(spec, { structure, disagreements: [] }));
}

const text = (page: Page): string => consoleText(page, { colours: pc.createColors(false) });
const named = (said: string): number => said.match(/layer-\d+ \(Gemm\)/g)?.length ?? 0;

test('a terminal shows ten of many nodes to blame, and how many there are besides', () => {
  const page = biased(163);
  const said = text(page);
  expect(named(said)).toBe(10);
  expect(said).toContain('\n  and 153 more, in the report (--report or --json)\n');
  expect(said).toMatch(/not homogeneous: m; 163 nodes break it$/);
  // The page has all of them, for the formats that have room.
  const blocks: readonly Block[] = page.sections.flatMap((section) => section.blocks);
  expect(blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))).toHaveLength(163);
});

test('ten are shown without more ado', () => {
  const said = text(biased(10));
  expect(named(said)).toBe(10);
  expect(said).not.toContain('more, in the report');
});
