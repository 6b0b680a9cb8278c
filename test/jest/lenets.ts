import { resolve } from 'node:path';
import { openModel } from '../../src/classifier/openModel.js';
import { images } from '../../src/generate/images.js';

// What the package ships; by absolute paths, as some tests work in a folder of their own.

const [biased, biasFree] = [
  resolve('examples/models/lenet-bias.onnx'),
  resolve('examples/models/lenet-zero-bias.onnx'),
];

/** LeNet with biases: nothing that is claimed of it holds. */
export const openBiased = () => openModel(biased);

/** LeNet without biases: everything holds. */
export const openBiasFree = () => openModel(biasFree);

export const samples = images.from(resolve('examples/fashion-mnist/images'));
