// What conic costs a Jest suite, measured inside Jest, in a project that has the package in its node_modules: importing it, the
// first matcher, and 1,000 cases. Each run is a Jest of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jestProject } from './jestProject.js';
import { median, shipped } from './models.js';

const runs = Number(process.argv[2] ?? 7);

const suite = `
const { writeFileSync } = require('node:fs');
const threads = require('node:worker_threads');
let workers = 0;
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...options) {
    super(...options);
    workers += 1;
  }
};
const timed = async (what) => {
  const start = performance.now();
  await what();
  return performance.now() - start;
};
const figures = {};
const start = performance.now();
require('conic/jest');
figures.importing = performance.now() - start;
figures.workers = workers;
test('figures', async () => {
  const { images, openModel } = require('conic');
  const samples = { images: images.from(${JSON.stringify(shipped('fashion-mnist/images'))}) };
  let model;
  figures.opening = await timed(async () => (model = await openModel(${JSON.stringify(shipped('models/lenet-zero-bias.onnx'))})));
  figures.first = await timed(() => expect(model).toBeScalarInvariant(samples));
  figures.thousand = await timed(() => expect(model).toBeScalarInvariant({ ...samples, cases: 1000 }));
  writeFileSync('figures.json', JSON.stringify(figures));
  await model.dispose();
}, 60_000);
`;

const figuresOf = z.object({
  importing: z.number(),
  workers: z.number(),
  opening: z.number(),
  first: z.number(),
  thousand: z.number(),
});

const project = jestProject(suite);
try {
  const all = Array.from({ length: runs }, () => measured());
  const of = (name: keyof (typeof all)[number]): string => {
    const values = all.map((figures) => figures[name]);
    return `${Math.round(median(values))} ms (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`;
  };
  console.log(`inside Jest, medians of ${runs} runs (lowest to highest)`);
  console.log(`  importing conic/jest: ${of('importing')}, goal 150 ms`);
  console.log(`  worker threads it started: ${Math.max(...all.map(({ workers }) => workers))}, goal 0`);
  console.log(
    `  first matcher on LeNet, 100 cases: ${of('first')}, goal 1000 ms; opening the model before: ${of('opening')}`,
  );
  console.log(`  1,000 cases of toBeScalarInvariant: ${of('thousand')}, goal 3000 ms`);
} finally {
  project.remove();
}

/** The figures of one run of Jest. */
function measured(): z.infer<typeof figuresOf> {
  const { status, stderr } = project.run();
  if (status !== 0) throw new Error(stderr);
  return figuresOf.parse(JSON.parse(readFileSync(join(project.folder, 'figures.json'), 'utf8')));
}
