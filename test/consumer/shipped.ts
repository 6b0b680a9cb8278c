import type { Project } from './project.js';

/** The trained networks and the images of this repository, under the names that the suites here use. */
export function copyShipped(project: Project): void {
  for (const net of ['lenet-zero-bias', 'lenet-bias']) project.copy(`examples/models/${net}.onnx`, `${net}.onnx`);
  project.copy('examples/fashion-mnist/images', 'samples');
}
