import { describe, expect, test } from '@jest/globals';
import { plainText } from '../../../src/report/text/plainText.js';

describe('plain text', () => {
  test.each([
    ['a\tb\r\n\n c ', 'a b c'],
    ['\u001b[31mred\u0007', '␛[31mred␇'],
    ['\u007f\u0085\u009b', '␡��'],
    ['\ud800a\udfff\ufffe', '�a��'],
    ['\u202eabc\u2069', '�abc�'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
  ])('%j is %j', (text, shown) => expect(plainText(text, 80)).toBe(shown));

  test('is cut between letters', () => {
    expect(plainText('😀😀😀😀', 3)).toBe('😀😀…');
    expect(plainText('😀😀😀', 3)).toBe('😀😀😀');
    expect(plainText('x'.repeat(1e6), 10)).toBe('xxxxxxxxx…');
  });
});
