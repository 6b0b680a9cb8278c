import { createRequire } from 'node:module';
import type { ModelOptions } from '../classifier/file/options.js';
import { openModel } from '../classifier/openModel.js';
import { labelOf } from '../classifier/scores.js';
import { InputError, messageOf } from '../errors.js';
import { image } from '../image/image.js';
import { askOnce, type FirstAnswer } from './askOnce.js';
import type { DoctorFinding } from './finding.js';
import type { writeTrialNetworks } from './trialNetworks.js';

type Trials = Awaited<ReturnType<typeof writeTrialNetworks>>;

interface Engine {
  readonly name: string;
  /** Without it, the engine is missing and not ill. */
  readonly needs: string;
  /** With which network it is tried. */
  readonly network: keyof Trials;
  readonly options?: ModelOptions;
}

/** What runs models. A new engine is a line here. */
const engines: readonly Engine[] = [
  { name: 'onnxruntime', needs: 'onnxruntime-node', network: 'onnx' },
  { name: 'tfjs-node', needs: '@tensorflow/tfjs-node', network: 'tfjs', options: { engine: 'tfjs-node' } },
  { name: 'tfjs on wasm', needs: '@tensorflow/tfjs-backend-wasm', network: 'tfjs', options: { engine: 'wasm' } },
  { name: 'tfjs on cpu', needs: '@tensorflow/tfjs-backend-cpu', network: 'tfjs', options: { engine: 'cpu' } },
];

/** Only the last pixel is white, which is the second label's. */
const lastPixel = image({ height: 2, width: 2, channels: 1 }, { kind: 'trial' }, 'the last pixel', (pixels) => {
  pixels[3] = 1;
});

/** Every engine, tried with a network of one layer in a worker thread, as models are run. */
export async function examineEngines(trials: Trials): Promise<readonly DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  // One after the other: each is to show its own time.
  for (const { name, needs, network, options } of engines) {
    const open = () => openModel(trials[network], { ...options, workers: 1, batchLimit: 1 });
    findings.push(
      await askOnce(open, () => lastPixel).then(
        (answer) => ({ name, ...stateAfter(answer) }),
        (thrown: unknown) => ({ name, ...(isInstalled(needs) ? faulty(thrown) : absent(thrown)) }),
      ),
    );
  }
  return findings;
}

type State = Omit<DoctorFinding, 'name'>;

const stateAfter = ({ spec, scores, took }: FirstAnswer): State =>
  labelOf(scores) === 1
    ? { state: 'works', detail: `${spec.engine}, first answer after ${took} ms` }
    : {
        state: 'fails',
        detail: `${spec.engine} gives the scores ${scores.join(', ')} where 0, 1 is right. Install it again.`,
      };

const faulty = (thrown: unknown): State => ({ state: 'fails', detail: messageOf(thrown) });

function absent(thrown: unknown): State {
  const remedy = thrown instanceof InputError ? thrown.problem.remedy : undefined;
  return { state: 'missing', detail: typeof remedy === 'string' ? `not installed. ${remedy}` : 'not installed' };
}

const require = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (thrown) {
    // What is there without an entrance for `require` is there.
    return !(typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'MODULE_NOT_FOUND');
  }
}
