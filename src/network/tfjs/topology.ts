import { z } from 'zod';
import { InputError } from '../../errors.js';
import { assertLayers } from './wellFormedLayers.js';

/** A tensor between layers: output `output` of call number `call` of a layer. */
export interface LayerRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
  /** What the layer that reads the tensor is told besides. */
  readonly options?: unknown;
}

export type LayerConfig = Readonly<Record<string, unknown>>;

/** A layer of a LayersModel, as its `model.json` writes it. */
export interface Layer {
  readonly name: string;
  /** `Conv2D`, `Dense`. */
  readonly kind: string;
  readonly config: LayerConfig;
  /** What it is applied to: more than once where several places share it, never for an input. */
  readonly calls: readonly (readonly LayerRef[])[];
}

/** A LayersModel's layers, those before which others have to run first coming later. */
export interface LayerNetwork {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly inputs: readonly LayerRef[];
  readonly outputs: readonly LayerRef[];
  /** Whether models within the model were opened up. */
  readonly opened: boolean;
}

const refForm = z.tuple([z.string(), z.number(), z.number()], z.unknown());
const layerForm = z.looseObject({
  name: z.string().optional(),
  class_name: z.string(),
  config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const modelForm = z.looseObject({
  name: z.string().optional(),
  layers: z.array(layerForm),
  input_layers: z.unknown().optional(),
  output_layers: z.unknown().optional(),
});
const topologyForm = z.union([
  z.looseObject({ model_config: layerForm }).transform(({ model_config }) => model_config),
  layerForm,
]);

type WrittenLayer = z.infer<typeof layerForm>;
type WrittenModel = z.infer<typeof modelForm>;

/**
 * Reads the topology of a LayersModel (Keras's JSON). Models within the model are opened up, so that what comes out is one
 * plain list of layers.
 *
 * @param where the file's name, for errors.
 * @throws InputError if it is not such a topology.
 */
export function readTopology(topology: unknown, where: string): LayerNetwork {
  assertLayers(topology, where);
  const parsed = topologyForm.safeParse(topology);
  const model = parsed.success ? modelOf(parsed.data) : undefined;
  if (!parsed.success || model === undefined)
    throw new InputError({
      where: `${where}: modelTopology`,
      found: 'something that is not a list of layers',
      expected: 'the topology of a Sequential or functional Keras model',
      remedy: 'Save the model again, with model.save or tensorflowjs_converter.',
    });
  const reader = new TopologyReader(where);
  const { inputs, outputs } = reader.read(parsed.data.class_name, model, undefined);
  return { name: model.name ?? 'model', layers: inOrder(reader.layers), inputs, outputs, opened: reader.opened };
}

/** The layers of a Sequential or functional model; undefined for layers of other kinds. */
function modelOf({ class_name: kind, config }: WrittenLayer): WrittenModel | undefined {
  if (!['Sequential', 'Model', 'Functional'].includes(kind)) return undefined;
  // Early versions of Keras wrote the list alone.
  const parsed = modelForm.safeParse(Array.isArray(config) ? { layers: config } : config);
  return parsed.success ? parsed.data : undefined;
}

interface Ends {
  readonly inputs: readonly LayerRef[];
  readonly outputs: readonly LayerRef[];
}

/** Collects the layers of a model and of the models in it. */
class TopologyReader {
  readonly layers: Layer[] = [];
  opened = false;
  readonly #names = new Set<string>();

  constructor(private readonly where: string) {}

  /** @param fed what a model within the model is applied to. */
  read(kind: string, model: WrittenModel, fed: readonly LayerRef[] | undefined): Ends {
    return kind === 'Sequential' ? this.#readSequential(model, fed) : this.#readFunctional(model, fed);
  }

  #readSequential({ layers }: WrittenModel, fed: readonly LayerRef[] | undefined): Ends {
    let current = fed?.[0];
    let input = current;
    for (const written of layers) {
      if (written.class_name === 'InputLayer') {
        if (current === undefined) input = current = this.#add(written, []);
        continue;
      }
      // The first layer may carry the shape of the input.
      if (current === undefined) input = current = this.#addInput(written);
      current = this.#apply(written, [[current]])[0] ?? current;
    }
    if (input === undefined || current === undefined) throw this.#error('a Sequential model without layers');
    return { inputs: [input], outputs: [current] };
  }

  #readFunctional(model: WrittenModel, fed: readonly LayerRef[] | undefined): Ends {
    /** What stands for the outputs of layers that are not there any more. */
    const instead = new Map<string, readonly LayerRef[]>();
    const resolve = (ref: LayerRef): LayerRef => {
      const ends = instead.get(ref.layer);
      if (ends === undefined) return ref;
      const found = ends[ref.output];
      // Left as it is, it would name a layer that is not there any more, for which TF.js waits without end.
      if (found === undefined) throw this.#error(`output ${ref.output} of "${ref.layer}", which has ${ends.length}`);
      return { ...found, ...(ref.options === undefined ? {} : { options: ref.options }) };
    };
    const inputs = this.#refs(model.input_layers, 'input_layers');
    if (fed !== undefined) inputs.forEach(({ layer }, i) => instead.set(layer, fed.slice(i, i + 1)));
    const waiting = [...model.layers];
    const names = new Set(waiting.map(nameOf));
    // A layer may be written before those it reads from.
    for (let skipped = 0; waiting.length > 0;) {
      const written = waiting.shift()!;
      const name = nameOf(written);
      names.delete(name);
      if (instead.has(name)) continue;
      const calls = (written.inbound_nodes ?? []).map((node) => this.#inbound(node));
      const pending = calls.flat().some(({ layer }) => names.has(layer));
      if (pending && skipped < waiting.length) {
        waiting.push(written);
        names.add(name);
        skipped++;
        continue;
      }
      skipped = 0;
      if (written.class_name === 'InputLayer') this.#add(written, []);
      else {
        const outputs = this.#apply(
          written,
          calls.map((call) => call.map(resolve)),
        );
        if (outputs[0]?.layer !== name) instead.set(name, outputs);
      }
    }
    const outputs = this.#refs(model.output_layers, 'output_layers').map(resolve);
    return { inputs: fed ?? inputs, outputs };
  }

  /** Adds a layer, or the layers of a model that stands where a layer does; gives what comes out. */
  #apply(written: WrittenLayer, calls: readonly (readonly LayerRef[])[]): readonly LayerRef[] {
    const model = modelOf(written);
    const [call] = calls;
    // Names must stay unique: weights are found by them. What is shared cannot be opened up in two places.
    const inner = model === undefined ? [] : namesIn(model);
    const opens = calls.length === 1 && new Set(inner).size === inner.length && !inner.some((n) => this.#names.has(n));
    if (model !== undefined && call !== undefined && opens) {
      this.opened = true;
      return this.read(written.class_name, model, call).outputs;
    }
    return [this.#add(written, calls)];
  }

  #addInput(first: WrittenLayer): LayerRef {
    const shape = inputShapeOf(first);
    if (shape === undefined) throw this.#error('a Sequential model that does not say what shape its input has');
    const name = `${nameOf(first)}_input`;
    return this.#add({ name, class_name: 'InputLayer', config: { batch_input_shape: shape, name } }, []);
  }

  #add(written: WrittenLayer, calls: Layer['calls']): LayerRef {
    const name = nameOf(written);
    const config = Array.isArray(written.config) ? { layers: written.config } : written.config;
    this.#names.add(name);
    this.layers.push({ name, kind: written.class_name, config, calls });
    return { layer: name, call: 0, output: 0 };
  }

  #inbound(node: unknown): readonly LayerRef[] {
    return Array.isArray(node) ? this.#refs(node, 'inbound_nodes') : [];
  }

  /** One reference or a list of them. */
  #refs(written: unknown, field: string): readonly LayerRef[] {
    const list = z.union([refForm.transform((ref) => [ref]), z.array(refForm)]).safeParse(written);
    if (!list.success)
      throw this.#error(
        typeof written === 'object' && written !== null && !Array.isArray(written)
          ? `${field} that are a dictionary`
          : `${field} that are no list of layers`,
      );
    return list.data.map(([layer, call, output, options]) => ({
      layer,
      call,
      output,
      ...(options === undefined ? {} : { options }),
    }));
  }

  #error(found: string): InputError {
    return new InputError({
      where: `${this.where}: modelTopology`,
      found,
      expected: 'layers with one input, the image, and one output, the scores',
      remedy: 'Save the classifier alone, with one tensor of scores as its output.',
    });
  }
}

const nameOf = ({ name, config, class_name: kind }: WrittenLayer): string => {
  const inner = Array.isArray(config) ? undefined : config['name'];
  return name ?? (typeof inner === 'string' ? inner : kind);
};

/** Names of the layers in a model and in the models in it, inputs and the models themselves left out. */
const namesIn = (model: WrittenModel): readonly string[] =>
  model.layers.flatMap((layer) => {
    const inner = modelOf(layer);
    if (inner !== undefined) return namesIn(inner);
    return layer.class_name === 'InputLayer' ? [] : [nameOf(layer)];
  });

function inputShapeOf(layer: WrittenLayer): unknown {
  const model = modelOf(layer);
  if (model?.layers[0] !== undefined) return inputShapeOf(model.layers[0]);
  return Array.isArray(layer.config) ? undefined : (layer.config['batch_input_shape'] ?? layer.config['batch_shape']);
}

/** The same layers, each after those it reads from. */
function inOrder(layers: readonly Layer[]): readonly Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const ordered = new Set<Layer>();
  const started = new Set<Layer>();
  for (const root of layers) {
    // Not recursive: networks may be deeper than the stack.
    const stack = [root];
    while (stack.length > 0) {
      const layer = stack.at(-1)!;
      const before = layer.calls.flat().flatMap((ref) => byName.get(ref.layer) ?? []);
      const missing = started.has(layer) ? [] : before.filter((other) => !ordered.has(other));
      started.add(layer);
      if (missing.length === 0) ordered.add(stack.pop()!);
      else stack.push(...missing);
    }
  }
  return [...ordered];
}

/** Layers that compute something linear and then their activation. */
const fusing = new Set(
  'Dense Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose DepthwiseConv2D SeparableConv2D'.split(' '),
);

/** The activation that a layer ends with, besides what it is there for; undefined if it has none. */
export function fusedActivation({ kind, config, calls }: Layer): string | undefined {
  if (!fusing.has(kind) || calls.length !== 1) return undefined;
  const activation = activationName(config['activation']);
  return activation === 'linear' ? undefined : activation;
}

/** `relu` of `relu`, and of `{ class_name: 'relu' }`. */
export function activationName(activation: unknown): string {
  if (typeof activation === 'string') return activation;
  const parsed = z.looseObject({ class_name: z.string() }).safeParse(activation);
  return parsed.success ? parsed.data.class_name : 'linear';
}

/** A network whose activations are layers of their own. */
export interface SplitNetwork {
  readonly network: LayerNetwork;
  /** The layer that gives what another gave before. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * The same network with activations as layers of their own: `conv1` becomes `conv1`, which is linear, and `conv1_relu`.
 * Weights keep their names.
 *
 * @param chosen which layers to split; default all.
 */
export function splitActivations(network: LayerNetwork, chosen: (layer: Layer) => boolean = () => true): SplitNetwork {
  const names = new Set(network.layers.map(({ name }) => name));
  const renamed = new Map<string, string>();
  const follow = (ref: LayerRef): LayerRef => ({ ...ref, layer: renamed.get(ref.layer) ?? ref.layer });
  const layers = network.layers.flatMap((layer): readonly Layer[] => {
    const moved = { ...layer, calls: layer.calls.map((call) => call.map(follow)) };
    const activation = chosen(layer) ? fusedActivation(layer) : undefined;
    if (activation === undefined) return [moved];
    let name = `${layer.name}_${activation}`;
    while (names.has(name)) name += '_';
    names.add(name);
    renamed.set(layer.name, name);
    const config = { name, trainable: true, activation };
    const calls = [[{ layer: layer.name, call: 0, output: 0 }]];
    return [
      { ...moved, config: { ...layer.config, activation: 'linear' } },
      { name, kind: 'Activation', config, calls },
    ];
  });
  return { network: { ...network, layers, outputs: network.outputs.map(follow) }, renamed };
}

/**
 * The topology as TF.js reads it.
 *
 * @param output the layer whose output is the model's, instead of those it has.
 */
export function writeTopology(network: LayerNetwork, output?: string): Readonly<Record<string, unknown>> {
  const refs = (list: readonly LayerRef[]) => list.map(({ layer, call, output }) => [layer, call, output]);
  const outputs = output === undefined ? network.outputs : [{ layer: output, call: 0, output: 0 }];
  return {
    class_name: 'Model',
    config: {
      name: network.name,
      layers: network.layers.map(({ name, kind, config, calls }) => ({
        name,
        class_name: kind,
        config: { ...config, name },
        inbound_nodes: calls.map((call) =>
          call.map(({ layer, call, output, options }) => [layer, call, output, options ?? {}]),
        ),
      })),
      input_layers: refs(network.inputs),
      output_layers: refs(outputs),
    },
  };
}
