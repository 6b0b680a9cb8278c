import type { Problem } from '../../errors.js';
import { plain } from '../file/plain.js';
import type { TfjsEngine } from './options.js';

const slim = '@tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-converter';

/** The line that installs an engine. */
export const installLines: Readonly<Record<TfjsEngine, string>> = {
  'tfjs-node': 'npm install @tensorflow/tfjs-node',
  wasm: `npm install ${slim} @tensorflow/tfjs-backend-wasm`,
  cpu: `npm install ${slim} @tensorflow/tfjs-backend-cpu`,
};

/**
 * What to do where no engine, or not the one that was asked for, loads.
 *
 * @param subject what needs it, where there is more to say than that it is a model.
 */
export const missingTfjs =
  (engine: TfjsEngine | undefined, subject?: string) =>
  (where: string, message: string): Problem => {
    const packages = engine === 'tfjs-node' ? '@tensorflow/tfjs-node' : 'the packages of TF.js';
    const wanted = engine === undefined ? 'TF.js' : engine === 'tfjs-node' ? 'tfjs-node' : `TF.js on ${engine}`;
    const line = installLines[engine ?? 'wasm'];
    return /cannot find (package|module)/i.test(message)
      ? {
          where,
          found: `${subject === undefined ? 'a model for' : `${subject}, and`} ${wanted}, which is not installed`,
          expected: 'the engine beside conic',
          remedy:
            engine === undefined
              ? `Run \`${installLines['tfjs-node']}\`, or where that cannot download its library \`${line}\`.`
              : `Run \`${line}\`.`,
        }
      : {
          where,
          found: `${subject === undefined ? '' : `${subject}, and `}${packages} not loading (${plain(message)})`,
          expected: 'an engine that works on this machine',
          remedy: `Install it again with \`${line}\`${engine === 'tfjs-node' ? ', or choose the engine wasm' : ''}.`,
        };
  };

/** TF.js's own words about a model, in conic's. */
export function rejectedByTfjs(where: string, message: string): Problem {
  const layer = /Unknown layer: (\w+)/.exec(message);
  if (layer !== null)
    return {
      where,
      found: `a layer ${layer[1]} that TF.js does not know`,
      expected: 'layers of TF.js',
      remedy: 'Register its class with tf.serialization.registerClass, load the model yourself, and use fromTfjs.',
    };
  const weight = /Provided weight data has no target variable: (\S+)/.exec(message);
  if (weight !== null)
    return {
      where: `${where}: weight "${weight[1]}"`,
      found: 'no layer that it belongs to',
      expected: 'weights of the layers in modelTopology',
      remedy: 'Save the model again.',
    };
  const unset = /weights are not set: (\S+)/.exec(message);
  if (unset !== null)
    return {
      where: `${where}: weightsManifest`,
      found: `no weight "${unset[1]?.split(',')[0]}"`,
      expected: 'a weight for every layer in modelTopology',
      remedy: 'Save the model again.',
    };
  return {
    where,
    found: `a model that TF.js does not load (${plain(message)})`,
    expected: 'one that it does',
    remedy: 'Check that tf.loadLayersModel or tf.loadGraphModel loads it, or save it again.',
  };
}

/** A SavedModel, and an engine that is not tfjs-node. */
export const savedModelNeedsNode = (where: string, found: string): Problem => ({
  where,
  found: `a TensorFlow SavedModel, and ${found}`,
  expected: 'tfjs-node, which alone runs them',
  remedy: `Run \`${installLines['tfjs-node']}\` and leave engine out, or convert the model with tensorflowjs_converter.`,
});
