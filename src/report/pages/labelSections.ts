import type { ReportedResult } from '../documents/check.js';
import type { Block, PageSection, Room } from '../page.js';
import { labelTable } from './labelTable.js';

/**
 * What every property came to label by label: where something is violated, in every room; where nothing is, and by the labels that
 * images are known by, where there is more of it.
 *
 * @param document the file with all labels.
 */
export function labelSections(results: readonly ReportedResult[], document: string): readonly PageSection[] {
  const violated = results.filter((result) => result.violated > 0);
  const others = results.filter((result) => result.violated === 0);
  return [
    ...sectionOf(
      'By label',
      'terminal',
      violated.flatMap((result) => byLabel(result, document)),
    ),
    ...sectionOf(
      'By known label',
      'summary',
      violated.flatMap((result) => byTruth(result, document)),
    ),
    ...sectionOf(
      'By label, nothing violated',
      'page',
      others.flatMap((result) => byLabel(result, document)),
    ),
  ];
}

const sectionOf = (title: string, room: Room, blocks: readonly Block[]): readonly PageSection[] =>
  blocks.length === 0 ? [] : [{ title, ...(room === 'terminal' ? {} : { room }), blocks }];

const counts = { counted: 'decided', lost: 'violated' } as const;

const byLabel = ({ property, byLabel: rows = [] }: ReportedResult, document: string): readonly Block[] =>
  rows.length === 0 ? [] : labelTable(rows, { labels: `${property} by label`, document, ...counts });

const byTruth = ({ property, byTruth: rows = [] }: ReportedResult, document: string): readonly Block[] =>
  rows.length === 0 ? [] : labelTable(rows, { labels: `${property} by known label`, document, ...counts });
