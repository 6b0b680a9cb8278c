import { afterAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/gate/config/loadConfig.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

const content = `{ model: 'm.onnx', zeroImage: { atMost: 0.2 } }`;

test.each([
  [
    'a.ts',
    `import { defineConfig, type GateConfig } from 'conic';\nconst made: GateConfig = ${content};\nexport default defineConfig(made);`,
  ],
  ['b.mts', `export default ${content} satisfies object;`],
  ['c.mjs', `import { catalogue } from 'conic/properties';\nexport default catalogue().length > 3 ? ${content} : {};`],
  ['d.js', `module.exports = ${content};`],
  ['e.json', '{ "model": "m.onnx", "zeroImage": { "atMost": 0.2 } }'],
])('%s is read', async (name, text) => {
  const path = files.write(name, text);
  expect(await loadConfig(path)).toEqual({
    config: { model: 'm.onnx', zeroImage: { atMost: 0.2 } },
    folder: files.folder,
  });
});

test.each([
  ['broken.ts', 'export default {', 'found an error while running it'],
  ['throws.mjs', 'throw new Error("no luck");', 'found an error while running it (no luck)'],
  ['empty.ts', 'export const config = {};', 'found no default export'],
  ['broken.json', '{', 'found no JSON'],
  ['other.yaml', 'model: x', 'found a file that ends in ".yaml"'],
  ['wrong.ts', 'export default { model: 3 };', 'wrong.ts: model: found 3'],
])('%s is a mistake', async (name, text, message) => {
  await expect(loadConfig(files.write(name, text))).rejects.toThrow(message);
});

test('a file that is missing is a mistake, with a way out', async () => {
  await expect(loadConfig('nowhere/conic.config.ts')).rejects.toThrow('found no such file');
  await expect(loadConfig(files.folder)).rejects.toThrow('found a folder');
  await expect(loadConfig('nowhere/conic.config.ts')).rejects.toThrow('conic init MODEL');
});
