import type { Compute } from './runner.js';
import type { Tf, TfGraphModel, TfLayersModel, TfSymbol } from './tf.js';

/** Tensors of a LayersModel's layers: the outputs of a model that ends in them, over the same weights. */
export function layersCompute(tf: Pick<Tf, 'model'>, model: TfLayersModel): Compute {
  const known = new Map<string, TfLayersModel>();
  const ending = (names: readonly string[]): TfLayersModel => {
    const key = names.join('\n');
    const before = known.get(key);
    if (before !== undefined) return before;
    if (tf.model === undefined) throw new Error('this TF.js has no tf.model');
    const made = tf.model({ inputs: model.inputs, outputs: names.map((name) => symbolOf(model, name)) });
    known.set(key, made);
    return made;
  };
  return (images, names) => ending(names).predictOnBatch(images);
}

/** Tensors are named by their layers, and then by the call and the output if they are not the first. */
function symbolOf(model: TfLayersModel, name: string): TfSymbol {
  const [, layer = name, call = '0', output = '0'] = /^(.*):(\d+):(\d+)$/.exec(name) ?? [];
  const symbols = model.getLayer(layer).getOutputAt(Number(call));
  const found = 'name' in symbols ? symbols : symbols[Number(output)];
  if (found === undefined) throw new Error(`the layer "${layer}" has no output ${output}`);
  return found;
}

/** What a LayersModel gives; it has to be one tensor. */
export const ownOutput =
  (model: TfLayersModel): Compute =>
  (images) =>
    model.predictOnBatch(images);

/** Tensors of a GraphModel's nodes. */
export const graphCompute =
  (model: TfGraphModel, input: string): Compute =>
  (images, names) =>
    model.execute({ [input]: images }, [...names]);
