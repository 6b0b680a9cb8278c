import type { Classifier } from '../classifier.js';
import { readBytes } from '../file/modelFile.js';
import { withExternalData } from './withExternalData.js';

/**
 * An ONNX file with the weights in it that it keeps in others.
 *
 * @param model the path that the classifier was opened from.
 */
export async function wholeFile(model: string, { network }: Classifier): Promise<Uint8Array> {
  const file = await readBytes(model, { expected: 'an ONNX file', insteadOfFolder: 'Give the path of an .onnx file.' });
  const places = [...(network?.graph.externalData ?? [])].flatMap(([name, place]) =>
    place === undefined ? [] : [[name, place] as const],
  );
  return places.length === 0 ? file : withExternalData(file, new Map(places));
}
