import type { ScoresOutput } from '../file/scores.js';
import type { ModelWorkers } from '../file/workers.js';

/**
 * What the scores of a model are whose network cannot be read: probabilities, if on a few made images they are positive and
 * add up to 1. A model that fails is left to the trial that comes after.
 */
export async function seenScores(
  workers: Pick<ModelWorkers, 'scores'>,
  imageSize: number,
): Promise<Pick<ScoresOutput, 'kind' | 'assumed'>> {
  for (const level of [0, 0.5, 1]) {
    const image = { data: new Float32Array(imageSize).fill(level), count: 1 };
    const scores = await workers.scores(image, 1).catch(() => new Float32Array());
    const sum = scores.reduce((total, score) => total + score, 0);
    if (scores.some((score) => !(score >= 0)) || Math.abs(sum - 1) > 1e-3)
      return {
        kind: 'logits',
        assumed: ['Scores are logits: on made images they are not positive or do not add up to 1.'],
      };
  }
  return {
    kind: 'probabilities',
    assumed: ['Scores are probabilities: on made images they are positive and add up to 1.'],
  };
}
