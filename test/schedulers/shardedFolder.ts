import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { command, conic, type Said } from '../cli/conic.js';
import { lenet, samples } from '../cli/hostileModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

type Environment = Readonly<Record<string, string>>;

/**
 * A folder as a user has it: `model.onnx`, `images`, and conic installed.
 *
 * @param instead what lies there in the place of conic: a script.
 */
export function shardedFolder(instead?: string) {
  const files = temporaryFiles();
  const { folder } = files;
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  if (instead === undefined) symlinkSync(command, join(bin, 'conic'));
  else writeFileSync(join(bin, 'conic'), instead, { mode: 0o755 });
  copyFileSync(lenet('bias'), join(folder, 'model.onnx'));
  symlinkSync(samples, join(folder, 'images'));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const filesIn = (name: string): readonly string[] =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).toSorted();
  return {
    ...files,
    read,
    filesIn,
    conic: (...args: readonly string[]) => conic(args, { cwd: folder }),
    /** Runs a program in that folder, which finds conic there or nowhere. */
    run: (program: string, args: readonly string[], env: Environment = {}) => runIn(folder, program, args, env),
    /** Expects two reports to be of one run. */
    expectSame: (merged: string, single: string) => {
      expect(filesIn(merged)).toEqual(filesIn(single));
      expect(lasting(read(join(merged, 'report.json')))).toBe(lasting(read(join(single, 'report.json'))));
      for (const name of filesIn(single).filter((one) => /\.(png|npy)$/.test(one)))
        expect({ name, same: read(join(merged, name)) === read(join(single, name)) }).toEqual({ name, same: true });
    },
  };
}

/** Runs a program to its end. */
export function runIn(folder: string, program: string, args: readonly string[], env: Environment): Promise<Said> {
  return new Promise<Said>((done, fail) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.on('error', fail);
    child.on('close', (status, signal) =>
      done({ status, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

/** Without what two runs never share, and how often the model was asked. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"(durationMs|evaluated)": \d+/g, '"$1": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}')
    // How conic itself was called: by its file here, by its name there.
    .replace(/"command": "(?:npx conic|conic|node \S+) /, '"command": "conic ');
