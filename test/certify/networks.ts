import { openModel } from '../../src/classifier/openModel.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { Subject } from '../../src/classifier/subject.js';
import { image, type Image } from '../../src/image/image.js';
import type { ImageShape } from '../../src/image/shape.js';
import { labelOf } from '../../src/classifier/scores.js';
import { onnxModel, weights, type OnnxModel, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

/** Models in a folder of their own, opened in the real engine; `close` them when all tests are done. */
export function models() {
  const files = temporaryFiles();
  const opened: Classifier[] = [];
  const open = async (model: OnnxModel, options: Parameters<typeof openModel>[1] = {}): Promise<Classifier> => {
    const path = files.write(`model-${opened.length}.onnx`, onnxModel(model));
    const classifier = await openModel(path, { workers: 1, ...options });
    opened.push(classifier);
    return classifier;
  };
  return {
    open,
    /** A network of one row of pixels. */
    openRow: (pixels: number, model: Pick<OnnxModel, 'nodes' | 'initializers'>, labels: number) =>
      open(rowModel(pixels, model, labels), { size: { height: 1, width: pixels } }),
    close: async () => {
      await Promise.all(opened.map((classifier) => classifier.dispose()));
      files.remove();
    },
  };
}

/** A network on rows of numbers; its last node gives the logits. */
export const rowModel = (
  pixels: number,
  { nodes, initializers }: Pick<OnnxModel, 'nodes' | 'initializers'>,
  labels: number,
): OnnxModel => ({
  inputs: [{ name: 'x', shape: ['N', pixels] }],
  outputs: [{ name: nodes.at(-1)!.outputs[0]!, shape: ['N', labels] }],
  nodes,
  ...(initializers && { initializers }),
});

export interface DenseLayer {
  /** A row of weights for each unit. */
  readonly weights: readonly (readonly number[])[];
  readonly bias?: readonly number[];
}

/** Dense layers with an activation in between. */
export function dense(
  layers: readonly DenseLayer[],
  activation: OnnxNode['op'] = 'Relu',
): Pick<OnnxModel, 'nodes' | 'initializers'> {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  let input = 'x';
  layers.forEach(({ weights: rows, bias }, i) => {
    initializers.push(weights(`w${i}`, [rows.length, rows[0]!.length], rows.flat()));
    initializers.push(weights(`b${i}`, [rows.length], bias ?? rows.map(() => 0)));
    nodes.push({
      op: 'Gemm',
      name: `dense${i}`,
      inputs: [input, `w${i}`, `b${i}`],
      outputs: [`z${i}`],
      attributes: { transB: { int: 1 } },
    });
    if (i + 1 < layers.length) nodes.push({ op: activation, name: `act${i}`, inputs: [`z${i}`], outputs: [`a${i}`] });
    input = `a${i}`;
  });
  return { nodes, initializers };
}

/** An image with these pixels. */
export const pixelsOf = (
  values: readonly number[],
  shape: ImageShape = { height: 1, width: values.length, channels: 1 },
): Image => image(shape, { kind: 'test' }, 'test image', (pixels) => pixels.set(values));

/** What the engine says at some places of a line. */
export async function sampled(
  classifier: Classifier,
  imageAt: (place: number) => Image,
  places: readonly number[],
): Promise<readonly { readonly place: number; readonly label: number; readonly margin: number }[]> {
  const subject = new Subject(classifier);
  return Promise.all(
    places.map(async (place) => {
      const scores = await subject.scores(imageAt(place));
      const label = labelOf(scores);
      const [best = 0, second = 0] = [...scores].toSorted((a, b) => b - a);
      const magnitude = Math.max(...scores.map(Math.abs));
      return { place, label, margin: magnitude === 0 ? 0 : (best - second) / magnitude };
    }),
  );
}
