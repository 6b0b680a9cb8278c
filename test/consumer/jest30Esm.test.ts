import { beforeAll, expect } from '@jest/globals';
import { asModule } from './asModule.js';
import { projectWith } from './project.js';
import { copyShipped } from './shipped.js';
import { runJest } from './suiteRun.js';

// Jest with ES modules, which takes a flag of Node.

const { project, installed } = projectWith({
  packages: { jest: '30.5.2' },
  manifest: { type: 'module', jest: { transform: {} }, overrides: { 'unrs-resolver': '1.12.2' } },
});
const flags = ['--experimental-vm-modules', '--no-warnings'];

beforeAll(() => {
  for (const name of ['passing.test.js', 'failing.test.js', 'fakeTimers.test.js', 'undisposed.test.js'])
    project.write(name, asModule(name, "import { jest } from '@jest/globals';", 'conic/jest'));
  copyShipped(project);
});

installed('suites that hold pass, under fake timers too', () => {
  const ran = runJest(project, ['passing', 'fakeTimers', 'undisposed'], { flags });
  const failed = Object.entries(ran.tests).filter(([, { status }]) => !['passed', 'pending'].includes(status));
  expect(failed).toEqual([]);
  expect(ran.stderr).not.toContain('did not exit');
  expect(ran.status).toBe(0);
});

installed('a suite that does not hold fails', () => {
  const ran = runJest(project, ['failing'], { flags });
  expect(new Set(Object.values(ran.tests).map(({ status }) => status))).toEqual(new Set(['failed']));
  expect(ran.tests['scalar']?.message).toMatch(/not so[^]*image[^]*scalar[^]*cause[^]*picture[^]*replay/);
  expect(ran.status).toBe(1);
});

installed('a model is opened at the top of a file', () => {
  project.write(
    'top.test.js',
    `import { images, openModel } from 'conic';
    import { describeProperties } from 'conic/jest';
    const model = await openModel('lenet-zero-bias.onnx');
    test('contrast', () => expect(model).toBeScalarInvariant({ images: images.from('samples') }));
    describeProperties(model, { images: images.from('samples'), cases: 10 });`,
  );
  const ran = runJest(project, ['top'], { flags });
  expect(Object.keys(ran.tests)).toEqual([
    'contrast',
    'properties of lenet-zero-bias scalar-invariance',
    'properties of lenet-zero-bias zero-image-uniformity',
    'properties of lenet-zero-bias convex-region-consistency',
  ]);
  expect(ran.status).toBe(0);
});
