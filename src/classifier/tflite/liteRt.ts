import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';

// What conic needs of LiteRT.js, in its own words, and what LiteRT.js needs of a browser's worker.

/** A tensor of LiteRT.js, in memory of WebAssembly until it is deleted. */
export interface LiteRtTensor {
  toTypedArray(): ArrayLike<number | bigint>;
  delete(): void;
}

/** A compiled model. */
export interface LiteRtModel {
  getOutputDetails(): readonly { readonly shape: ArrayLike<number> }[];
  run(inputs: readonly LiteRtTensor[]): Promise<readonly LiteRtTensor[]>;
}

/** The package, ready to compile. */
export interface LiteRt {
  readonly version: string;
  readonly Tensor: new (values: object, dims: Int32Array) => LiteRtTensor;
  loadAndCompile(model: Uint8Array, options: { readonly accelerator: 'wasm' }): Promise<LiteRtModel>;
}

interface LiteRtPackage extends Omit<LiteRt, 'version'> {
  loadLiteRt(folder: string): Promise<unknown>;
}

/**
 * Loads LiteRT.js in this worker thread. It is made for browsers: it fetches its WebAssembly with a script that a web worker
 * imports, which is told here how that is done in Node.
 */
export async function loadLiteRtHere(): Promise<LiteRt> {
  const load = createRequire(import.meta.url);
  // Through a variable: nobody needs the package to compile conic.
  const name: string = '@litertjs/core';
  const lite: LiteRtPackage = await import(name);
  const folder = join(dirname(load.resolve(name)), '../wasm/');
  const silent = (): void => undefined;
  Object.assign(globalThis, {
    self: globalThis,
    require: load,
    // It would print which kernels it takes.
    Module: { print: silent, printErr: silent },
    importScripts: (script: string) => {
      Object.assign(globalThis, { __filename: script, __dirname: dirname(script) });
      // What is declared in a script is a worker's own.
      runInThisContext(`${readFileSync(script, 'utf8')}\n;self.ModuleFactory = ModuleFactory;`, { filename: script });
    },
  });
  // It would warn that there is no WebGPU.
  const { warn } = console;
  console.warn = silent;
  try {
    await lite.loadLiteRt(folder);
  } finally {
    console.warn = warn;
  }
  const { version }: { readonly version: string } = load(`${name}/package.json`);
  return { version, Tensor: lite.Tensor, loadAndCompile: (model, options) => lite.loadAndCompile(model, options) };
}
