import type { ImageComparison } from './comparison.js';

/** How often a label of the one model is which label of the other. Places among the labels of the one. */
export interface MatrixCell {
  readonly label: number;
  readonly labelOther: number;
  readonly images: number;
}

/** The cells in which there are images, by the label of the one and then by frequency. */
export function labelMatrix(images: readonly Pick<ImageComparison, 'label' | 'labelOther'>[]): readonly MatrixCell[] {
  const cells = new Map<string, { label: number; labelOther: number; images: number }>();
  for (const { label, labelOther } of images) {
    const key = `${label} ${labelOther}`;
    const cell = cells.get(key) ?? { label, labelOther, images: 0 };
    cell.images++;
    cells.set(key, cell);
  }
  return [...cells.values()].toSorted(
    (a, b) => a.label - b.label || b.images - a.images || a.labelOther - b.labelOther,
  );
}
