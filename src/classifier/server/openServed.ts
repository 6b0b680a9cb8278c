import { createHash } from 'node:crypto';
import { ClassifierError, InputError, messageOf, optionProblem } from '../../errors.js';
import { readRegularFile, smallLimit } from '../../files/regularFile.js';
import { sizeOf } from '../../image/shape.js';
import type { NetworkGraph, Port } from '../../network/graph.js';
import { milliseconds } from '../../settings/kinds.js';
import { modelSettings, usualModelTimeout } from '../../settings/model.js';
import type { AskOptions, Classifier, ImageBatch } from '../classifier.js';
import { imageInput } from '../file/input.js';
import { assertOfUse, type OfNoUse } from '../file/ofNoUse.js';
import { rememberOpened } from '../file/opened.js';
import { toldOptions, type ModelOptions, type ToldOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { typeOfDatatype, type AnsweredTensor } from './datatypes.js';
import { placeIn, type ServedPlace } from './place.js';
import { openingProblem, RequestFailure, runningProblem } from './requestFailure.js';
import { restTransport } from './rest/restTransport.js';
import { retrying } from './retrying.js';
import { secretHeaders } from './secretHeaders.js';
import { servedLimits, type ServedLimits } from './servedLimits.js';
import { ServedQuestions } from './servedQuestions.js';
import type { ServedModel, ServerDescription, Transport, TransportOptions } from './transport.js';

/**
 * A model behind a server of the Open Inference Protocol, as KServe, Triton and MLServer speak it, as a classifier. What it takes and
 * gives is read from its metadata; what these do not say is told as for a file.
 *
 * Its weights cannot be read: there are no certificates, and the digest is of its metadata.
 *
 * @param url `oip+http://HOST:PORT/v2/models/NAME`, or `oip+https`, `oip+grpc`, `oip+grpcs`; `/versions/VERSION` may follow.
 * @throws InputError if no server answers there, it has no such model, that is no image classifier, or an option contradicts it.
 * @example const classifier = await openServed('oip+http://localhost:8000/v2/models/lenet', { batchLimit: 32 });
 */
export async function openServed(url: string, asked: ModelOptions): Promise<Classifier> {
  const place = placeIn(url);
  assertOfUse(asked, ofNoUseTo(place));
  const told = await toldOptions('openModel', modelSettings, asked);
  const { inFlight = modelSettings.inFlight.default, retries = modelSettings.retries.default } = told;
  const timeLimit = milliseconds(told.modelTimeout ?? usualModelTimeout.served);
  const { headers, hide } = secretHeaders(place);
  const ca = await authorityIn(told.ca);
  const transport = await transportTo(place, { headers, hide, timeLimit, inFlight, ca });
  try {
    return await classifierBehind(transport, place, told, { inFlight, retries, timeLimit });
  } catch (thrown) {
    transport.close();
    throw thrown instanceof RequestFailure ? openingProblem(thrown, place.shown) : thrown;
  }
}

interface Pace {
  readonly inFlight: number;
  readonly retries: number;
  readonly timeLimit: number;
}

async function classifierBehind(
  transport: Transport,
  place: ServedPlace,
  told: ToldOptions,
  pace: Pace,
): Promise<Classifier> {
  const where = place.shown;
  const again = <Answer>(request: () => Promise<Answer>): Promise<Answer> =>
    retrying(request, { retries: pace.retries, longest: pace.timeLimit });
  const model = await again(() => transport.model({}));
  const server = await again(() => transport.server({})).catch((): ServerDescription => ({ name: '', version: '' }));
  const graph = graphOf(model, where);
  const input = imageInput(graph, where, told);
  const scores = scoresOutput(graph, where, told);
  const pixels = pixelsOf(graph, input, told);
  const questions = new ServedQuestions(transport, input, scores.tensor, pace);
  const limits = await servedLimits(questions, sizeOf(input.shape), input.batch ?? told.batchLimit, again);

  const running = {
    batchLimit: limits.batch,
    scores: async (batch: ImageBatch, limit: number, asked?: AskOptions): Promise<Float32Array> => {
      try {
        return await questions.scores(batch, limit, asked);
      } catch (thrown) {
        throw thrown instanceof RequestFailure ? runningProblem(thrown, where) : thrown;
      }
    },
  };
  const id = place.version === undefined ? place.model : `${place.model}-${place.version}`;
  const inspected = {
    id,
    digest: digestOf(model, place),
    input,
    scores,
    pixels,
    metadata: graph.metadata,
    options: { ...told, batchLimit: limits.batch },
    assumed: assumedOf(place, limits, pace),
  };
  const engine = `${server.name === '' ? 'a server' : `${server.name} ${server.version}`.trim()} (${transport.name}, ${questions.form})`;
  const { spec, two } = await specOfFile(inspected, engine, running, where);
  let disposed = false;
  return rememberOpened(
    ofTwoLabels(
      {
        spec,
        multiplies: true,
        concurrency: pace.inFlight,
        classify: async (batch, asked) => {
          if (disposed) throw new ClassifierError({ where, found: 'it has been disposed of', expected: 'scores' });
          return running.scores(batch, spec.batchLimit, asked);
        },
        dispose: async () => {
          disposed = true;
          transport.close();
        },
      },
      two,
    ),
  );
}

async function transportTo(place: ServedPlace, options: TransportOptions): Promise<Transport> {
  if (place.protocol === 'http') return restTransport(place, options);
  return (await import('./grpc/grpcTransport.js')).grpcTransport(place, options);
}

/** What a model that runs elsewhere has no use for. */
const ofNoUseTo = ({ shown }: ServedPlace): OfNoUse =>
  Object.fromEntries(
    (['engine', 'provider', 'providerOptions', 'dtype', 'workers', 'threads', 'isolate'] as const).map((name) => [
      name,
      `none for ${shown}, which runs behind a server`,
    ]),
  );

async function authorityIn(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  const fault = (found: string, cause?: unknown): InputError =>
    new InputError(
      optionProblem(['ca'], { found: `${found} (${file})`, expected: 'a file with certificates in PEM' }),
      {
        cause,
      },
    );
  const content = await readRegularFile(file, smallLimit).catch((cause: unknown) => {
    throw fault(`a file that cannot be read: ${messageOf(cause)}`, cause);
  });
  if (!content.includes('-----BEGIN CERTIFICATE-----')) throw fault('no certificate');
  return content;
}

/** What a server says of a model, as a network whose inside is not seen. */
function graphOf({ inputs, outputs, parameters }: ServedModel, where: string): NetworkGraph {
  if (inputs.length === 0 || outputs.length === 0)
    throw new InputError({
      where,
      found: `metadata without ${inputs.length === 0 ? 'inputs' : 'outputs'}`,
      expected: 'name, datatype and shape of the image and of the scores',
      remedy:
        "Have the server tell them: in MLServer's model-settings.json, or by get_input_types and get_output_types of KServe's Model.",
    });
  return {
    inputs: inputs.map(portOf),
    outputs: outputs.map(portOf),
    nodes: [],
    constants: new Map(),
    metadata: parameters,
    opset: 17,
  };
}

const portOf = ({ name, datatype, shape }: AnsweredTensor): Port => ({
  name,
  type: typeOfDatatype(datatype),
  dims: shape.map((size) => (size < 0 ? undefined : size)),
});

/** Of what a server says of a model, since its weights stay where they are. */
const digestOf = ({ name, versions, platform, inputs, outputs }: ServedModel, { version }: ServedPlace): string =>
  createHash('sha256')
    .update(JSON.stringify([name, version ?? versions, platform, inputs.map(described), outputs.map(described)]))
    .digest('hex');

const described = ({ name, datatype, shape }: AnsweredTensor) => [name, datatype, shape];

function assumedOf({ shown }: ServedPlace, { batch, refused }: ServedLimits, { inFlight }: Pace): readonly string[] {
  return [
    `Asked at ${shown}, in ${inFlight === 1 ? 'one request' : `up to ${inFlight} requests`} at once.`,
    'The weights of a served model cannot be read: the digest is of its name, version, platform, inputs and outputs, and other weights behind the same ones are not noticed.',
    ...(refused === undefined ? [] : [`Batches of ${batch}: the server refuses ${refused}.`]),
  ];
}
