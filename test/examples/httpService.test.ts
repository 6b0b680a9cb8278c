import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRecord } from '../../src/settings/inWords.js';
import { conic } from '../cli/conic.js';

const file = 'examples/http-service/classifier.mjs';

let port = 0;
const asked: { images: number; authorization: string | undefined; numbers: number }[] = [];
/** Says that the brighter an image, the higher the digit; it is busy at first. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString());
    const instances = isRecord(value) && Array.isArray(value['instances']) ? value['instances'] : [];
    const images: readonly (readonly number[])[] = instances;
    asked.push({
      images: images.length,
      authorization: request.headers.authorization,
      numbers: images[0]?.length ?? 0,
    });
    if (asked.length === 1) return response.writeHead(503).end();
    if (request.url !== '/predict') return response.writeHead(404).end();
    const predictions = images.map((pixels) => {
      const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
      return Array.from({ length: 10 }, (_, label) => (label === Math.min(9, Math.floor(mean * 10)) ? 0.91 : 0.01));
    });
    return response.end(JSON.stringify({ predictions }));
  });
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => server.close().closeAllConnections());

describe(file, () => {
  test('is what the docs show, and its part that asks is of twenty lines at most', () => {
    const code = readFileSync(file, 'utf8');
    expect(readFileSync('docs/servers.md', 'utf8')).toContain(`\`\`\`js\n${code}\`\`\``);
    expect(
      code
        .trim()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('//')).length,
    ).toBeLessThanOrEqual(20);
  });

  test('asks a service as it stands', async () => {
    const env = { SERVICE: `http://127.0.0.1:${port}/predict`, CONIC_TOKEN: 'hush' };
    const told = ['--property', 'scalar-invariance', '--cases', '100', '--seed', '1', '--read-only'];
    const { status, out, err } = await conic(['check', file, ...told], { cwd: '.', env });
    expect(err).toBe('');
    expect(out).toContain('violated: scalar-invariance');
    expect(status).toBe(1);
    // The first request found the service busy.
    expect(asked.filter(({ images }) => images === asked[0]?.images).length).toBeGreaterThan(1);
    expect(asked[0]).toMatchObject({ authorization: 'Bearer hush', numbers: 784 });
    expect(Math.max(...asked.map(({ images }) => images))).toBeLessThanOrEqual(32);
    expect(`${out}${err}`).not.toContain('hush');
  });

  test('says what the service says where it fails', async () => {
    const env = { SERVICE: `http://127.0.0.1:${port}/elsewhere` };
    const { status, err } = await conic(['check', file, '--read-only'], { cwd: '.', env });
    expect(err).toContain('the service says 404');
    expect(status).toBe(2);
  });
});
