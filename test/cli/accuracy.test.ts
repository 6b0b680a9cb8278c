import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { temporaryDirectory } from '../image/fixtures.js';
import { conic } from './conic.js';

const path = temporaryDirectory();
const base = ['accuracy', 'examples/models/mlp-bias.onnx', '--images', 'examples/fashion-mnist/images'];
const cwd = process.cwd();

test('conic accuracy measures along a transformation, draws the curve, and its report is of the form that ships', async () => {
  const { status, out, err } = await conic(
    [...base, '--along', 'gamma', '--strengths', '0.5..8', '--points', '4', '--report', path('out')],
    { cwd },
  );
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out).toMatch(/1 \(as it is\) +200 +\d+ +\d/);
  expect(out).toMatch(/measured: accuracy along gamma is least at 8: [\d.]+ %/);
  const report: unknown = JSON.parse(readFileSync(path('out/report.json'), 'utf8'));
  const schema: unknown = JSON.parse(readFileSync('dist/accuracy.schema.json', 'utf8'));
  const validate = new Ajv2020().compile(Object(schema));
  expect(validate(report) || validate.errors).toBe(true);
  expect(report).toMatchObject({ verdict: 'measured', files: ['curves/gamma.svg', 'curves/gamma.png'] });
  expect(readFileSync(path('out/curves/gamma.svg'), 'utf8')).toContain('accuracy along gamma');
  expect(readFileSync(path('out/report.html'), 'utf8')).toContain('95 % bounds');
  // An earlier report is replaced, and nothing else is.
  expect((await conic([...base, '--along', 'gamma', '--points', '2', '--report', path('out')], { cwd })).status).toBe(
    0,
  );
}, 60_000);

test.each([
  [['--along', 'gama'], '--along: found "gama"; expected scalar, exposure, '],
  [['--along', 'gamma', 'blur', '--strengths', '1..2'], '--strengths: found it for 2 transformations, each of which'],
  [['--along', 'gamma', '--strengths=-1..2'], 'found the strength -1; expected a number above 0'],
])('%j is an error that says what to write', async (flags, message) => {
  const { status, err } = await conic([...base, ...flags], { cwd });
  expect(status).toBe(2);
  expect(err).toContain(message);
});

test('a model and images are needed', async () => {
  expect((await conic(['accuracy'])).err).toContain('conic accuracy model.onnx');
  expect((await conic(base.slice(0, 2), { cwd })).err).toContain('images whose labels are known');
});
