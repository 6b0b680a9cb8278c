import { createHash } from 'node:crypto';
import { InputError } from '../../errors.js';
import { sizeOf } from '../../image/shape.js';
import type { NetworkGraph, Port } from '../../network/graph.js';
import { checkOptions } from '../../settings/check.js';
import { inWords } from '../../settings/inWords.js';
import { text } from '../../settings/kinds.js';
import { modelSettings, usualModelTimeout } from '../../settings/model.js';
import { settings } from '../../settings/setting.js';
import type { Classifier } from '../classifier.js';
import { imageInput } from '../file/input.js';
import { heldClassifier } from '../file/heldClassifier.js';
import { inTurn } from '../file/inTurn.js';
import { describingSettings, type DescribedModel } from '../file/describing.js';
import { toldOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import type { Rows } from '../file/protocol.js';
import { scoresOutput } from '../file/scores.js';
import { sentTensor } from '../file/sent.js';
import { specOfFile } from '../file/specOf.js';
import { Staging } from '../file/staging.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { isSession, isSessionTensor, type OnnxSession, type SessionPort, type SessionTensor } from './session.js';

/** What a session does not say. */
export interface FromSessionOptions extends DescribedModel {
  /** Seconds that one run of it may take. Default 600. */
  readonly modelTimeout?: number;
  /** A name for reports. Default: `session`. */
  readonly id?: string;
}

/** Settings of a session. */
export const fromSessionSettings = settings({
  ...describingSettings,
  /** Seconds that one run of it may take. Default 600. */
  modelTimeout: { ...modelSettings.modelTimeout, usually: String(usualModelTimeout.here) },
  /** A name for reports. */
  id: { kind: text, help: 'a name for reports', default: 'session' },
});

/**
 * An onnxruntime session that is already there, of onnxruntime-node or onnxruntime-web, as a classifier. It runs where it is, with
 * the providers that it was made with, one batch after the other. `dispose` leaves it alone: whoever made it releases it.
 *
 * A session does not hold its file: there are no certificates and no logits before a softmax, and the digest is of what it takes
 * and gives. What the scores are is told from what they look like, or by the option `scores`. With `openModel`, all that is to be had.
 *
 * @throws InputError if it is no session, does not say what it takes, is no image classifier, or an option contradicts it.
 * @example
 * import { InferenceSession } from 'onnxruntime-node';
 * const classifier = await fromSession(await InferenceSession.create('model.onnx'), { id: 'lenet' });
 */
export async function fromSession(session: OnnxSession, options: FromSessionOptions = {}): Promise<Classifier> {
  if (!isSession(session))
    throw new InputError({
      where: 'session',
      found: inWords(session),
      expected: 'a session of onnxruntime',
      remedy:
        "Make one: `await InferenceSession.create('model.onnx')`. A file is opened with `openModel('model.onnx')`.",
    });
  checkOptions('fromSession', fromSessionSettings, options);
  const { id = fromSessionSettings.id.default, modelTimeout, ...described } = options;
  const told = await toldOptions('fromSession', describingSettings, described);
  const graph = graphOf(session, id);
  const input = imageInput(graph, id, told);
  const scores = scoresOutput(graph, id, told);
  const pixels = pixelsOf(graph, input, told);
  const staging = new Staging(input);

  const run = async (images: Rows): Promise<Float32Array> => {
    const { values, batch } = staging.fill(images);
    // A copy: a session in a worker of its own takes the memory with it.
    const fed = { type: input.type, dims: [batch, ...input.dims], data: values.slice(), location: 'cpu' };
    const { [scores.tensor]: given } = await session.run({ [input.name]: fed }, [scores.tensor]);
    if (!isSessionTensor(given)) throw new Error(`the output "${scores.tensor}" is not a tensor`);
    const { type, dims } = given;
    const read = { data: await numbersOf(given), dims, type };
    return new Float32Array(sentTensor(scores.tensor, read, batch, images.count).buffer);
  };
  // A session does not take two batches at once everywhere.
  const scoresOf = inTurn({ where: id, engine: 'onnxruntime', imageSize: sizeOf(input.shape), modelTimeout, run });

  const inspected = { id, digest: digestOf(session), input, scores, pixels, metadata: graph.metadata, options: told };
  const running = { scores: scoresOf, batchLimit: 256 };
  const { spec, two } = await specOfFile(inspected, 'onnxruntime (a session of the caller)', running, id);
  return ofTwoLabels(heldClassifier(spec, scoresOf), two);
}

/** What a session says of itself, as a network whose inside is not seen. */
function graphOf({ inputMetadata, outputMetadata }: OnnxSession, id: string): NetworkGraph {
  if (inputMetadata === undefined || outputMetadata === undefined)
    throw new InputError({
      where: id,
      found: 'a session that does not say what it takes and gives',
      expected: 'one with inputMetadata and outputMetadata',
      remedy: 'Update onnxruntime, or open the file with `openModel`.',
    });
  return {
    inputs: inputMetadata.map(portOf),
    outputs: outputMetadata.map(portOf),
    nodes: [],
    constants: new Map(),
    metadata: new Map(),
    opset: 17,
  };
}

const portOf = ({ name, isTensor, type = 'float32', shape = [] }: SessionPort): Port => ({
  name,
  type: isTensor ? type : 'sequence',
  dims: shape.map((size) => (typeof size === 'number' && size >= 0 ? size : undefined)),
});

/** Numbers on a device are fetched. */
const numbersOf = async (tensor: SessionTensor): Promise<SessionTensor['data']> =>
  (tensor.location ?? 'cpu') === 'cpu' ? tensor.data : ((await tensor.getData?.()) ?? tensor.data);

const digestOf = ({ inputMetadata, outputMetadata }: OnnxSession): string =>
  createHash('sha256')
    .update(JSON.stringify([inputMetadata, outputMetadata]))
    .digest('hex');
