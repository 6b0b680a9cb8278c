import type { Fit } from '../../image/fitting/fit.js';
import type { Size } from '../../image/shape.js';
import { processorForm } from '../onnx/processor/form.js';
import { processorPipeline } from '../onnx/processor/processor.js';
import { imageProcessorOf } from './declaredSteps.js';
import type { TransformersProcessor } from './structures.js';

/**
 * How a processor of transformers.js says that it brings pictures to a size; undefined where it says nothing that is known, or ends
 * with another size than it really makes.
 */
export function declaredFit(processor: TransformersProcessor, made: Size): Fit | undefined {
  const config = processorForm.safeParse(Reflect.get(imageProcessorOf(processor), 'config'));
  if (!config.success) return undefined;
  const { fit, size } = processorPipeline(config.data);
  return size?.height === made.height && size.width === made.width ? fit : undefined;
}
