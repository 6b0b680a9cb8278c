import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openModel } from 'conic';
import { faultyServer, type FaultyServer } from './faultyServer.js';
import { faultyGrpcServer } from './faultyGrpcServer.js';

const authority = resolve('test/classifier/server/certificates/authority.pem');
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

const kinds = {
  HTTP: () => faultyServer({ tls: true }),
  gRPC: () => faultyGrpcServer({ tls: true }),
};

describe.each(['HTTP', 'gRPC'] as const)('over %s, a server with a certificate of a private authority', (kind) => {
  const serve = async (): Promise<Pick<FaultyServer, 'url' | 'port' | 'close'>> => {
    const server = await kinds[kind]();
    opened.push(server);
    return server;
  };

  test('is asked where the authority is told', async () => {
    const { url } = await serve();
    const classifier = await openModel(url, { ca: authority });
    expect([...(await classifier.classify({ data: Float32Array.of(0, 1, 0, 0), count: 1 }))]).toEqual([1, 0.25]);
    await classifier.dispose();
  });

  test('is not trusted where it is not told', async () => {
    const { url } = await serve();
    const asked = openModel(url, { retries: 3 });
    await expect(asked).rejects.toThrow('a certificate that is not trusted (');
    await expect(asked).rejects.toThrow("Name the file with its private authority's certificates");
  });

  test('is trusted where the environment names the authority', async () => {
    const { url } = await serve();
    const program = `import { openModel } from ${JSON.stringify(resolve('dist/esm/src/index.js'))};
      const { spec } = await openModel(${JSON.stringify(url)});
      console.log(spec.engine);
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority },
    });
    expect(stdout).toMatch(/^faulty 1.0/);
  });

  test('says so where it speaks TLS and is not asked to, or the other way round', async () => {
    const { url } = await serve();
    await expect(openModel(url.replace(/s:/, ':'), { retries: 0, modelTimeout: 2 })).rejects.toThrow(/found/);
  });
});

test('a pipe in place of certificates is refused, and not waited for', async () => {
  const pipe = join(tmpdir(), `conic-ca-${process.pid}`);
  execFileSync('mkfifo', [pipe]);
  try {
    await expect(openModel('oip+https://localhost:1/v2/models/m', { ca: pipe })).rejects.toThrow('a pipe');
  } finally {
    rmSync(pipe);
  }
});

test('a server without TLS is told of as such', async () => {
  const server = await faultyServer();
  opened.push(server);
  await expect(openModel(server.url.replace('http', 'https'), { retries: 0 })).rejects.toThrow(
    'found a server that does not speak TLS',
  );
});
