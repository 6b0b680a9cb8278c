import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, test } from '@jest/globals';

/** What a program did. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What else a project has, besides conic. */
export interface ProjectOptions {
  /** Packages and their exact versions, installed from the registry. */
  readonly packages?: Readonly<Record<string, string>>;
  /** More of `package.json`. */
  readonly manifest?: object;
}

// Of our own test runner, whose settings are nothing to a user's.
const { NODE_OPTIONS: _options, FORCE_COLOR: _forced, JEST_WORKER_ID: _worker, ...environment } = process.env;

/** A user's project: a folder of its own, with conic as it is packed and whatever else is asked for. */
export class Project {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'conic-consumer-')), 'project');
  /** Why nothing could be installed. */
  unable: string | undefined;

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), content);
  }

  /** Runs a program to its end, in the project. */
  run(program: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): Ran {
    const env = { ...environment, ...variables };
    const options = { cwd: this.folder, env, encoding: 'utf8', timeout: 100_000, maxBuffer: 2 ** 26 } as const;
    const { status, stdout, stderr, error } = spawnSync(program, args, options);
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  }

  /** Copies a file or a folder of this repository into the project. */
  copy(from: string, to: string): void {
    cpSync(resolve(from), join(this.folder, to), { recursive: true });
  }

  install({ packages = {}, manifest = {} }: ProjectOptions): void {
    const dependencies = { ...packages, conic: `file:${packed()}` };
    const all = { name: 'consumer', version: '1.0.0', private: true, dependencies, ...manifest };
    this.write('package.json', JSON.stringify(all, undefined, 2));
    const { status, stderr } = this.run('npm', ['install', ...quiet, '--prefer-offline']);
    if (status !== 0) {
      // Only a registry that cannot be reached is no fault of the package.
      if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED/.test(stderr)) throw new Error(stderr);
      this.unable = `npm cannot reach a registry: ${stderr.split('\n')[0]}`;
      return;
    }
    // What a user installs besides: the engine, and the types of Node. Both are here already.
    for (const name of ['onnxruntime-node', 'onnxruntime-common', '@types/node', 'undici-types']) this.#link(name);
  }

  #link(name: string): void {
    const [from, to] = [resolve('node_modules', name), join(this.folder, 'node_modules', name)];
    if (existsSync(to)) return;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** The package as it is published, packed once for all the files here: anew when it has been built since. */
function packed(): string {
  const home = resolve('node_modules/.cache/conic-packed');
  const tarball = join(home, 'conic.tgz');
  // The build writes this file last.
  const built = statSync('dist/report.schema.json').mtimeMs;
  if (existsSync(tarball) && statSync(tarball).mtimeMs > built) return tarball;
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, 'packing-'));
  try {
    const options = { env: environment, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], options);
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    if (status !== 0 || name === undefined) throw new Error(`npm pack: ${stderr}`);
    renameSync(join(folder, name), tarball);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tarball;
}

/** A project for the tests of a file, and a way to declare tests that need it to be installed. */
export function projectWith(options: ProjectOptions = {}) {
  const project = new Project();
  beforeAll(() => {
    mkdirSync(project.folder);
    project.install(options);
    if (project.unable !== undefined) console.warn(`not tried: ${project.unable}`);
  }, 180_000);
  afterAll(() => project.remove());
  const installed = (name: string, body: () => void): void =>
    test(
      name,
      () => {
        if (project.unable === undefined) body();
      },
      120_000,
    );
  return { project, installed };
}
