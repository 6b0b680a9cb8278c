import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { images, openModel, writePng } from 'conic';
import * as fc from 'fast-check';
import { isRecord } from '../../src/settings/inWords.js';
import { faultyServer, type FaultyOptions, type FaultyServer } from '../classifier/server/faultyServer.js';
import { conic } from './conic.js';

// The command on a model behind a server, as a user has it.

const folder = mkdtempSync(join(tmpdir(), 'conic-served-'));
const servers: FaultyServer[] = [];

const shape = { height: 2, width: 2, channels: 1 };

beforeAll(async () => {
  mkdirSync(join(folder, 'images'));
  const made = fc.sample(images.noise(shape), { numRuns: 120, seed: 1 });
  for (const [i, image] of made.entries())
    await writePng(join(folder, 'images', `${String(i).padStart(4, '0')}.png`), image);
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(options: FaultyOptions = {}): Promise<FaultyServer> {
  const server = await faultyServer(options);
  servers.push(server);
  return server;
}

/** Everything that stands in the files of a folder. */
const contentsOf = (place: string): string =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error(text);
  return value;
}

const quick = ['--retries', '1', '--read-only', '--seed', '3'];

describe('check', () => {
  test('that loses its server is inconclusive, and says why', async () => {
    const server = await serve({ fault: (request) => (request > 20 ? { kind: 'dropped' } : undefined) });
    const told = [
      '--property',
      'scalar-invariance',
      '--scalars',
      '0.9999..1',
      '--cases',
      '100000',
      '--report',
      join(folder, 'lost'),
    ];
    const { status, out } = await conic(['check', server.url, ...told, ...quick, '--batch-limit', '4']);
    expect(out).toContain('the model was lost after');
    expect(out).toContain('without a violation: no answer (');
    expect(status).toBe(3);
    const { verdict, results } = parsed(readFileSync(join(folder, 'lost', 'report.json'), 'utf8'));
    expect({ verdict, results }).toMatchObject({ verdict: 'inconclusive', results: [{ reason: 'model lost' }] });
  });

  test('that loses its server before the first case is inconclusive as well', async () => {
    // Labelled images are asked about first.
    mkdirSync(join(folder, 'labelled', 'upper'), { recursive: true });
    cpSync(join(folder, 'images'), join(folder, 'labelled', 'upper'), { recursive: true });
    const server = await serve();
    const opened = await openModel(server.url);
    await opened.dispose();
    const opening = server.asked.length;
    server.forget();
    server.fault = (request) => (request < opening ? undefined : { kind: 'dropped' });
    const { status, err } = await conic(['check', server.url, '--images', join(folder, 'labelled'), ...quick]);
    expect(err).toContain('expected a server that answers. Check that it is up, and the address.');
    expect(status).toBe(3);
  });

  test('of a server that is not there is a mistake', async () => {
    const server = await serve();
    await server.close();
    servers.splice(0);
    const { status, err } = await conic(['check', server.url, ...quick]);
    expect(err).toBe(
      `conic: ${server.url}: found no server (the connection is refused); expected a server that answers. Check that it is up, and the address.\n`,
    );
    expect(status).toBe(2);
  });

  test('says in flags what helps', async () => {
    const server = await serve({ fault: () => ({ kind: 'slow', after: 5000 }) });
    const { status, err } = await conic(['check', server.url, ...quick, '--model-timeout', '0.2']);
    expect(err).toContain('found no answer within 0.2 s');
    expect(err).toContain('Wait longer, such as --model-timeout 300, or send less at once, such as --batch-limit 1.');
    expect(status).toBe(2);
  });

  test.each([
    [['--workers', '2'], '--workers: found 2; expected none for oip+http'],
    [['--engine', 'wasm'], '--engine: found wasm; expected none for oip+http'],
    [['--ca', 'package.json'], '--ca: found no certificate (package.json)'],
  ])('refuses %j', async (flags, message) => {
    const server = await serve();
    const { status, err } = await conic(['check', server.url, ...flags], { cwd: '.' });
    expect(err).toContain(message);
    expect(status).toBe(2);
  });

  test('of a file has no use for what is told of servers', async () => {
    const { status, err } = await conic(['check', 'examples/models/mlp-bias.onnx', '--in-flight', '2'], { cwd: '.' });
    expect(err).toContain('--in-flight: found 2; expected none for examples/models/mlp-bias.onnx');
    expect(status).toBe(2);
  });
});

test('certify says that the network of a served model, or of a module, cannot be read', async () => {
  const server = await serve();
  for (const model of [server.url, 'examples/http-service/classifier.mjs']) {
    const { status, out } = await conic(['certify', model, '--no-probe'], { cwd: '.' });
    expect(out).toContain(
      'The network cannot be read: the classifier is a function, a model behind a server, or one of',
    );
    expect(status).toBe(3);
  }
});

describe('what is secret', () => {
  const env = { CONIC_TOKEN: 'hush-token', CONIC_HEADERS: '{"X-Api-Key": "hush-key"}' };

  test('is told to the server, and stands in no report, journal, store or message', async () => {
    const server = await serve({ authorization: 'Bearer hush-token' });
    const url = server.url.replace('://', '://me:hush-word@');
    const cwd = join(folder, 'secret');
    const given = ['--images', join(folder, 'images'), '--limit', '20'];
    mkdirSync(cwd);
    const said = [
      await conic(['check', url, ...given, '--report', 'report', '--seed', '3'], { cwd, env }),
      await conic(['hunt', url, ...given, '--out', 'hunted'], { cwd, env }),
      await conic(['replay', '--model', url, '--report', 'replayed'], { cwd, env }),
      await conic(['init', url], { cwd, env }),
    ];
    expect(said.map(({ status }) => status)).toEqual([1, 1, 1, 0]);
    expect(server.headers.at(-1)).toMatchObject({ authorization: 'Bearer hush-token', 'x-api-key': 'hush-key' });
    for (const { out, err } of said) expect(`${out}${err}`).not.toMatch(/hush/);
    expect(contentsOf(cwd)).toContain(server.url);
    expect(contentsOf(cwd)).not.toMatch(/hush/);
  });

  test('is not printed either where the server repeats it', async () => {
    const server = await serve({ authorization: 'Bearer another' });
    const { status, err } = await conic(['check', server.url], { env });
    expect(err).toContain('found the status 401 (not let in with …); expected to be let in. Set CONIC_TOKEN');
    expect(status).toBe(2);
  });

  test('is not printed where the URL is of no kind that can be opened', async () => {
    const { status, err } = await conic(['check', 'ftp://me:hush-word@host/model?key=hush-key']);
    expect(err).toContain('ftp://host/model: found a URL of no kind that can be opened');
    expect(err).not.toMatch(/hush/);
    expect(status).toBe(2);
  });
});

test('a hunt that loses its server keeps what it has, and --resume goes on to the same end', async () => {
  const server = await serve();
  const hunt = (out: string, ...more: string[]) =>
    conic([
      'hunt',
      server.url,
      '--images',
      join(folder, 'images'),
      '--out',
      join(folder, out),
      '--read-only',
      '--retries',
      '0',
      '--batch-limit',
      '4',
      '--worst',
      '1',
      ...more,
    ]);
  const resultsIn = (out: string) => parsed(readFileSync(join(folder, out, 'hunt.json'), 'utf8'));
  expect((await hunt('whole')).status).toBe(1);
  const requests = server.asked.length;
  server.forget();
  server.fault = (request) => (request > 0.8 * requests ? { kind: 'dropped' } : undefined);
  const lost = await hunt('resumed');
  expect(lost.out).toMatch(
    /the model was lost after \d+ of 120 images, of which \d+ flip: no answer .*; --resume goes on/,
  );
  expect(lost.status).toBe(3);
  const { reason, planned, results: some } = resultsIn('resumed');
  expect({ reason, planned }).toEqual({ reason: 'model lost', planned: 120 });
  const kept = Array.isArray(some) ? some.length : 0;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(120);
  server.fault = undefined;
  expect((await hunt('resumed', '--resume')).status).toBe(1);
  const [resumed, whole] = [resultsIn('resumed'), resultsIn('whole')];
  expect(resumed['results']).toEqual(whole['results']);
});
