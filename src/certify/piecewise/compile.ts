import type { Classifier, ClassifierSpec } from '../../classifier/classifier.js';
import { describeStep, type PerChannel } from '../../classifier/preprocessing.js';
import type { PreprocessingStep as Preprocessing } from '../../settings/steps.js';
import { sizeOf } from '../../image/shape.js';
import { sizeOfDims, type Dims } from '../../network/dims.js';
import type { NetworkGraph } from '../../network/graph.js';
import { gatherMap, scalingMap } from '../../network/program/affineMap.js';
import { writeClip } from '../../network/program/clip.js';
import { withFusedMaxima } from '../../network/program/fuse.js';
import { Obstacle, orObstacle } from '../../network/program/obstacle.js';
import type { Program } from '../../network/program/program.js';
import type { Live } from '../../network/program/values.js';
import { ProgramWriter } from '../../network/program/writer.js';
import { writeNetwork } from '../../network/programs.js';

const compiled = new WeakMap<Classifier, Program | Obstacle>();

/**
 * The program of a classifier, from the pixels of an image (in [0, 1], channels last) through its declared preprocessing to
 * its logits. Made once a classifier.
 *
 * @returns why there is none: a network that cannot be read, or an operation that is not piecewise linear.
 * @example
 * const program = programFor(classifier); // or Obstacle: 'sigmoid at node act_3'
 */
export function programFor(classifier: Classifier): Program | Obstacle {
  const known = compiled.get(classifier);
  if (known !== undefined) return known;
  const program = orObstacle(() => compile(classifier));
  compiled.set(classifier, program);
  return program;
}

function compile({ spec, network }: Classifier): Program {
  if (network === undefined) throw new Obstacle('a classifier whose network cannot be read');
  if (spec.scores === 'label') throw new Obstacle('a classifier that gives labels and no scores');
  const { graph, logits } = network;
  const writer = new ProgramWriter(sizeOf(spec.shape));
  const image = placed(writer, preprocessed(writer, spec), spec, graph);
  const result = writeNetwork(writer, graph, image, logits);
  if (sizeOfDims(result.dims) !== spec.labels.length)
    throw new Obstacle(`${sizeOfDims(result.dims)} logits for ${spec.labels.length} labels`);
  return withFusedMaxima(writer.finish(result));
}

/** The declared preprocessing, on channels-last pixels. */
function preprocessed(writer: ProgramWriter, { shape, range, steps }: ClassifierSpec): Live {
  const size = sizeOf(shape);
  const { channels } = shape;
  let image: Live = { kind: 'live', vector: 0, dims: [1, shape.height, shape.width, channels] };
  const name = 'preprocessing';
  const at = (value: PerChannel) => (place: number) => (typeof value === 'number' ? value : value[place % channels]!);
  const scaled = (how: Parameters<typeof scalingMap>[2]): Live =>
    writer.affine(name, [image], scalingMap(name, size, how), image.dims);
  if (range[1] !== 1) image = scaled({ factor: () => range[1] });
  const apply = (step: Preprocessing): Live => {
    switch (step.kind) {
      case 'resize':
        return image;
      case 'scale':
        return scaled({ factor: at(step.by) });
      case 'divide':
        return scaled({ divisor: at(step.by) });
      case 'subtract':
        return scaled({ offset: (place) => -at(step.value)(place) });
      case 'permute': {
        const places = Int32Array.from({ length: size }, (_, i) => i - (i % channels) + step.channels[i % channels]!);
        return writer.affine(name, [image], gatherMap(name, size, places), image.dims);
      }
      case 'clamp':
        return writeClip(writer, name, image, step.low, step.high);
      case 'quantise':
      case 'custom':
        throw new Obstacle(`preprocessing that is not piecewise linear: ${describeStep(step)}`);
    }
  };
  for (const step of steps) image = apply(step);
  return image;
}

/** The image as the network's input has it: channels first, last, or in a row. */
function placed(
  writer: ProgramWriter,
  image: Live,
  { shape, layout }: ClassifierSpec,
  { inputs: [port], putsChannelsFirst }: NetworkGraph,
): Live {
  const fileDims = port?.dims ?? [];
  const { height, width, channels } = shape;
  const size = sizeOf(shape);
  const [, second, , fourth] = fileDims;
  if (fileDims.length !== 4) {
    const dims: Dims = fileDims.length === 3 ? [1, height, width] : [1, size];
    return { ...image, dims };
  }
  const first = putsChannelsFirst ?? (second === channels && (fourth !== channels || layout === 'nchw'));
  if (!first) return image;
  const dims: Dims = [1, channels, height, width];
  if (channels === 1) return { ...image, dims };
  const area = height * width;
  const places = Int32Array.from({ length: size }, (_, i) => (i % area) * channels + Math.floor(i / area));
  return writer.affine('input', [image], gatherMap('input', size, places), dims);
}
