import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a command of a page did. */
export interface Ran {
  readonly status: number | null;
  /** What it wrote, of both streams. */
  readonly output: string;
}

// Those of our own test runner are nothing to a reader's commands.
const { NODE_OPTIONS: _options, FORCE_COLOR: _forced, JEST_WORKER_ID: _worker, ...environment } = process.env;

const models = 'examples/models';
/** The files that pages take for granted: a reader's models and images, by the names that all pages use. */
const given = {
  'model.onnx': `${models}/lenet-bias.onnx`,
  'float.onnx': `${models}/lenet-bias.onnx`,
  'int8.onnx': 'examples/quantised/lenet-bias-int8.onnx',
  'without-biases.onnx': `${models}/lenet-zero-bias.onnx`,
  tfjs: `${models}/lenet-bias`,
  'shoe.png': 'examples/fashion-mnist/images/sneaker/00012.png',
  'large-photos/photo.png': 'docs/counterexample.png',
};

/** A folder as a reader has it: conic and its engines installed, a model, and images of each label. */
export class ReaderProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'conic-reader-'));

  constructor() {
    this.write('package.json', '{ "name": "reader", "private": true, "type": "module" }');
    const modules = join(this.folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    symlinkSync(resolve('.'), join(modules, 'conic'));
    for (const name of ['onnxruntime-node', 'onnxruntime-common', '@tensorflow', '@types', 'fast-check', 'pure-rand'])
      symlinkSync(resolve('node_modules', name), join(modules, name));
    this.write('node_modules/.bin/conic', `#!/bin/sh\nexec node "${resolve('dist/esm/src/cli/main.js')}" "$@"\n`);
    chmodSync(join(modules, '.bin/conic'), 0o755);
    for (const [to, from] of Object.entries(given)) this.#copy(from, to);
    const images = 'examples/fashion-mnist/images';
    for (const label of readdirSync(images))
      for (const name of readdirSync(join(images, label)).slice(0, 3))
        for (const folder of ['samples', 'photos']) this.#copy(join(images, label, name), join(folder, label, name));
  }

  #copy(from: string, to: string): void {
    mkdirSync(dirname(join(this.folder, to)), { recursive: true });
    cpSync(from, join(this.folder, to), { recursive: true });
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), content);
  }

  /** Removes a file or folder. */
  forget(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Runs a line of a shell, as a reader types it. */
  shell(line: string): Ran {
    return this.#run('bash', ['-c', line]);
  }

  /** Runs a file of the project, in JavaScript or TypeScript. */
  program(name: string): Ran {
    return this.#run(process.execPath, [
      '--import',
      pathToFileURL(resolve('node_modules/tsx/dist/esm/index.mjs')).href,
      name,
    ]);
  }

  /** Runs a file of tests of the project in Jest. */
  suite(name: string): Ran {
    const transform = { '\\.ts$': [resolve('node_modules/@swc/jest'), { swcrc: false, module: { type: 'commonjs' } }] };
    const config = JSON.stringify({ testMatch: ['**/*.test.ts'], transform, testTimeout: 60_000 });
    return this.#run(process.execPath, [resolve('node_modules/jest/bin/jest.js'), '--config', config, name]);
  }

  /** Runs a file of tests of the project in Vitest. */
  vitest(name: string): Ran {
    return this.#run(process.execPath, [resolve('node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=60000', name]);
  }

  /** What the compiler complains of in files of the project. */
  complaints(names: readonly string[]): string {
    const strict = {
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
    };
    const compilerOptions = { ...strict, module: 'nodenext', moduleResolution: 'nodenext' };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files: names }));
    return this.#run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']).output;
  }

  #run(program: string, args: readonly string[]): Ran {
    const PATH = `${join(this.folder, 'node_modules/.bin')}${delimiter}${environment['PATH']}`;
    const env = { ...environment, PATH, CI: '', NO_COLOR: '1' };
    const options = { cwd: this.folder, env, encoding: 'utf8', timeout: 500_000, maxBuffer: 2 ** 26 } as const;
    const { status, stdout, stderr, error } = spawnSync(program, args, options);
    if (error !== undefined) throw error;
    return { status, output: `${stdout}${stderr}` };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
