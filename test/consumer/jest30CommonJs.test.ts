import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect } from '@jest/globals';
import { projectWith } from './project.js';
import { copyShipped } from './shipped.js';
import { partsOf, runJest, type SuiteRan } from './suiteRun.js';

// Jest as it is when it is new: CommonJS, no flags, no configuration, and Jest's own globals.

const { project, installed } = projectWith({
  packages: {
    jest: '30.5.2',
    '@swc/jest': '0.2.39',
    '@swc/core': '1.16.18',
    '@babel/plugin-transform-modules-commonjs': '7.27.1',
  },
  // The next one lacks packages for some platforms.
  manifest: { overrides: { 'unrs-resolver': '1.12.2' } },
});

beforeAll(() => {
  project.copy('test/consumer/suites', '.');
  copyShipped(project);
});

const statuses = ({ tests }: SuiteRan): Record<string, string> =>
  Object.fromEntries(Object.entries(tests).map(([name, { status }]) => [name, status]));

const seed = expect.stringMatching(/\(with seed=-?\d+\)$/);

installed('a suite that holds passes', () => {
  const ran = runJest(project, ['passing']);
  const skipped = Object.entries(statuses(ran)).filter(([, status]) => status !== 'passed');
  expect(skipped).toEqual([
    ['not run (with seed=4)', 'pending'],
    [expect.stringMatching(/^properties of labels-only zero-image-uniformity \(.*\)$/), 'pending'],
    [expect.stringMatching(/^properties of labels-only convex-region-consistency \(.*\)$/), 'pending'],
  ]);
  expect(Object.keys(ran.tests)).toEqual(
    expect.arrayContaining([
      'my own property',
      'a record (with seed=4)',
      'expected to fail (with seed=4)',
      'row 1 one',
      'row 2 two',
      'properties scalar-invariance',
      'properties zero-image-uniformity',
      'properties convex-region-consistency',
      'properties of labels-only scalar-invariance',
      seed,
    ]),
  );
  expect(ran.status).toBe(0);
  expect(ran.stderr).not.toContain('did not exit');
});

/** The suite of failures, run once for the tests below. */
let failures: SuiteRan | undefined;
const failing = (): SuiteRan => (failures ??= runJest(project, ['failing', '--seed=5']));
const messageOf = (name: string): string => failing().tests[name]?.message ?? `there is no test "${name}"`;

installed('a suite that does not hold fails, and Jest exits with 1', () => {
  expect(new Set(Object.values(statuses(failing())))).toEqual(new Set(['failed']));
  expect(Object.keys(failing().tests)).toHaveLength(12);
  expect(failing().status).toBe(1);
});

installed(
  'a message tells the claim, the counterexample, the cause, the picture and the replay line, in this order',
  () => {
    expect(partsOf(messageOf('scalar'))).toEqual([
      'Error: expect(lenet-bias).toBeScalarInvariant()',
      'not so: multiplying an image by a positive scalar does not change its label',
      expect.stringMatching(
        /^image +corpus #\d+ \(.*\.png\)\nscalar +[\d.]+\nlabel +(.+) -> (.+)\ntruth +the folder says .+\nmargin +-[\d.]+ of the/,
      ),
      // Ten labels with two scores each, the winner of each marked.
      expect.stringMatching(/^original +scaled\n(.+ > .+\n)(.+\n){0,8}.+ > [-\d.]+(\n.+)*$/),
      expect.stringMatching(/[░▒▓█]/),
      expect.stringMatching(/^clearest +.+ became .+ by [\d.]+ of the largest score: corpus #\d+ /),
      expect.stringMatching(
        /^cause +network; .*\nblame +conv1 .*\n(?:conv2|dense1|and ).*\n(?:.*\n){0,2}picture +.*\.png\ntried +.*; seed 7; .*\nreplay +expect\(model\)/,
      ),
    ]);
    const [, file = ''] = /picture +(.*\.png)/.exec(messageOf('scalar')) ?? [];
    expect(existsSync(file)).toBe(true);
  },
);

installed('every matcher has a message of its own', () => {
  for (const [name, text] of [
    ['zero', /expect\(lenet-bias\)\.toBeUniformOnZeroImage\(\)[^]*favours no label[^]*favours sandal[^]*seed: 7/],
    ['regions', /toBeConsistentOnConvexRegions\(\)[^]*one piece[^]*vertex 1[^]*combination[^]*replay/],
    [
      'own',
      /toSatisfy\(property\)[^]*not so: everything is a shirt[^]*no shirt[^]*toSatisfy\(property, \{ \/\* images as before \*\/ seed: 7/,
    ],
    ['rate', /not so[^]*\d+ of 100 cases violated \(\d+ %\), at most 10 % allowed[^]*maxViolationRate: 0\.1, seed: 7/],
    ['not', /\.not\.toBeScalarInvariant[^]*expected not to be so[^]*held in 100 of 100[^]*replay +.*\.not\..*seed: 7/],
    ['not, within a rate', /expected to be violated more often[^]*which is within 90 %[^]*seed: 5/],
    ['unknown option', /could not be tried[^]*unknown key "image"[^]*Did you mean "images"\?/],
    ['no answer in time', /no answer[^]*time limit reached after \d+ of 100 cases[^]*more time/],
    ['not awaited', /ended before expect\(model\)\.toBeScalarInvariant\(…\) had an answer/],
    ['prop (with seed=7)', /Property failed after \d+ tests\n\{ seed: 7, path: "[\d:]+"/],
  ] as const)
    expect(messageOf(name)).toMatch(text);
});

installed('a message has no stack of conic in it and no arrays', () => {
  const shown = failing()
    .stderr.split(/^ {2}● /m)
    .slice(1);
  expect(shown).toHaveLength(12);
  for (const block of shown) {
    expect(block).toMatch(/at .*failing\.test\.js:\d+/);
    expect(block).not.toMatch(/Float32Array|(-?[\d.]+, ){4}/);
    // That one is Jest's own; it shows where the test was declared, and conic declared it.
    if (!block.startsWith('holds, but should fail')) expect(block).not.toContain('node_modules/conic');
  }
});

installed('the replay line gives the counterexample again', () => {
  const names = ['scalar', 'zero', 'regions', 'rate'];
  // As a reader fills it in.
  const filledIn = (line: string): string => line.replace('/* images as before */', 'images,');
  const lines = names.map((name) => filledIn(/replay +(expect\(model\).*)/.exec(messageOf(name))?.[1] ?? ''));
  project.write(
    'replay.test.js',
    `const { images: from, openModel } = require('conic');
    require('conic/jest');
    const images = from.from('samples');
    let model;
    beforeAll(async () => { model = await openModel('lenet-bias.onnx'); });
    ${lines.map((line, i) => `test('${names[i]}', () => ${line});`).join('\n')}`,
  );
  const { tests } = runJest(project, ['replay.test.js']);
  for (const name of names) {
    // The counterexample and its scores; a rate is told before them, and only one case is tried again.
    // What was clearer on the way is not known where a path leads straight to the case.
    const shown = (message = ''): readonly string[] =>
      partsOf(message)
        .slice(name === 'rate' ? 3 : 2, -1)
        .filter((part) => !part.startsWith('clearest '));
    expect(tests[name]?.status).toBe('failed');
    expect(shown(tests[name]?.message)).toEqual(shown(messageOf(name)));
  }
});

installed('the seed is the one of the options, else of fast-check, else of the run', () => {
  const { tests } = runJest(project, ['seeds', '--seed=5']);
  for (const [name, seed] of [
    ['of the run', 5],
    ['with fast-check told of fast-check', 6],
    ['with fast-check told of the options', 7],
  ] as const) {
    expect(tests[name]?.message).toContain(`violated; seed ${seed};`);
    expect(tests[name]?.message).toContain(`seed: ${seed}, path:`);
  }
  expect(tests['of the run (with seed=5)']?.status).toBe('passed');
});

installed('what says nothing about the model fails with its own message and is not shrunk', () => {
  const ran = runJest(project, ['faults', '--seed=5']);
  const fault = /broken: found an error while classifying: out of memory; expected scores\./;
  for (const [name, text] of [
    ['model throws', fault],
    ['model throws, not', fault],
    ['images are missing', /nowhere: found nothing that can be read .*expected images/],
    ['model is missing', /nowhere\.onnx: found no such file; expected an ONNX model/],
    ['no model', /a value of type undefined; expected a classifier/],
    ['prop (with seed=5)', fault],
    ['properties scalar-invariance', /nowhere\.onnx: found no such file/],
  ] as const) {
    expect(ran.tests[name]).toEqual({ status: 'failed', message: expect.stringMatching(text) });
    expect(ran.tests[name]?.message).not.toMatch(/not so|Counterexample|Shrunk/);
  }
  expect(ran.status).toBe(1);
  // One case: an image and the same scaled, for each of the two matchers; one question for the property.
  expect(JSON.parse(readFileSync(join(project.folder, 'calls.json'), 'utf8'))).toEqual({ matcher: 4, prop: 1 });
});

installed('timers may be fakes', () => {
  const own = runJest(project, ['fakeTimers']);
  expect(own.status).toBe(0);
  // On from before conic is loaded; the suites that know nothing of it.
  const everywhere = JSON.stringify({ fakeTimers: { enableGlobally: true } });
  const ran = runJest(project, ['fakeTimers', 'undisposed', '--config', everywhere]);
  expect(Object.keys(ran.tests)).toHaveLength(5);
  expect(ran.status).toBe(0);
});

installed('the time limit of a test holds under fake timers', () => {
  const everywhere = JSON.stringify({ fakeTimers: { enableGlobally: true } });
  project.write(
    'hanging.test.js',
    `const { fromFunction } = require('conic');
    require('conic/jest');
    const shape = { height: 1, width: 1, channels: 1 };
    const hanging = fromFunction(() => new Promise(() => undefined), { shape, labels: 2, id: 'hanging' });
    test('hangs', () => expect(hanging).toBeScalarInvariant(), 1500);`,
  );
  const ran = runJest(project, ['hanging', '--config', everywhere]);
  expect(ran.tests['hangs']?.message).toContain('time limit reached after 0 of 100 cases');
  expect(ran.status).toBe(1);
});

installed('runs in band, in workers and in shards', () => {
  const files = ['undisposed', 'imported', 'only'];
  const names = ['opened and left', 'imported and not used', 'alone (with seed=4)', 'left out (with seed=4)'];
  for (const how of [['--runInBand'], ['-w', '2']]) {
    const ran = runJest(project, [...files, ...how]);
    expect(Object.keys(ran.tests)).toEqual(expect.arrayContaining(names));
    expect(ran.tests['left out (with seed=4)']?.status).toBe('pending');
    expect(ran.status).toBe(0);
  }
  const shards = ['1/2', '2/2'].map((shard) => runJest(project, [...files, `--shard=${shard}`]));
  expect(shards.map(({ status }) => status)).toEqual([0, 0]);
  const [first = [], second = []] = shards.map(({ tests }) => Object.keys(tests));
  expect(first.length * second.length).toBeGreaterThan(0);
  expect([...first, ...second]).toEqual(expect.arrayContaining(names));
});

installed('leaves no handle open, and its models are disposed of when a file ends', () => {
  const config = JSON.stringify({ testEnvironment: './countWorkers.js' });
  const ran = runJest(project, ['undisposed', '--detectOpenHandles', '--config', config]);
  expect(ran.stderr).not.toMatch(/open handle|did not exit|force exited/i);
  expect(ran.status).toBe(0);
  expect(workersCounted()).toMatch(/^started [1-9]\d*, left 0\n$/);
});

installed('importing it starts no engine', () => {
  const config = JSON.stringify({ testEnvironment: './countWorkers.js' });
  expect(runJest(project, ['imported', '--config', config]).status).toBe(0);
  expect(workersCounted()).toBe('started 0, left 0\n');
});

function workersCounted(): string {
  const file = join(project.folder, 'workers.txt');
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return text;
}

installed('no picture in blocks where the terminal has none', () => {
  const { tests } = runJest(project, ['failing', '-t', '^scalar$'], { variables: { TERM: 'dumb' } });
  expect(tests['scalar']?.message).toContain('replay');
  expect(tests['scalar']?.message).not.toMatch(/[░▒▓█]/);
});

installed('suites go through @swc/jest and babel-jest', () => {
  const suite = `import { openModel, type Classifier } from 'conic';
    import { describeProperties } from 'conic/jest';
    let model: Classifier;
    beforeAll(async () => { model = await openModel('lenet-zero-bias.onnx'); });
    test('matches', () => expect(model).toBeScalarInvariant({ cases: 20 }));
    describeProperties(() => model, { properties: ['zero-image-uniformity'] });`;
  project.write('swc/swc.test.ts', suite);
  const swc = { testRegex: '\\.test\\.ts$', transform: { '\\.ts$': ['@swc/jest', {}] } };
  project.write('babel/babel.test.js', suite.replace(', type Classifier', '').replace(': Classifier', ''));
  project.write('babel/.babelrc', JSON.stringify({ plugins: ['@babel/plugin-transform-modules-commonjs'] }));
  for (const [pattern, config] of [
    ['swc/swc', swc],
    ['babel/babel', {}],
  ] as const) {
    const ran = runJest(project, [pattern, '--config', JSON.stringify(config)]);
    expect(statuses(ran)).toEqual({ matches: 'passed', 'properties zero-image-uniformity': 'passed' });
    expect(ran.status).toBe(0);
  }
});

installed('the suite of examples/jest-suite runs, copied beside models and images', () => {
  project.copy('examples/jest-suite', 'examples/jest-suite');
  project.copy('examples/models/lenet-zero-bias.onnx', 'examples/models/lenet-zero-bias.onnx');
  project.copy('examples/fashion-mnist/images', 'examples/fashion-mnist/images');
  const ran = runJest(project, ['--rootDir', 'examples/jest-suite']);
  expect(Object.keys(ran.tests)).toHaveLength(5);
  expect(new Set(Object.values(statuses(ran)))).toEqual(new Set(['passed']));
  expect(ran.status).toBe(0);
});
