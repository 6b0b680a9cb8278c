import { openModel } from '../classifier/openModel.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { labelOf } from '../classifier/scores.js';
import { image } from '../image/image.js';
import { formatShape } from '../image/shape.js';
import { askOnce } from './askOnce.js';
import type { DoctorFinding } from './finding.js';

/** The user's own model. */
export interface OwnModel {
  readonly place: string;
  readonly options: ModelOptions;
  /** What is wrong, in the words in which options were told. */
  readonly say: (thrown: unknown) => string;
}

/** It is opened, and asked about a grey image. */
export async function examineModel({ place, options, say }: OwnModel): Promise<DoctorFinding> {
  const name = 'the model';
  try {
    const { spec, scores, took } = await askOnce(
      () => openModel(place, options),
      ({ shape }) => image(shape, { kind: 'constant', level: 0.5 }, 'grey', (pixels) => pixels.fill(0.5)),
    );
    const label = spec.labels[labelOf(scores)] ?? '';
    return {
      name,
      state: 'works',
      detail:
        `${spec.id}, ${spec.engine}, takes ${formatShape(spec.shape)} (${spec.layout}), gives ${spec.scores} for ` +
        `${spec.labels.length} labels; says ${label} of a grey image, after ${took} ms`,
    };
  } catch (thrown) {
    return { name, state: 'fails', detail: say(thrown) };
  }
}
