import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { checkSettings } from '../../src/cli/checkSettings.js';
import { retyped, shellWord } from '../../src/cli/retyped.js';

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
    expect(retyped('check', checkSettings, flags, ['seed'])).toBe(
      "conic check 'my model.onnx' --config conic.json --images samples --with 'o'\\''neill.onnx' --scalars 0.01.. --size 28x20 --range 0,255 --resize-kernel box --read-only",
    );
  });
});

test.each(['plain.onnx', 'two words', "it's", '$HOME', '`ls`', 'a"b', '*', '', 'a\nb', '~'])(
  'a shell reads %j as it is',
  (text) => {
    const read = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
    expect(read).toBe(text);
  },
);
