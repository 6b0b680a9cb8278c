import type { ModelWorkers } from '../file/workers.js';

/** Whether a model whose network cannot be read gives probabilities: its scores of a few made images are in [0, 1] and add up to 1. */
export async function looksLikeProbabilities(
  workers: Pick<ModelWorkers, 'scores'>,
  imageSize: number,
  classes: number,
): Promise<boolean> {
  const levels = [0, 0.5, 1];
  for (const level of levels) {
    const scores = await workers.scores({ data: new Float32Array(imageSize).fill(level), count: 1 }, 1);
    const sum = scores.reduce((total, score) => total + score, 0);
    if (scores.length !== classes || scores.some((score) => !(score >= 0)) || Math.abs(sum - 1) > 1e-3) return false;
  }
  return true;
}
