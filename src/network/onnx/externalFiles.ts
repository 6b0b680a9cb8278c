import { InputError } from '../../errors.js';
import type { FilesBeside } from '../../files/besideFile.js';
import { assertOutside, lengthOf, readTensor } from './constant.js';
import { bytesField, readMessage } from './protobuf.js';

/** Graphs are nested in the attributes of nodes. Deeper than this, engines refuse them. */
const deepest = 50;

/** How many times the same bytes may stand for numbers of tensors: a few are shared, and a bomb shares thousands. */
const mostShared = 16;

/**
 * Looks whether every file that holds numbers of a model lies where it may, is a regular file and long enough;
 * before an engine is given the model, since not every one of them does.
 *
 * @param file the model's bytes, which were read as ONNX before.
 * @param where its path, for errors.
 * @param beside where those files are.
 * @throws InputError naming the tensor and its file.
 */
export function assertExternalFiles(file: Uint8Array, where: string, beside: FilesBeside): void {
  const wanted = new Map<string, { bytes: number; readonly size: number }>();

  const tensor = bytesField((encoded) => {
    const read = readTensor(encoded);
    if (read.file === undefined) return;
    const size = assertOutside(read, read.file, where, beside);
    const all = wanted.get(read.file) ?? { bytes: 0, size };
    all.bytes += lengthOf(read) ?? 0;
    wanted.set(read.file, all);
    if (all.bytes <= mostShared * size + 2 ** 20) return;
    throw new InputError({
      where,
      found: `tensors that read ${read.file} (${size} bytes) over and over, the last "${read.name}"`,
      expected: `at most ${mostShared} times as many numbers as it holds`,
      remedy: 'Export the model again, in one file.',
    });
  });
  const sparse = bytesField((encoded) => readMessage(encoded, { 1: tensor, 2: tensor }));

  const readAttribute = (encoded: Uint8Array, depth: number): void => {
    const graph = bytesField((nested) => readGraph(nested, depth + 1));
    readMessage(encoded, { 5: tensor, 6: graph, 10: tensor, 11: graph, 22: sparse, 23: sparse });
  };
  const readNode = (encoded: Uint8Array, depth: number): void =>
    readMessage(encoded, { 5: bytesField((attribute) => readAttribute(attribute, depth)) });
  const readGraph = (encoded: Uint8Array, depth: number): void => {
    if (depth > deepest)
      throw new InputError({
        where,
        found: `graphs nested more than ${deepest} deep`,
        expected: 'an image classifier',
        remedy: 'Export the classifier alone, without loops or branches.',
      });
    readMessage(encoded, { 1: bytesField((node) => readNode(node, depth)), 5: tensor, 15: sparse });
  };

  const graph = bytesField((encoded) => readGraph(encoded, 0));
  readMessage(file, {
    7: graph,
    20: bytesField((training) => readMessage(training, { 1: graph, 2: graph })),
    25: bytesField((definition) =>
      readMessage(definition, {
        7: bytesField((node) => readNode(node, 0)),
        11: bytesField((attribute) => readAttribute(attribute, 0)),
      }),
    ),
  });
}
