import type { ReportedResult } from '../documents/check.js';
import type { Block } from '../page.js';
import { labelTable } from './labelTable.js';

/**
 * How many of the images of each label flip, the label at which most do first.
 *
 * @param document the file with all labels.
 */
export function huntedByLabel(
  { byLabel = [], byTruth = [] }: Pick<ReportedResult, 'byLabel' | 'byTruth'>,
  document: string,
): readonly Block[] {
  const titles = { counted: 'images', lost: 'flip', document };
  return [
    ...(byLabel.length === 0 ? [] : labelTable(byLabel, { ...titles, labels: 'images by label' })),
    ...(byTruth.length === 0 ? [] : labelTable(byTruth, { ...titles, labels: 'by known label' })),
  ];
}
