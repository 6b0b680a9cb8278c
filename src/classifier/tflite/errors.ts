import type { Problem } from '../../errors.js';
import { plain } from '../file/plain.js';

/** The other way. */
const convert = (where: string): string =>
  `convert it to ONNX: \`python -m tf2onnx.convert --tflite ${where} --output model.onnx\``;

/** What to do where LiteRT.js does not load. */
export const missingLiteRt = (where: string, message: string): Problem =>
  /cannot find (package|module)/i.test(message)
    ? {
        where,
        found: 'a model for LiteRT.js, which is not installed',
        expected: 'the engine beside conic',
        remedy: `Run \`npm install @litertjs/core\`, or ${convert(where)}.`,
      }
    : {
        where,
        found: `a LiteRT.js that does not load (${plain(message)})`,
        expected: 'an engine that works on this machine',
        remedy: `Install it again with \`npm install @litertjs/core\`, or ${convert(where)}.`,
      };

/** The engine's own words about a model, in conic's. */
export const rejectedByLiteRt = (where: string, message: string): Problem => ({
  where,
  found: `a model that LiteRT.js does not load (${plain(message)})`,
  expected: 'one that it does',
  remedy: `Update @litertjs/core, or ${convert(where)}.`,
});
