// Builds the package twice from one source: ES modules and declarations with tsc, CommonJS with swc (which, unlike tsc,
// keeps import.meta.url meaningful there: a worker's file must be found from either).
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (bin, ...args) =>
  execFileSync(process.execPath, [`${root}node_modules/${bin}`, ...args], { cwd: root, stdio: 'inherit' });

rmSync(`${root}dist`, { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'scripts/tsconfig.build.json');
run('@swc/cli/bin/swc.js', 'src', 'properties', '-d', 'dist/cjs', '--config-file', '.swcrc', '--quiet');
cpSync(`${root}dist/esm`, `${root}dist/cjs`, { recursive: true, filter: (file) => !/\.js(\.map)?$/.test(file) });
writeFileSync(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${root}dist/esm/src/cli/main.js`, 0o755);

// The report's form as JSON Schema, from the same source as its types.
const { reportJsonSchema } = await import(pathToFileURL(`${root}dist/esm/src/report/schema.js`).href);
writeFileSync(`${root}dist/report.schema.json`, `${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`);

// Likewise the forms of a gate's configuration and report.
const { configJsonSchema } = await import(pathToFileURL(`${root}dist/esm/src/gate/config.js`).href);
const { gateJsonSchema } = await import(pathToFileURL(`${root}dist/esm/src/gate/schema.js`).href);
writeFileSync(`${root}dist/config.schema.json`, `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
writeFileSync(`${root}dist/gate.schema.json`, `${JSON.stringify(gateJsonSchema(), undefined, 2)}\n`);
