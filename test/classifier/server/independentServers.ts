import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where `npm run servers` installs them. */
const environment = resolve('node_modules/.cache/conic/servers');
const programs = resolve('test/classifier/server/python');

/** Whether the servers of other people are there, as they are wanted; a line says so where they are not. */
export function hasIndependentServers(): boolean {
  const wanted = readFileSync(join(programs, 'requirements.txt'), 'utf8');
  const installed = join(environment, 'requirements.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return true;
  process.stdout.write(
    'MLServer and KServe: skipped, because they are not installed. For these tests here: npm run servers\n',
  );
  return false;
}

/** A server of other people, with models that the project ships. */
export interface IndependentServer {
  readonly http: number;
  readonly grpc: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts MLServer on some of the shipped ONNX files. It says how their labels are called. */
export async function startMlServer(models: readonly string[], labels: readonly string[]): Promise<IndependentServer> {
  const [http, grpc, metrics] = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), 'conic-mlserver-'));
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({
      host: '127.0.0.1',
      http_port: http,
      grpc_port: grpc,
      metrics_port: metrics,
      parallel_workers: 0,
      environments_dir: join(folder, 'environments'),
    }),
  );
  for (const name of models) {
    mkdirSync(join(folder, name));
    writeFileSync(
      join(folder, name, 'model-settings.json'),
      JSON.stringify({
        name,
        implementation: 'mlserver_onnx.OnnxModel',
        platform: 'onnx',
        inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 1, 28, 28] }],
        outputs: [
          { name: 'logits', datatype: 'FP32', shape: [-1, 10], parameters: { labels: JSON.stringify(labels) } },
        ],
        parameters: { uri: resolve(`examples/models/${name}.onnx`), version: '7' },
      }),
    );
  }
  const child = start('mlserver', ['start', folder], folder);
  return started({ http, grpc }, child, models, folder);
}

/** Starts KServe's server on some of the shipped ONNX files. */
export async function startKServe(models: readonly string[]): Promise<IndependentServer> {
  const [http, grpc] = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), 'conic-kserve-'));
  const served = models.map((name) => `${name}=${resolve(`examples/models/${name}.onnx`)}`);
  const child = start('python', [join(programs, 'kserve_onnx.py'), String(http), String(grpc), ...served], folder);
  return started({ http, grpc }, child, models, folder);
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
): { readonly child: ChildProcess; readonly said: () => string } {
  const child = spawn(join(environment, 'bin', program), args, {
    cwd,
    env: { ...process.env, PYTHONPATH: programs, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  return { child, said: () => said };
}

async function started(
  ports: Pick<IndependentServer, 'http' | 'grpc'>,
  { child, said }: ReturnType<typeof start>,
  models: readonly string[],
  folder: string,
): Promise<IndependentServer> {
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const isReady = async (name: string): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${ports.http}/v2/models/${name}/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok === true;
  };
  while (!(await Promise.all(models.map(isReady))).every((each) => each)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      await kill();
      throw new Error(`The server ended before it was ready:\n${said()}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  return { ...ports, kill };
}

/** Three ports that nobody has now. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const server = createServer();
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  const [one = 0, two = 0, three = 0] = ports;
  return [one, two, three];
}
