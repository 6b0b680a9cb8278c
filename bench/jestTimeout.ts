// Whether a matcher answers before its test's time is over: LeNet with biases, a timeout of two seconds, every core kept busy. Each run is a
// Jest of its own.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { jestProject } from './jestProject.js';
import { shipped } from './models.js';

const runs = Number(process.argv[2] ?? 20);

const suite = (matcher: string): string => `
require('conic/jest');
const { images, openModel } = require('conic');
let model;
beforeAll(async () => (model = await openModel(${JSON.stringify(shipped('models/lenet-bias.onnx'))})), 60_000);
test('in time', async () => {
  await expect(model).${matcher}({ images: images.from(${JSON.stringify(shipped('fashion-mnist/images'))}), shrink: 'edge' });
}, 2000);
`;

const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['--eval', 'for (;;) {}']));
try {
  for (const matcher of ['toBeScalarInvariant', 'toBeConsistentOnConvexRegions']) {
    const project = jestProject(suite(matcher));
    try {
      const said = Array.from({ length: runs }, () => project.run().stderr);
      const own = said.filter((text) => text.includes('not so: ') || text.includes('no answer'));
      const violated = own.filter((text) => text.includes('not so: '));
      console.log(
        `${matcher}: ${own.length} of ${runs} runs end with conic's message, ${violated.length} of them with a counterexample`,
      );
    } finally {
      project.remove();
    }
  }
} finally {
  for (const one of busy) one.kill();
}
