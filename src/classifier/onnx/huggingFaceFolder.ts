import { assertOfUse } from '../file/ofNoUse.js';
import type { Opener } from '../opener.js';
import { holds } from '../source.js';
import { notForHuggingFace } from './options.js';

/** A Hugging Face folder with `config.json`, `preprocessor_config.json` and `onnx/model.onnx`. */
export const huggingFaceFolder: Opener = {
  opens: 'a folder with config.json',
  matches: (source) => holds(source, 'config.json'),
  open: async (place, options) => {
    assertOfUse(options, notForHuggingFace);
    return (await import('./huggingFace.js')).openHuggingFace(place, options);
  },
};
