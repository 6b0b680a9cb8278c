import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { calledAs } from '../../src/cli/calledAs.js';
import { checkSettings } from '../../src/cli/checkSettings.js';
import { retyped } from '../../src/cli/retyped.js';
import { shellWord } from '../../src/report/text/shellWord.js';

describe('a command that is typed again', () => {
  test('has the model, the file of settings and every flag, as they are typed', () => {
    const flags = {
      model: 'my model.onnx',
      config: 'conic.json',
      images: 'samples',
      with: "o'neill.onnx",
      scalars: { min: 0.01 },
      size: { height: 28, width: 20 },
      range: [0, 255],
      resizeKernel: 'box',
      readOnly: true,
      seed: 7,
      store: null,
    };
    expect(retyped('conic check', checkSettings, flags, ['seed'])).toBe(
      "conic check 'my model.onnx' --config conic.json --images samples --with 'o'\\''neill.onnx' --scalars 0.01.. --size 28x20 --range 0,255 --resize-kernel box --read-only",
    );
  });
});

test('what is secret in a URL is left out', () => {
  const flags = { model: 'oip+http://me:secret@host/v2/models/cat' };
  expect(retyped('conic check', checkSettings, flags)).toBe('conic check oip+http://host/v2/models/cat');
});

test.each(['plain.onnx', 'two words', "it's", '$HOME', '`ls`', 'a"b', '*', '', 'a\nb', '~'])(
  'a shell reads %j as it is',
  (text) => {
    const read = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
    expect(read).toBe(text);
  },
);

test.each([
  ['/usr/local/bin/conic', 'conic'],
  ['/home/mia/shop/node_modules/.bin/conic', 'npx conic'],
  ['/home/mia/.npm/_npx/1a2b/node_modules/.bin/conic', 'npx conic'],
  [resolve('dist/main.js'), 'node dist/main.js'],
  [resolve('my tools/main.js'), "node 'my tools/main.js'"],
  ['', 'conic'],
])('called as %j it is typed as %s', (file, typed) => {
  expect(calledAs(file)).toBe(typed);
});
