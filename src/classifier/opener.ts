import type { Classifier } from './classifier.js';
import type { ModelOptions } from './file/options.js';
import type { ModelSource } from './source.js';

/**
 * A kind of model: which sources are of it, and how one is opened. It is loaded with every program that opens a model, so what
 * reads the model is imported when there is something to read.
 */
export interface Opener {
  /** What it opens, to stand in a list of what can be opened: `a file that ends in .onnx`. */
  readonly opens: string;
  matches(source: ModelSource): boolean;
  /** @param place the path or URL. */
  open(place: string, options: ModelOptions): Promise<Classifier>;
}
