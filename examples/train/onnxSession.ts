import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { pixelsPerImage, side } from './data.js';

/** Opens examples/models/<name>.onnx. */
export function openOnnx(name: string): Promise<InferenceSession> {
  return InferenceSession.create(fileURLToPath(new URL(`../models/${name}.onnx`, import.meta.url)));
}

/** The logits of a batch of images, one row of ten after the other. */
export async function runOnnx(session: InferenceSession, images: Float32Array): Promise<Float32Array> {
  const image = new Tensor('float32', images, [images.length / pixelsPerImage, 1, side, side]);
  const data = (await session.run({ image }))['logits']?.data;
  if (!(data instanceof Float32Array)) throw new Error('The model has no float32 output called logits.');
  return data;
}
