import { describeStep, keepsHomogeneity } from '../../classifier/preprocessing.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { Culprit, CulpritKind } from '../../network/degree/flaw.js';

const kinds: Readonly<Record<PreprocessingStep['kind'], readonly [CulpritKind, string]>> = {
  subtract: ['offset', 'Divide by the standard deviation only, and train with that.'],
  quantise: ['quantisation', 'Feed floats.'],
  clamp: ['clip', 'Cut off at 0 alone, or nowhere.'],
  custom: ['unknown', 'Declare it homogeneous if it is.'],
  resize: ['unknown', ''],
  scale: ['unknown', ''],
  divide: ['unknown', ''],
  permute: ['unknown', ''],
};

/** Steps of the declared preprocessing that break homogeneity: of the chain from pixels to scores they are the beginning. */
export const brokenSteps = (steps: readonly PreprocessingStep[]): readonly Culprit[] =>
  steps
    .filter((step) => !keepsHomogeneity(step))
    .map((step) => {
      const [kind, remedy] = kinds[step.kind];
      // A custom step says of itself that it is not homogeneous.
      return {
        node: 'preprocessing',
        operation: step.kind,
        kind: kind === 'unknown' ? 'offset' : kind,
        what: describeStep(step),
        remedy,
      };
    });
