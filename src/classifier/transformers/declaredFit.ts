import type { Fit } from '../../image/fitting/fit.js';
import type { Size } from '../../image/shape.js';
import { imageProcessorOf } from './declaredSteps.js';
import type { TransformersProcessor } from './structures.js';

/**
 * How a processor of transformers.js says that it brings pictures to a size; undefined where it says nothing that is known, or ends
 * with another size than it really makes.
 */
export async function declaredFit(processor: TransformersProcessor, made: Size): Promise<Fit | undefined> {
  // The form is read by zod, which who imports conic need not pay for.
  const [{ processorForm }, { processorPipeline }] = await Promise.all([
    import('../onnx/processor/form.js'),
    import('../onnx/processor/processor.js'),
  ]);
  const config = processorForm.safeParse(Reflect.get(imageProcessorOf(processor), 'config'));
  if (!config.success) return undefined;
  const { fit, size } = processorPipeline(config.data);
  return size?.height === made.height && size.width === made.width ? fit : undefined;
}
