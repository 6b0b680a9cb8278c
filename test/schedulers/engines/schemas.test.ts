import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { conic, type Said } from '../../cli/conic.js';
import { runIn } from '../shardedFolder.js';

// Files are held against the schemas of those who read them: that of the API of Kubernetes, and those of pipelines of GitHub and GitLab.

const bin = resolve('node_modules/.cache/conic/clusters/bin');
const isThere = existsSync(join(bin, 'kubernetes-validate')) && existsSync(join(bin, 'check-jsonschema'));
if (!isThere)
  process.stderr.write('schemas: skipped, because they are not installed. For these tests here: npm run clusters\n');

const files = temporaryFiles();
afterAll(files.remove);

const manifest = z.object({ items: z.array(z.looseObject({ metadata: z.object({ name: z.string() }) })) });

/** Each resource is a file, as the schema is one of resources. */
function kubernetes(file: string): Promise<Said> {
  const { items } = manifest.parse(parse(readFileSync(file, 'utf8')));
  const names = items.map((item) => files.write(`${item.metadata.name}.json`, JSON.stringify(item)));
  return runIn(files.folder, join(bin, 'kubernetes-validate'), ['--strict', ...names], {});
}

const jsonSchema = (file: string, ...schema: readonly string[]): Promise<Said> =>
  runIn(files.folder, join(bin, 'check-jsonschema'), ['--builtin-schema', ...schema, file], {});

const engines = {
  kubernetes: { validate: kubernetes, right: 'backoffLimitPerIndex:' },
  github: { validate: (file: string) => jsonSchema(file, 'vendor.github-workflows'), right: 'runs-on:' },
  gitlab: {
    validate: (file: string) => jsonSchema(file, 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci'),
    right: 'parallel: 16',
  },
};

(isThere ? test : test.skip).each(Object.entries(engines))(
  'the file for %s is as its schema wants it',
  async (engine, { validate, right }) => {
    const hostile = ['--parts', 'a $(b) ${{ c }}', '--report', '"d": [e]', '--property', "it's: # no"];
    for (const [dir, ...words] of [['plain'], ['hostile', ...hostile]] as const)
      expect(
        await conic(['init', '--on', engine, '--dir', dir, '--', 'check', 'model.onnx', '--seed', '1', ...words], {
          cwd: files.folder,
        }),
      ).toMatchObject({ status: 0, err: '' });
    for (const dir of ['plain', 'hostile'])
      expect(await validate(join(files.folder, dir, `conic-shards.${engine}.yml`))).toMatchObject({ status: 0 });
    // What is wrong is seen.
    const wrong = join(files.folder, `wrong.${engine}.yml`);
    const text = readFileSync(join(files.folder, 'plain', `conic-shards.${engine}.yml`), 'utf8');
    writeFileSync(wrong, text.replace(right, right.includes(' ') ? 'parallel: none' : `not-${right}`));
    expect(await validate(wrong)).toMatchObject({ status: 1 });
  },
  60_000,
);
