// The certificate of a ResNet-50-shaped network with 25 million weights: time and memory of the whole command, in a process
// of its own, and of the certificate alone. Exits with status 1 above 2 s or 500 MB.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certifyStructure, inspectOnnx } from 'conic';
import { resnet50 } from '../test/certify/resnet.js';
import { median } from './models.js';

const folder = mkdtempSync(join(tmpdir(), 'conic-bench-'));
const model = join(folder, 'resnet50.onnx');
const command = fileURLToPath(new URL('../dist/esm/src/cli/main.js', import.meta.url));

/** Runs the command and gives its exit status, seconds, and the most memory that it held, in MB. */
function run(): Promise<{ readonly status: number | null; readonly seconds: number; readonly megabytes: number }> {
  const started = performance.now();
  const told = ['certify', model, '--structure', '--no-probe'];
  // The command itself, and at its end what the process held at most.
  const code = `
    process.once('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS / 1024)));
    await import(${JSON.stringify(command)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, '--', ...told], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  return new Promise((done) =>
    child.on('close', (status) =>
      done({ status, seconds: (performance.now() - started) / 1000, megabytes: Number(said) }),
    ),
  );
}

try {
  const bytes = resnet50();
  writeFileSync(model, bytes);
  const runs = [await run(), await run(), await run(), await run(), await run()];
  const seconds = median(runs.map((one) => one.seconds));
  const megabytes = Math.max(...runs.map((one) => one.megabytes));
  const inspected = await inspectOnnx(model);
  const started = performance.now();
  const { verdict } = certifyStructure(inspected);
  const alone = performance.now() - started;
  console.log(
    `a file of ${(bytes.length / 2 ** 20).toFixed(0)} MB, ${inspected.network.graph.nodes.length} nodes: ${verdict}`,
  );
  console.log(
    `conic certify --structure --no-probe: ${seconds.toFixed(2)} s (median of ${runs.length}, Node's own start included), at most ${megabytes.toFixed(0)} MB resident`,
  );
  console.log(`the certificate alone, once the file is read: ${alone.toFixed(0)} ms`);
  if (seconds > 2 || megabytes > 500 || runs.some(({ status }) => status !== 0)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
