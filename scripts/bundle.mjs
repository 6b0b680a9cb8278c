// Gathers the modules of src, properties and transformations into few files of dist/esm: a command loads a dozen instead of hundreds.
// Every module is in one of them, so that a class or a table exists once, whoever loads it.
import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { doors } from './doors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sourceOf = (module) => `${root}${module}.ts`;

/** What is public. Matchers are loaded beside a test runner, and the rest without one. */
const opened = Object.values(doors).map((file) => file.replace(/\.ts$/, ''));
const matchers = opened.filter((module) => module.startsWith('src/jest/'));
const library = opened.filter((module) => !matchers.includes(module));
/** Run by their names: threads with a model, and what is done in them; processes of a configuration and of a worker. */
const threads = ['onnx', 'tfjs', 'tflite'].map((kind) => `src/classifier/${kind}/worker`);
const others = ['src/run/inWorkers/examineSlice', 'src/files/apartProcess', 'src/classifier/file/workerProcessMain'];
/** Properties that threads make again. */
const remade = valuesIn('properties/index', /from '\.\/(\w+)\.js'/g)
  .map((name) => `properties/${name}`)
  .filter((module) => readFileSync(sourceOf(module), 'utf8').includes('madeBy('));
const commands = valuesIn('src/cli/commands', /import\('\.\/(\w+)\.js'\)/g).map((name) => `src/cli/${name}`);
/** They know where they lie, and import nothing: they stay there. */
const placed = ['src/ownFile', 'properties/moduleOf'];
/** They do something as soon as they are loaded: nobody else is to load them. */
const run = [...threads, ...others, 'src/cli/main'];
const entries = [...library, ...matchers, ...remade, ...commands, ...run];

/**
 * Packages that only conic's own code sees: of many modules, or of CommonJS, in which an import looks for names first. They are gathered, too,
 * with what they need in turn. All others stay what users install.
 */
const gathered = ['zod', '@bufbuild/protobuf', 'commander', 'jstat', 'cli-table3', 'cli-progress', 'picocolors'];
const isGathered = (id, from = '') =>
  from.includes('/node_modules/') || gathered.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * What is loaded together, from the ground up: a layer has what its entries need, and no layer below it has.
 */
const layers = [
  { name: 'thread', entries: threads },
  { name: 'command', entries: ['src/cli/main'] },
  { name: 'library', entries: [...library, ...remade] },
  { name: 'commands', entries: commands, shared: true },
];

/** @returns the layer of each module, by the path of its source. */
function layered(importsOf) {
  const layerOf = new Map(placed.map((module) => [sourceOf(module), module]));
  const reached = (from, found = new Set()) => {
    if (layerOf.has(from) || found.has(from)) return found;
    found.add(from);
    for (const imported of importsOf(from)) reached(imported, found);
    return found;
  };
  for (const { name, entries, shared } of layers) {
    const users = new Map();
    for (const entry of entries)
      for (const module of reached(sourceOf(entry))) users.set(module, (users.get(module) ?? 0) + 1);
    for (const [module, count] of users) if (!shared || count > 1) layerOf.set(module, name);
  }
  for (const module of run) layerOf.delete(sourceOf(module));
  return layerOf;
}

/** What a file's text says of names, by a pattern: lists of modules stand once. */
function valuesIn(module, pattern) {
  return [...readFileSync(sourceOf(module), 'utf8').matchAll(pattern)].map(([, name]) => name);
}

/** Writes the ES modules of the package, with their source maps. */
export async function bundle() {
  let layerOf = new Map();
  const bundled = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((module) => [module, sourceOf(module)])),
    platform: 'node',
    external: (id, from) => isBuiltin(id) || (/^[^./\0]/.test(id) && !isAbsolute(id) && !isGathered(id, from)),
    plugins: [
      {
        name: 'layers',
        buildEnd() {
          const inside = (id) => id.startsWith(root) && !id.includes('/node_modules/');
          layerOf = layered((id) => this.getModuleInfo(id)?.importedIds.filter(inside) ?? []);
        },
      },
    ],
    // One module that many load at once, and some now and then: there is nothing to mend.
    checks: { ineffectiveDynamicImport: false },
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await bundled.write({
    dir: `${root}dist/esm`,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: ({ name }) => (placed.includes(name) ? '[name].js' : 'chunks/[name]-[hash].js'),
    sourcemap: true,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [...placed, ...layers.map(({ name }) => name)].map((name, place, { length }) => ({
        name,
        test: (id) => layerOf.get(id) === name,
        priority: length - place,
      })),
    },
  });
  await bundled.close();
  for (const module of placed) {
    const file = output.find(({ fileName }) => fileName === `${module}.js`);
    if (file?.moduleIds.length !== 1) throw new Error(`${module} was moved, and does not know where it lies any more.`);
  }
  const copied = output.flatMap(({ moduleIds = [] }) =>
    moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(id) ?? []),
  );
  writeFileSync(
    `${root}dist/esm/LICENCES.txt`,
    [...new Set(copied)]
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map(licenceIn)
      .join('\n'),
  );
}

/** What is copied is copied with its licence. */
function licenceIn(folder) {
  const { name, version, license = 'as follows' } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(folder + file, 'utf8')}`;
  return `${name} ${version}, ${license}\n${text}`;
}
