import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attr, graphModel, placeholder, whole, weight, type TfjsFile, type TfjsNode } from '../models/tfjsFile.js';

/** A shipped network as a converter for TensorFlow graphs would write it, from the LayersModel that ships. @param folder of that. */
export function shippedGraphModel(folder: string): TfjsFile {
  const written: { weightsManifest: { weights: { name: string; shape: number[] }[] }[] } = JSON.parse(
    readFileSync(join(folder, 'model.json'), 'utf8'),
  );
  const bytes = readFileSync(join(folder, 'weights.bin'));
  let at = 0;
  const weights = written.weightsManifest.flatMap((group) =>
    group.weights.map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = Float32Array.from({ length: size }, (_, i) => bytes.readFloatLE(at + 4 * i));
      at += 4 * size;
      return weight(name, shape, values);
    }),
  );
  const layers = weights.filter(({ name }) => name.endsWith('/kernel')).map(({ name }) => name.replace('/kernel', ''));
  const nodes: TfjsNode[] = [placeholder(28, 28, 1)];
  let last = 'image';
  const add = (op: string, name: string, inputs: readonly string[], attributes: TfjsNode['attr'] = {}): void => {
    nodes.push({ op, name, input: [last, ...inputs], attr: attributes });
    last = name;
  };
  const matrix = { transpose_a: attr.flag(false), transpose_b: attr.flag(false) };
  const dense = weights.find(({ name, shape }) => name.endsWith('/kernel') && shape.length === 2);
  for (const layer of layers) {
    const kernel = weights.find(({ name }) => name === `${layer}/kernel`)!;
    const bias = weights.some(({ name }) => name === `${layer}/bias`) ? [`${layer}/bias`] : [];
    const isLast = layer === layers.at(-1);
    const fused = [...bias.map(() => 'BiasAdd'), ...(isLast ? [] : ['Relu'])];
    const told = { fused_ops: attr.texts(...fused), num_args: attr.int(bias.length) };
    if (kernel === dense) add('Reshape', 'flat', ['flat/shape']);
    if (kernel.shape.length === 4) {
      const padding = attr.text(layer === 'conv1' ? 'SAME' : 'VALID');
      const conv = {
        strides: attr.ints(1, 1, 1, 1),
        dilations: attr.ints(1, 1, 1, 1),
        padding,
        data_format: attr.text('NHWC'),
      };
      if (bias.length > 0) add('_FusedConv2D', layer, [`${layer}/kernel`, ...bias], { ...conv, ...told });
      else {
        add('Conv2D', layer, [`${layer}/kernel`], conv);
        add('Relu', `${layer}/Relu`, []);
      }
      const window = {
        ksize: attr.ints(1, 2, 2, 1),
        strides: attr.ints(1, 2, 2, 1),
        padding: attr.text('VALID'),
        data_format: attr.text('NHWC'),
      };
      add('MaxPool', `${layer}/pool`, [], window);
    } else if (bias.length > 0 && !isLast)
      add('_FusedMatMul', layer, [`${layer}/kernel`, ...bias], { ...matrix, ...told });
    else {
      add('MatMul', layer, [`${layer}/kernel`], matrix);
      if (bias.length > 0) add('BiasAdd', `${layer}/BiasAdd`, bias);
      if (!isLast) add('Relu', `${layer}/Relu`, []);
    }
  }
  add('Identity', 'Identity', []);
  const rows = dense?.shape[0] ?? 0;
  return graphModel(nodes, [...weights, whole('flat/shape', [2], [-1, rows])], {
    signature: {
      inputs: { image: { name: 'image:0', dtype: 'DT_FLOAT' } },
      outputs: { scores: { name: 'Identity:0', dtype: 'DT_FLOAT' } },
    },
  });
}
