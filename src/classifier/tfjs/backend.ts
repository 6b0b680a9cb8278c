// Only worker threads import this: engines are loaded in them and nowhere else.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import util from 'node:util';
import { messageOf } from '../../errors.js';
import type { EngineInfo } from '../file/protocol.js';
import { StageError } from '../file/serve.js';
import type { TfjsEngine } from './options.js';
import type { Tf, TfTensor } from './tf.js';

/** A TensorFlow SavedModel, which only tfjs-node opens. */
export interface TfSavedModel {
  predict(inputs: Readonly<Record<string, TfTensor>>): Readonly<Record<string, TfTensor>>;
}

/** What tfjs-node has besides. */
export interface TfNode {
  readonly node?: {
    loadSavedModel(path: string, tags: readonly string[], signature: string): Promise<TfSavedModel>;
  };
}

/** TF.js, ready to compute. */
export interface Backend {
  readonly tf: Tf & TfNode;
  readonly info: EngineInfo;
}

/**
 * Loads an engine.
 *
 * @param engine which; default the first of tfjs-node, wasm and cpu that loads.
 * @throws StageError if it is not installed or does not work.
 */
export async function openBackend(engine: TfjsEngine | undefined): Promise<Backend> {
  const asked = engine === undefined ? (['tfjs-node', 'wasm', 'cpu'] as const) : [engine];
  const failures: unknown[] = [];
  for (const name of asked)
    try {
      return await open[name]();
    } catch (cause) {
      failures.push(cause);
    }
  // Of several that are not installed, the one that is but does not load is worth telling about.
  const telling = failures.find((cause) => !/cannot find (package|module)/i.test(messageOf(cause))) ?? failures[0];
  throw new StageError('engine', telling);
}

const open: Readonly<Record<TfjsEngine, () => Promise<Backend>>> = {
  'tfjs-node': async () => {
    // Gone since Node 23; tfjs-node still calls it.
    if (!('isNullOrUndefined' in util))
      Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
    // TensorFlow would print what it thinks of this processor.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const name: string = '@tensorflow/tfjs-node';
    const tf: Tf & TfNode = withDefault(await import(name));
    if (tf.getBackend() !== 'tensorflow') throw new Error(`it computes on ${tf.getBackend()}`);
    const version = typeof tf.version === 'object' ? tf.version['tfjs-node'] : undefined;
    return {
      tf,
      info: {
        engine: `tfjs-node ${version ?? ''}`.trim(),
        runsOn: 'native',
        native: true,
        parallel: true,
        batchLimit: 1024,
      },
    };
  },
  wasm: async () => {
    const { core, tf } = await slim();
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const main = createRequire(import.meta.url).resolve(
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    );
    setWasmPaths(`${dirname(main)}/`);
    if (!(await core.setBackend('wasm'))) throw new Error('WebAssembly does not start');
    const simd = (await core.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
    const info = {
      engine: `tfjs ${core.version_core}`,
      runsOn: simd ? 'wasm, SIMD' : 'wasm',
      native: false,
      parallel: false,
      batchLimit: 256,
    };
    return { tf, info };
  },
  cpu: async () => {
    const { core, tf } = await slim();
    await import('@tensorflow/tfjs-backend-cpu');
    if (!(await core.setBackend('cpu'))) throw new Error('the cpu backend does not start');
    const engine = `tfjs ${core.version_core}`;
    return { tf, info: { engine, runsOn: 'cpu', native: false, parallel: false, batchLimit: 256 } };
  },
};

/** The packages that every slim engine needs, in one object. */
async function slim() {
  const core = await import('@tensorflow/tfjs-core');
  // Otherwise the first computation prints an advertisement of tfjs-node.
  core.env().set('IS_TEST', true);
  const layers = await import('@tensorflow/tfjs-layers');
  const converter = await import('@tensorflow/tfjs-converter');
  const tf: Tf = { ...core, ...layers, ...converter };
  return { core, tf };
}

/** Imported as a module, a CommonJS package has what it exports under `default` for certain. */
const withDefault = <Module extends object>(imported: Module | { readonly default: Module }): Module =>
  'default' in imported ? imported.default : imported;
