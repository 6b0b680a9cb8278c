import { describe, expect, test } from '@jest/globals';
import { withoutSecrets } from '../../../src/classifier/source.js';
import { placeIn } from '../../../src/classifier/server/place.js';

describe('a URL of a served model', () => {
  test.each([
    ['oip+http://localhost:8000/v2/models/lenet', { protocol: 'http', secure: false, host: 'localhost', port: 8000 }],
    ['OIP+HTTPS://localhost/v2/models/lenet', { protocol: 'http', secure: true, host: 'localhost', port: 443 }],
    ['oip+https://localhost:80/v2/models/lenet', { secure: true, port: 80 }],
    ['oip+http://localhost/v2/models/lenet', { port: 80 }],
    ['oip+grpc://[::1]:9000/v2/models/lenet', { protocol: 'grpc', secure: false, host: '::1', port: 9000 }],
    ['oip+grpcs://a.b:9000/v2/models/lenet/versions/3/', { protocol: 'grpc', secure: true, version: '3' }],
    ['oip+http://h/in/front/v2/models/a%20b/versions/v%2F1', { base: '/in/front', model: 'a b', version: 'v/1' }],
    ['oip+http://me:p%40ss@h/v2/models/m', { login: 'me:p@ss', host: 'h', shown: 'oip+http://h/v2/models/m' }],
  ])('%s', (url, expected) => {
    expect(placeIn(url)).toMatchObject(expected);
  });

  test.each([
    ['oip+http://h/v1/models/m', 'the path /v1/models/m'],
    ['oip+grpc://h/gateway/v2/models/m', 'the path /gateway/v2/models/m'],
    ['oip+http://h/v2/models/', 'the path /v2/models/'],
    ['oip+http://h:port/v2/models/m', 'no URL'],
    ['oip+http://h/v2/models/m?token=hush', 'a query'],
  ])('%s is none', (url, found) => {
    expect(() => placeIn(url)).toThrow(found);
    expect(() => placeIn(url)).not.toThrow('hush');
  });
});

test.each([
  ['folder/me:secret@model.onnx', 'folder/me:secret@model.onnx'],
  ['oip+http://h/v2/models/a@b', 'oip+http://h/v2/models/a@b'],
  ['oip+http://me:secret@h/v2/models/m', 'oip+http://h/v2/models/m'],
  ['oip+http://me:sec/ret@h/v2/models/m', 'oip+http://h/v2/models/m'],
  ['oip+http://me:sec?ret@h/v2/models/m', 'oip+http://h/v2/models/m'],
  ['oip+http://me:secr@et@h/v2/models/m', 'oip+http://h/v2/models/m'],
  ['https://h/model?key=secret', 'https://h/model'],
  ['https://h/model#secret', 'https://h/model'],
])('%s is printed as %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
