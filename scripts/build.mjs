// Builds the package twice from one source: declarations with tsc and ES modules, gathered into few files, with rolldown; CommonJS,
// file by file, with swc (which, unlike tsc, keeps import.meta.url meaningful there: a worker's file must be found from either).
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (bin, ...args) =>
  execFileSync(process.execPath, [`${root}node_modules/${bin}`, ...args], { cwd: root, stdio: 'inherit' });

rmSync(`${root}dist`, { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'scripts/tsconfig.build.json');
await bundle();
run(
  '@swc/cli/bin/swc.js',
  'src',
  'properties',
  'transformations',
  '-d',
  'dist/cjs',
  '--config-file',
  '.swcrc',
  '--quiet',
);
for (const folder of ['src', 'properties', 'transformations'])
  cpSync(`${root}dist/esm/${folder}`, `${root}dist/cjs/${folder}`, {
    recursive: true,
    filter: (file) => !/\.js(\.map)?$/.test(file),
  });
writeFileSync(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${root}dist/esm/src/cli/main.js`, 0o755);

// Forms of what conic writes, as JSON Schema from the same source as their types.
const forms = [
  ['report', 'report/documents/check.js', 'reportJsonSchema'],
  ['case', 'store/storedCase.js', 'storedCaseJsonSchema'],
  ['hunt', 'report/documents/hunt.js', 'huntJsonSchema'],
  ['accuracy', 'report/documents/accuracy.js', 'accuracyJsonSchema'],
  ['hunt-along', 'report/documents/huntAlong.js', 'huntAlongJsonSchema'],
  ['replay', 'report/documents/replay.js', 'replayJsonSchema'],
  ['certify-structure', 'report/documents/certifyStructure.js', 'structureJsonSchema'],
  ['certify-ray', 'report/documents/certifyRay.js', 'rayJsonSchema'],
  ['certify-region', 'report/documents/certifyRegion.js', 'regionJsonSchema'],
  ['certify-plane', 'report/documents/certifyPlane.js', 'planeJsonSchema'],
  ['diff', 'report/documents/diff.js', 'diffJsonSchema'],
  ['mend', 'report/documents/mend.js', 'mendJsonSchema'],
  ['config', 'gate/config/config.js', 'configJsonSchema'],
  ['part', 'shard/part.js', 'partJsonSchema'],
  ['gate', 'gate/report/schema.js', 'gateJsonSchema'],
];
const load = createRequire(import.meta.url);
for (const [name, file, schemaOf] of forms) {
  const { [schemaOf]: schema } = load(`${root}dist/cjs/src/${file}`);
  writeFileSync(`${root}dist/${name}.schema.json`, `${JSON.stringify(schema(), undefined, 2)}\n`);
}
