import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../../src/errors.js';
import { readGraphDef } from '../../../src/network/tfjs/graphDef.js';
import { readLayers } from '../../../src/network/tfjs/layersModel.js';
import { readTopology } from '../../../src/network/tfjs/topology.js';
import { functional, type TfjsLayer, type WrittenLayer } from '../../models/tfjsFile.js';

function messageOf(read: () => unknown): string {
  try {
    read();
    return 'nothing';
  } catch (error) {
    return error instanceof InputError ? error.message : `no InputError: ${String(error)}`;
  }
}

const layer = (name: string, from: readonly string[], more: Partial<TfjsLayer> = {}): TfjsLayer => ({
  kind: 'Dense',
  name,
  config: { units: 2 },
  from,
  ...more,
});

const problem = (...layers: readonly TfjsLayer[]): string =>
  messageOf(() => readLayers(readTopology(functional([4], layers), 'model.json'), new Map(), new Map()));

describe('layers', () => {
  test('in any order', () => {
    expect(problem(layer('a', ['image']), layer('b', ['a']))).toBe('nothing');
    const names = Array.from({ length: 300 }, (_, i) => `l${i}`);
    const chain = names.map((name, i) => layer(name, [names[i - 1] ?? 'image']));
    const topology = functional([4], chain.toReversed(), [['l299', 0, 0]]);
    expect(readTopology(topology, 'model.json').layers.map(({ name }) => name)).toEqual(['image', ...names]);
  });

  test('one that is used twice, the second time on what was made of the first', () => {
    const topology = functional([4], [layer('twice', ['image']), layer('between', ['twice'])]);
    topology.config.layers[1]?.inbound_nodes?.push([['between', 0, 0, {}]]);
    topology.config.output_layers = [['twice', 1, 0]];
    expect(messageOf(() => readTopology(topology, 'model.json'))).toBe('nothing');
  });

  const inOrder = 'expected layers that can be computed one after the other';
  test.each([
    [[layer('a', ['nowhere'])], 'layer "a": found an input from "nowhere", which is no layer of the model'],
    [[layer('a', ['a'])], `layer "a": found an input from "a", which is itself; ${inOrder}`],
    [[layer('a', ['b']), layer('b', ['a'])], `layer "a": found an input from "b", which has no inputs, or is computed`],
    [[layer('a', ['image']), layer('a', ['image'])], 'layer "a": found the same name as another layer'],
  ])('%#', (layers, message) => {
    expect(problem(...layers)).toContain(`model.json: ${message}`);
  });

  const model = (change: (first: WrittenLayer, second: WrittenLayer) => void) => {
    const topology = functional([4], [layer('a', ['image']), layer('b', ['a'])]);
    const [, first, second] = topology.config.layers;
    change(first!, second!);
    return topology;
  };
  test.each([
    ['without inbound nodes', model((first) => (first.inbound_nodes = []))],
    ['with none at all', model((first) => delete first.inbound_nodes)],
    ['a call of no tensors', model((first) => (first.inbound_nodes = [[]]))],
    ['a number for a call', model((first) => Object.assign(first, { inbound_nodes: [-1] }))],
    ['whose call is another one', model((_, second) => (second.inbound_nodes = [[['a', 7, 0, {}]]]))],
  ])('a layer read from %s', (_, topology) => {
    const message = 'model.json: layer "b": found an input from "a", which has no inputs, or is computed from what';
    expect(messageOf(() => readTopology(topology, 'model.json'))).toContain(message);
    // As a layer of another model, and inside what wraps a layer.
    const within = { class_name: 'Functional', name: 'inner', config: topology.config };
    const around = functional([4], [layer('inner', ['image']), layer('c', ['inner'])]);
    around.config.layers[1] = { ...around.config.layers[1]!, ...within };
    expect(messageOf(() => readTopology(around, 'model.json'))).toContain(message);
    const wrapping = layer('wrapper', ['image'], { kind: 'TimeDistributed', config: { layer: within } });
    expect(problem(wrapping)).toContain(message);
  });

  test('an output that what stands for a layer does not have', () => {
    const inner = functional([4], [layer('a', ['image'])]);
    inner.config.layers[1]!.inbound_nodes = [[['image', 0, 7, {}]]];
    const around = functional([4], [layer('inner', ['image'])]);
    around.config.layers[1] = { ...around.config.layers[1]!, class_name: 'Functional', config: inner.config };
    expect(messageOf(() => readTopology(around, 'model.json'))).toContain(
      'model.json: modelTopology: found output 7 of "image", which has 1; expected',
    );
  });

  test('an output that no layer gives', () => {
    const topology = functional([4], [layer('a', ['image'])], [['z', 0, 0]]);
    expect(messageOf(() => readTopology(topology, 'model.json'))).toContain('layer "z": found an output of the model');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('the name %s', (name) => {
    const expected = 'expected a name that TF.js does not take for its own';
    expect(problem(layer(name, ['image']))).toContain(`layer "${name}": found name "${name}"; ${expected}`);
    expect(problem(layer('a', ['image'], { kind: name }))).toContain(
      `layer "a": found class_name "${name}"; ${expected}`,
    );
    for (const activation of [name, { class_name: name, config: {} }])
      expect(problem(layer('a', ['image'], { config: { units: 2, activation } }))).toMatch(
        /layer "a": found (activation|class_name) "/,
      );
    const key: unknown = JSON.parse(`{ "class_name": "Sequential", "config": { "layers": [], "${name}": {} } }`);
    expect(messageOf(() => readTopology(key, 'model.json'))).toContain(`found a key "${name}"`);
  });

  test('that are read by layers that read each other many times over, and long chains of them', () => {
    const rows = [layer('flat', ['image'], { kind: 'Flatten' })];
    for (let i = 0; i < 60; i++) {
      const before = rows.at(-1)!.name;
      rows.push(layer(`r${i}`, [before, before], { kind: 'Activation', config: { activation: 'relu' } }));
    }
    for (let i = 0; i < 3000; i++) rows.push(layer(`s${i}`, [rows.at(-1)!.name], { kind: 'ReLU', config: {} }));
    expect(problem(...rows, layer('scores', [rows.at(-1)!.name]))).toBe('nothing');
  });
});

describe('a graph', () => {
  const graph = (...nodes: readonly { name: string; op?: string; input?: readonly string[] }[]): string =>
    messageOf(() =>
      readGraphDef(
        { node: [{ name: 'image', op: 'Placeholder' }, ...nodes.map((node) => ({ op: 'Relu', ...node }))] },
        'm',
      ),
    );

  test('in any order', () => {
    expect(graph({ name: 'b', input: ['a:0', '^image'] }, { name: 'a', input: ['image'] })).toBe('nothing');
  });

  test.each([
    [[{ name: 'a', input: ['nowhere'] }], 'node "a": found an input "nowhere" that nothing gives'],
    [[{ name: 'a', input: ['a'] }], 'node "a": found an input "a" that is computed from its own output'],
    [
      [
        { name: 'a', input: ['b'] },
        { name: 'b', input: ['a'] },
      ],
      'node "b": found an input "a" that is computed from its own output',
    ],
    [[{ name: 'image' }], 'node "image": found the same name as another node'],
    [[{ name: 'constructor', input: ['image'] }], 'node "constructor": found the name "constructor"'],
    [[{ name: 'a', op: '__proto__', input: ['image'] }], 'node "a": found the name "__proto__"'],
  ])('%#', (nodes, message) => {
    expect(graph(...nodes)).toContain(`m: ${message}`);
  });
});
