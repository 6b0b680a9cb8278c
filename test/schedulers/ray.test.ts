import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { schedulers } from '../../src/schedulers/index.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

// What the program does on Ray is tested with Ray, in `engines/`; here it is read as Python reads it.

const files = temporaryFiles();
afterAll(files.remove);

const isPythonThere = spawnSync('python3', ['-V']).error === undefined;
if (!isPythonThere) process.stderr.write('the program for Ray: skipped, because there is no python3 to read it\n');

const odd = ["it's", '"""', '\\n \\', '{index}', '$x', 'é \u{1f600}', "'''"];
const run = {
  part: ['check', ...odd],
  merge: ['merge', ...odd],
  shards: 7,
  parts: odd.join('/'),
  partName: (index: string) => `check-${index}-of-7.part.json`,
  report: 'out',
};

const reading = `
import ast, json, sys
tree = ast.parse(open(sys.argv[1], encoding="utf-8").read())
texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
named = {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body
         if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in ("PART", "MERGE", "SHARDS")}
print(json.dumps({**named, "texts": texts}))
`;

(isPythonThere ? test : test.skip)('Python reads every word as it was typed', () => {
  const [file = '', ...others] = Object.entries(schedulers['ray']?.files(run) ?? {}).map(([name, text]) =>
    files.write(name, text),
  );
  expect(others).toEqual([]);
  const { status, stdout, stderr } = spawnSync('python3', ['-c', reading, file], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    PART: ['conic', ...run.part],
    MERGE: ['conic', ...run.merge],
    SHARDS: 7,
    texts: expect.arrayContaining([run.parts, 'check-', '-of-7.part.json']),
  });
});

(isPythonThere ? test : test.skip)('an error of the program is no violation', () => {
  const file = join(files.folder, 'conic-shards.ray.py');
  // A Ray that has no cluster.
  files.write('ray.py', 'def remote(**_): return lambda f: f\ndef init(**_): raise ConnectionError("no cluster")\n');
  const { status, stderr } = spawnSync('python3', [file], { encoding: 'utf8', cwd: files.folder });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('no cluster') });
});
