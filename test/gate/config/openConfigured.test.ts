import { expect, test } from '@jest/globals';
import { openConfigured } from '../../../src/gate/config/openConfigured.js';

test('a model at a URL is no path of the configuration’s folder', async () => {
  await expect(openConfigured('ftp://example.org/model.onnx', ['model'], '/releases', 'c')).rejects.toThrow(
    'ftp://example.org/model.onnx: found a URL of no kind that can be opened',
  );
  await expect(openConfigured('model.onnx', ['model'], '/releases', 'c')).rejects.toThrow('/releases/model.onnx');
});
