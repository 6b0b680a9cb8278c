import { describe, expect, test } from '@jest/globals';
import { secretHeaders } from '../../../src/classifier/server/secretHeaders.js';

const nobody = { login: undefined };

describe('headers', () => {
  test.each([
    [nobody, {}, {}],
    [nobody, { CONIC_TOKEN: 'abc' }, { authorization: 'Bearer abc' }],
    [{ login: 'me:secret' }, {}, { authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` }],
    [{ login: 'me:secret' }, { CONIC_TOKEN: 'abc' }, { authorization: 'Bearer abc' }],
    [
      nobody,
      { CONIC_HEADERS: '{"X-Api-Key": "k", "Authorization": "Mine"}' },
      { 'x-api-key': 'k', authorization: 'Mine' },
    ],
  ])('of %j with %j', (place, environment, expected) => {
    expect(secretHeaders(place, environment).headers).toEqual(expected);
  });

  test.each([
    ['X-Api-Key: hush', 'no JSON'],
    ['["hush"]', 'JSON that is no object'],
    ['{"X-Api-Key": 7, "hush": "hush"}', 'a name or a value that no header has'],
    ['{"X Api Key": "hush"}', 'a name or a value that no header has'],
    [String.raw`{"X-Api-Key": "hush\nX-Other: 1"}`, 'a line break'],
  ])('%s is none, and is not quoted', (written, found) => {
    const read = () => secretHeaders(nobody, { CONIC_HEADERS: written });
    expect(read).toThrow(found);
    expect(read).toThrow('CONIC_HEADERS');
    expect(read).not.toThrow('hush');
  });

  test('a token of several lines is none, and is not quoted', () => {
    const read = () => secretHeaders(nobody, { CONIC_TOKEN: 'hush\nhush' });
    expect(read).toThrow('CONIC_TOKEN');
    expect(read).not.toThrow('hush');
  });

  test("are hidden in what a server says, and so are the URL's own", () => {
    const { hide } = secretHeaders(
      { login: 'me:secret' },
      { CONIC_TOKEN: 'token', CONIC_HEADERS: '{"x-key": "k123"}' },
    );
    const basic = Buffer.from('me:secret').toString('base64');
    expect(hide(`no Bearer token, no token, not secret, not ${basic}, not k123`)).toBe(
      'no …, no …, not …, not …, not …',
    );
  });
});
