import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { slowFiles } from '../../jest.config.mjs';
import { Unmutable } from './parts.mjs';

const isTest = (file) => file.endsWith('.test.ts');

const testsIn = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((file) => posix.join(path, file.replaceAll('\\', '/')))
        .filter(isTest)
    : [path].filter(isTest);

/** `src/run/check.ts` is mirrored by `test/run/check.test.ts`, `src/run` by `test/run`, `properties` by `test/properties`. */
const mirrorOf = (path) => posix.join('test', path.replace(/^src(?:\/|$)/, '').replace(/\.tsx?$/, '.test.ts'));

const slow = slowFiles.map((pattern) => new RegExp(pattern.replace('<rootDir>/', '^')));
const quickTests = () => testsIn('test').filter((file) => !slow.some((pattern) => pattern.test(file)));

/** The files that a test imports, as paths from the root. */
const importsOf = (test) =>
  [...readFileSync(test, 'utf8').matchAll(/(?:from|import)\s*\(?'(\.{1,2}\/[^']*)\.js'/g)].map(([, path]) =>
    posix.join(posix.dirname(test), path),
  );

/** The quick tests that mirror a part or import a file of it. */
function testsNear({ path, files }) {
  const reached = new Set(files.map((file) => file.replace(/\.tsx?$/, '')));
  const mirror = mirrorOf(path);
  return quickTests().filter(
    (test) => test === mirror || test.startsWith(`${mirror}/`) || importsOf(test).some((file) => reached.has(file)),
  );
}

/** The quick tests in the folder that mirrors a file's, those of folders in it not. */
const testsBeside = ({ path }) => quickTests().filter((test) => posix.dirname(test) === mirrorOf(posix.dirname(path)));

/**
 * The tests to mutate some parts with, in order: the quick ones that mirror them, and those that import a file of them. Of a part that
 * has neither, those in the folder that mirrors its own.
 *
 * @param told paths of tests, instead.
 */
export function testsFor(parts, told) {
  const missing = told?.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Unmutable(`--tests: there is no ${missing}`);
  const tests =
    told?.flatMap(testsIn) ??
    parts.flatMap((part) => {
      const near = testsNear(part);
      return near.length > 0 ? near : testsBeside(part);
    });
  if (tests.length === 0)
    throw new Unmutable(`no quick test mirrors ${parts.map(({ said }) => said).join(', ')}: name some with --tests`);
  return [...new Set(tests)].toSorted((one, other) => one.localeCompare(other));
}

/** Those parts that have quick tests near, and those that have none. */
export const byNearness = (parts) => {
  const near = parts.filter((part) => testsNear(part).length > 0);
  return { near, far: parts.filter((part) => !near.includes(part)) };
};
