// What conic is for, in one run: the same claims about two trained LeNets, one without biases and one with.
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { SingleBar } from 'cli-progress';
import { images, measure, openModel, reportOf, saveReport } from 'conic';
import { convexRegionConsistency, scalarInvariance, zeroImageUniformity } from 'conic/properties';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const seed = 2211;
// Regions are walked to step by step, sixteen questions a case, so there are fewer of them.
const cases = { 'convex-region-consistency': 2_000, default: 20_000 };
const properties = [
  scalarInvariance(),
  scalarInvariance({ claim: 'ranking' }),
  zeroImageUniformity(),
  convexRegionConsistency(),
];
const nets = ['lenet-zero-bias', 'lenet-bias'];

console.log(
  'Two LeNets trained alike on Fashion-MNIST, one without biases and one with. What survives a change of contrast?\n',
);

const columns = [];
for (const net of nets) {
  const classifier = await openModel(here(`models/${net}.onnx`));
  const corpus = await images.from(here('fashion-mnist/images')).load(classifier.spec.shape);
  const results = [];
  for (const property of properties) {
    const bar = new SingleBar({ format: `${net}  ${property.name} {bar} {value}/{total}`, clearOnComplete: true });
    if (process.stderr.isTTY) bar.start(1, 0);
    else console.log(`${net}: ${property.name} …`);
    const result = await measure(property, classifier, {
      images: corpus,
      cases: cases[property.name] ?? cases.default,
      seed,
      onProgress: ({ done, planned }) => {
        bar.setTotal(planned);
        bar.update(done);
      },
    });
    bar.stop();
    results.push(result);
  }
  const report = reportOf(results, { spec: classifier.spec, images: `${corpus.images.length} from ${corpus.origin}` });
  await saveReport(`conic-report/${net}`, report, results);
  columns.push(results);
  await classifier.dispose();
}

const inWords = ({ verdict, cases, violated, vacuous, inconclusive }) => {
  const decided = cases - vacuous - inconclusive;
  if (verdict !== 'violated')
    return `${verdict}: ${decided.toLocaleString('en-US')} of ${decided.toLocaleString('en-US')} cases`;
  return `VIOLATED: ${violated.toLocaleString('en-US')} of ${decided.toLocaleString('en-US')} cases (${((100 * violated) / decided).toFixed(1)} %)`;
};
const table = new Table({ head: ['', 'without biases', 'with biases'], style: { head: ['bold'] } });
properties.forEach(({ name }, row) => table.push([name, ...columns.map((results) => inWords(results[row]))]));
console.log(`\n${table.toString()}\n`);

console.log('The counterexamples (the worst of each, made as simple as it gets):');
for (const { property, counterexample } of columns[1]) {
  if (counterexample === undefined) continue;
  console.log(`  ${property}: ${counterexample.why}`);
  const folder = `conic-report/lenet-bias/counterexamples/${property.replaceAll(':', '-')}`;
  console.log(`    ${counterexample.views.at(-1).image.description}\n    ${folder}/picture.png`);
}
console.log(`\nReports: ${nets.map((net) => `conic-report/${net}/report.json`).join(', ')} (seed ${seed})`);
