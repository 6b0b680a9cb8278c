import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

// What every test file of a user pays for that imports conic/jest, since that imports all of conic.
test('importing conic loads no library that only some of its work needs', () => {
  const program = `require(${JSON.stringify(resolve('dist/cjs/src/index.js'))});
    const packages = Object.keys(require.cache).map((file) => /node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(packages)].filter((name) => name !== undefined).toSorted()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(['@bufbuild/protobuf', 'fast-check', 'pure-rand']);
});
