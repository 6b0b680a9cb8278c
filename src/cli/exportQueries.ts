import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queryNetwork } from '../certify/export/queryNetwork.js';
import { vnnlibOf } from '../certify/export/vnnlib.js';
import type { VerifierQuery } from '../certify/export/query.js';
import type { Classifier } from '../classifier/classifier.js';
import { wholeFile } from '../classifier/onnx/wholeFile.js';
import { endsIn, sourceAt } from '../classifier/source.js';
import { InputError, optionProblem } from '../errors.js';
import { terminalText } from '../report/text/terminalText.js';
import { notWritable } from '../report/folder/staging.js';

/**
 * Writes what a certificate says as queries for other verifiers: for each a network and a claim, and `instances.csv` with all of
 * them, as the competition of verifiers (VNN-COMP) has it.
 *
 * @param model the path of an `.onnx` file.
 * @param timeLimit seconds, for the last column.
 * @throws InputError if the model is of another kind, or the folder cannot be written.
 */
export async function exportQueries(
  directory: string,
  model: string,
  classifier: Classifier,
  queries: readonly VerifierQuery[],
  timeLimit: number,
): Promise<void> {
  if (!endsIn(await sourceAt(model), '.onnx'))
    throw new InputError(
      optionProblem(['export'], {
        found: `a model of another kind (${model})`,
        expected: 'an .onnx file to write queries of',
      }),
    );
  const file = await wholeFile(model, classifier);
  const write = async (name: string, content: Uint8Array | string): Promise<void> => {
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, name), content);
    } catch (thrown) {
      // A full disk takes the beginning of it, which would be another network.
      await rm(join(directory, name), { force: true }).catch(() => undefined);
      throw notWritable(directory, thrown);
    }
  };
  const lines: string[] = [];
  for (const [i, query] of queries.entries()) {
    const name = String(i).padStart(5, '0');
    await write(`${name}.onnx`, queryNetwork(file, classifier, query));
    await write(`${name}.vnnlib`, vnnlibOf(query, classifier.spec.labels));
    lines.push(`${name}.onnx,${name}.vnnlib,${timeLimit}`);
  }
  await write('instances.csv', `${lines.join('\n')}\n`);
  process.stderr.write(
    `conic: ${queries.length} ${queries.length === 1 ? 'query' : 'queries'} in ${terminalText(directory)}\n`,
  );
}
