import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Networks of the package nsfwjs: `mobilenet_v2` is a LayersModel, `mobilenet_v2_mid` a GraphModel. */
export type NsfwNetwork = 'mobilenet_v2' | 'mobilenet_v2_mid';

/**
 * Writes a network of the package nsfwjs, which has it as scripts that export JSON and base64, as the files of TF.js.
 *
 * @param unpacked the package's folder.
 * @returns the path of its `model.json`.
 */
export function writeNsfw(unpacked: string, network: NsfwNetwork, folder: string): string {
  const load = createRequire(join(process.cwd(), 'package.json'));
  const scripts = join(unpacked, 'dist/models', network);
  mkdirSync(folder, { recursive: true });
  for (const script of readdirSync(scripts).filter((name) => name.startsWith('group'))) {
    const shard: string = load(join(scripts, script));
    writeFileSync(join(folder, script.replace('.min.js', '')), Buffer.from(shard, 'base64'));
  }
  const path = join(folder, 'model.json');
  writeFileSync(path, JSON.stringify(load(join(scripts, 'model.min.js'))));
  return path;
}
