import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

const url = (file: string): string => JSON.stringify(pathToFileURL(resolve('dist', file)).href);

/** A program with nothing else to do, which asks a model that loses the question. */
const program = (build: string): string => `
  import { check, fromFunction } from ${url(`${build}/src/index.js`)};
  import { scalarInvariance } from ${url(`${build}/properties/index.js`)};
  const shape = { height: 1, width: 1, channels: 1 };
  const lost = fromFunction(() => new Promise(() => undefined), { shape, labels: 2, id: 'lost' });
  await check(scalarInvariance(), lost).catch((error) => console.log(error.name, error.message));`;

test.each(['esm', 'cjs'])(
  'a model that loses the question is an error, and no process that ends in silence: %s',
  (build) => {
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program(build)], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^LateClassifierError lost: found no answer, and nothing left in this process that one could come from for .+; expected scores\. See that every promise/,
      ),
    });
  },
);
