import { expect, test } from '@jest/globals';
import { jsonText } from '../../../src/report/formats/json.js';
import { hostile } from '../hostile.js';

test('a document comes back the same, and printed it steers no terminal and no build server', () => {
  const document = { texts: hostile, nested: { '\u202ekey\u009b31m': '##vso[task.complete]' } };
  const text = jsonText(document);
  expect(JSON.parse(text)).toEqual(document);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Bidi_Control}]/u);
  expect(text).not.toMatch(/##(\[|vso\[|teamcity\[)/i);
  expect(text).not.toMatch(/^\s*::/m);
});
