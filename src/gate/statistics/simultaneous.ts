/**
 * The confidence of each of several bounds with which all of them hold together: Bonferroni's, which asks nothing of how they depend
 * on each other. It is what lets many limits be read at once: of ten labels, each at 95 %, four in ten models without a fault would
 * show one at some label.
 *
 * C. E. Bonferroni, "Teoria statistica delle classi e calcolo delle probabilita" (1936).
 *
 * @param confidence of all together.
 * @example simultaneous(0.95, 10); // 0.995
 */
export const simultaneous = (confidence: number, bounds: number): number => 1 - (1 - confidence) / Math.max(1, bounds);
