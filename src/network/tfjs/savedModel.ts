import { InputError } from '../../errors.js';
import type { Port } from '../graph.js';
import { bytesField, readMessage, textField, wholeField } from '../onnx/protobuf.js';
import { typeName } from './graphModel.js';

/** A way to call a SavedModel. */
export interface SavedSignature {
  /** The graph's tags, by which it is found. */
  readonly tags: readonly string[];
  /** `serving_default`. */
  readonly name: string;
  /** Under the keys that its caller uses. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/**
 * Reads what a `saved_model.pb` says about how it is called.
 *
 * @param where the file's name, for errors.
 * @throws InputError if it is not a SavedModel.
 */
export function readSavedModel(file: Uint8Array, where: string): readonly SavedSignature[] {
  const signatures: SavedSignature[] = [];
  try {
    readMessage(file, { 2: bytesField((graph) => signatures.push(...readGraph(graph))) });
  } catch (cause) {
    const expected = 'a TensorFlow SavedModel';
    const remedy = 'Copy or save the model again.';
    throw new InputError({ where, found: 'a file that is damaged or something else', expected, remedy }, { cause });
  }
  // Run once when the model is loaded, and by nobody else.
  return signatures.filter(({ name }) => name !== '__saved_model_init_op');
}

function readGraph(graph: Uint8Array): readonly SavedSignature[] {
  const tags: string[] = [];
  const signatures: Omit<SavedSignature, 'tags'>[] = [];
  readMessage(graph, {
    1: bytesField((info) => readMessage(info, { 4: textField((tag) => tags.push(tag)) })),
    5: bytesField((entry) => {
      const inputs: Port[] = [];
      const outputs: Port[] = [];
      let name = '';
      readMessage(entry, {
        1: textField((key) => (name = key)),
        2: bytesField((signature) =>
          readMessage(signature, {
            1: bytesField((input) => inputs.push(readPort(input))),
            2: bytesField((output) => outputs.push(readPort(output))),
          }),
        ),
      });
      signatures.push({ name, inputs, outputs });
    }),
  });
  return signatures.map((signature) => ({ tags, ...signature }));
}

function readPort(entry: Uint8Array): Port {
  let name = '';
  let type = 0;
  const dims: (number | undefined)[] = [];
  readMessage(entry, {
    1: textField((key) => (name = key)),
    2: bytesField((tensor) =>
      readMessage(tensor, {
        2: wholeField((value) => (type = value)),
        3: bytesField((shape) =>
          readMessage(shape, {
            2: bytesField((dim) => {
              let size: number | undefined;
              readMessage(dim, { 1: wholeField((value) => (size = value > 0 ? value : undefined)) });
              dims.push(size);
            }),
          }),
        ),
      }),
    ),
  });
  return { name, type: typeName(type), dims };
}
