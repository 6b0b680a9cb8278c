import type { Problem } from '../../errors.js';
import { plain } from '../file/plain.js';

/** What to do where onnxruntime-node does not load. */
export const missingOnnxruntime = (where: string, message: string): Problem =>
  /cannot find (package|module).*onnxruntime-node/is.test(message)
    ? {
        where,
        found: 'a model for onnxruntime-node, which is not installed',
        expected: 'the engine beside conic',
        remedy:
          'Run `npm install onnxruntime-node`, or on a closed network `npm install onnxruntime-node --onnxruntime-node-install=skip`.',
      }
    : /version `VERS_[\d.]+' not found/.test(message)
      ? {
          where,
          found: 'two versions of onnxruntime-node in one process, of which the second does not load',
          expected: 'one',
          remedy:
            'Use one version, as with `overrides` in package.json: `npm ls onnxruntime-node` shows who brings which. A pipeline of @huggingface/transformers, which brings its own, can be asked with `fromPipeline` alone.',
        }
      : {
          where,
          found: `an onnxruntime-node that does not load (${plain(message)})`,
          expected: 'one made for this machine',
          remedy: 'Install it again with `npm install onnxruntime-node`.',
        };

/** The engine's own words about a model, in conic's. */
export function rejectedByOnnxruntime(where: string, message: string): Problem {
  const remedy = 'Export the model for an older version, or update onnxruntime-node.';
  const format = /IR version: (\d+), max supported IR version: (\d+)/.exec(message);
  if (format !== null)
    return { where, found: `ONNX IR version ${format[1]}`, expected: `${format[2]} or older`, remedy };
  const opset = /Opset (\d+) is under development.*domain (\S+) is till opset (\d+)/s.exec(message);
  if (opset !== null) {
    const domain = opset[2] === 'ai.onnx' ? 'opset' : `opset of ${opset[2]}`;
    return { where, found: `${domain} ${opset[1]}`, expected: `${opset[3]} or older`, remedy };
  }
  return {
    where,
    found: `a model that onnxruntime does not load (${plain(message)})`,
    expected: 'one that it does',
    remedy: 'Check the model with onnx.checker, or export it again.',
  };
}
