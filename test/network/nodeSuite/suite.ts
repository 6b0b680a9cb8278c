import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Constant, NetworkGraph } from '../../../src/network/graph.js';
import { readConstant } from '../../../src/network/onnx/constant.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { wellFormed } from '../../../src/network/onnx/wellFormed.js';

/** Where `npm run node-suite` puts it. */
export const suiteFolder = 'node_modules/.cache/conic/onnx-1.19.1';

/** A model of the suite with its inputs. */
export interface SuiteModel {
  readonly name: string;
  readonly file: Uint8Array;
  readonly graph: NetworkGraph;
  /** What is to be fed, by name. */
  readonly inputs: ReadonlyMap<string, Constant>;
}

/** Whether the suite is there. */
export const hasSuite = (): boolean => existsSync(suiteFolder);

export const suiteNames = (): readonly string[] => readdirSync(suiteFolder).toSorted();

/** A model; undefined where it takes something else than tensors of numbers. */
export function suiteModel(name: string): SuiteModel | undefined {
  const file = readFileSync(join(suiteFolder, name, 'model.onnx'));
  const graph = wellFormed(readOnnx(file, name), name);
  const isTensor = ({ type }: { readonly type: string }): boolean => /^(bool|u?int\d+|b?float\d+)$/.test(type);
  if (![...graph.inputs, ...graph.outputs].every(isTensor)) return undefined;
  const inputs = new Map<string, Constant>();
  for (const [i, port] of graph.inputs.entries()) {
    const stored = join(suiteFolder, name, 'test_data_set_0', `input_${i}.pb`);
    if (!existsSync(stored)) return undefined;
    inputs.set(port.name, readConstant(readFileSync(stored), stored).constant);
  }
  return { name, file, graph, inputs };
}
