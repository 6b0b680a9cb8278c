import { z } from 'zod';
import { InputError } from '../../errors.js';
import { isInherited } from '../own.js';

/** A tensor between layers as it is written: a layer, which of its calls, which of its outputs. */
const refForm = z.tuple([z.string(), z.number()], z.unknown());
const callForm = z.union([refForm.transform((ref) => [ref]), z.array(refForm)]);
const layerForm = z.looseObject({
  name: z.string().optional(),
  class_name: z.string(),
  config: z.unknown(),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const modelForm = z.looseObject({
  class_name: z.string(),
  config: z.looseObject({ layers: z.array(layerForm), output_layers: z.unknown() }),
});

type Model = z.infer<typeof modelForm>;

/**
 * Looks whether a LayersModel's layers, and those of all models within it, can be computed one after the other: TF.js itself
 * never ends where they cannot. And whether nothing has a name that every object has something under, as TF.js looks names up
 * in objects.
 *
 * @param topology the JSON; not deeper than the stack.
 * @param where the file's name, for errors.
 * @throws InputError naming the layer.
 */
export function assertLayers(topology: unknown, where: string): void {
  const refused = (layer: string, found: string, expected: string): InputError =>
    new InputError({
      where: layer === '' ? `${where}: modelTopology` : `${where}: layer "${layer}"`,
      found,
      expected,
      remedy: 'Save the model again, with model.save or tensorflowjs_converter.',
    });

  /** @param layer the innermost layer around. */
  function walk(value: unknown, layer: string): void {
    if (Array.isArray(value)) for (const item of value) walk(item, layer);
    else if (typeof value === 'object' && value !== null) {
      const inner = nameIn(value) ?? layer;
      const model = modelForm.safeParse(value);
      if (model.success) assertComputable(model.data, refused);
      for (const [key, part] of Object.entries(value)) {
        const names = key === 'name' || key === 'class_name' || key.endsWith('activation');
        const odd = isInherited(key) ? key : names && typeof part === 'string' && isInherited(part) ? part : undefined;
        if (odd !== undefined)
          throw refused(
            inner,
            `${key === odd ? 'a key' : key} "${odd}"`,
            'a name that TF.js does not take for its own',
          );
        walk(part, inner);
      }
    }
  }
  walk(topology, '');
}

/** The name of a layer, which is written beside its class or among what it is told. */
function nameIn(value: object): string | undefined {
  if (!('class_name' in value)) return undefined;
  const told: unknown = 'config' in value ? value.config : undefined;
  const name: unknown =
    'name' in value ? value.name : typeof told === 'object' && told !== null && 'name' in told ? told.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

const models = new Set(['Sequential', 'Model', 'Functional']);

/** Does what TF.js does: calls every layer whose inputs are there, over and over; until none is left, or none can be. */
function assertComputable(
  { class_name: kind, config: { layers, output_layers: outputs } }: Model,
  refused: (layer: string, found: string, expected: string) => InputError,
): void {
  // Its layers follow each other.
  if (kind === 'Sequential') return;
  const called = new Map<string, number>();
  for (const layer of layers) {
    const name = nameIn(layer) ?? layer.class_name;
    if (called.has(name)) throw refused(name, 'the same name as another layer', 'a name of its own for every layer');
    called.set(name, layer.class_name === 'InputLayer' || models.has(layer.class_name) ? 1 : 0);
  }
  const isThere = ([name, call]: readonly [string, number, ...unknown[]]): boolean => (called.get(name) ?? 0) > call;
  let waiting = layers.flatMap((layer) =>
    (layer.inbound_nodes ?? []).map((node) => {
      const refs = callForm.safeParse(node);
      // A node of another form, or one of no tensors, calls nothing, and what waits for it waits for ever.
      return { name: nameIn(layer) ?? layer.class_name, refs: refs.success ? refs.data : [] };
    }),
  );
  for (const { name, refs } of waiting) {
    const missing = refs.find(([source]) => !called.has(source));
    if (missing !== undefined)
      throw refused(name, `an input from "${missing[0]}", which is no layer of the model`, 'one of its layers');
  }
  for (let before = Infinity; waiting.length > 0;) {
    if (waiting.length === before) {
      const { name, refs } = waiting[0]!;
      const source = refs.find((ref) => !isThere(ref))?.[0] ?? '';
      const why =
        source === name ? 'which is itself' : 'which has no inputs, or is computed from what this layer gives';
      throw refused(name, `an input from "${source}", ${why}`, 'layers that can be computed one after the other');
    }
    before = waiting.length;
    waiting = waiting.filter(({ name, refs }) => {
      if (!refs.every(isThere)) return true;
      if (refs.length > 0) called.set(name, (called.get(name) ?? 0) + 1);
      return false;
    });
  }
  const ends = callForm.safeParse(outputs);
  const lost = ends.success ? ends.data.find((ref) => !isThere(ref)) : undefined;
  if (lost !== undefined) throw refused(lost[0], 'an output of the model that no layer gives', 'one of its layers');
}
