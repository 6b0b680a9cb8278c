// Merging: 64 parts of a measured check of 1,000,000 cases, and of a gate on as many, made here with a tiny model that is violated often,
// so that the parts have much to keep. Seconds, CPU seconds and the largest resident set of `conic merge`; exits with status 1 above
// 10 s of CPU or 300 MB.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [count, cases] = [64, 1_000_000];
const most = { seconds: 10, megabytes: 300 };
const conic = fileURLToPath(new URL('../dist/esm/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'conic-merge-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

// Two labels for two pixels, one of them with a bias.
const model = write(
  'tiny.mjs',
  `import { fromFunction } from ${JSON.stringify(new URL('../dist/esm/src/index.js', import.meta.url).href)};
export default fromFunction(
  ({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i] + 0.1, data[2 * i + 1]]),
  { shape: { height: 1, width: 2, channels: 1 }, labels: ['left', 'right'], id: 'tiny', batchLimit: 256 },
);
`,
);
const rate = { atMost: 0.5, confidence: 0.95 };
const config = write(
  'conic.config.json',
  JSON.stringify({
    model,
    seed: 1,
    baseline: false,
    earlyStop: false,
    properties: { 'scalar-invariance': { rate, cases } },
  }),
);
// Says at its end what it cost.
const accounting = write(
  'accounting.cjs',
  `const started = process.hrtime.bigint();
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  process.stderr.write('\\n' + JSON.stringify({ wall, cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
});
`,
);

const run = (args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(
      process.execPath,
      ['--require', accounting, conic, ...args],
      { cwd: folder, maxBuffer: 2 ** 28 },
      (thrown, _, said) => {
        const status = thrown === null ? 0 : thrown.code;
        if (status === 0 || status === 1) done(said);
        else fail(new Error(said));
      },
    );
  });

/** Makes the parts, two at a time. */
async function makeParts(args: readonly string[]): Promise<void> {
  const shards = Array.from({ length: count }, (_, i) => `${i + 1}/${count}`);
  const work = async (): Promise<void> => {
    for (let shard = shards.shift(); shard !== undefined; shard = shards.shift())
      await run([...args, '--shard', shard, '--parts', args[0]!]);
  };
  await Promise.all([work(), work()]);
}

const sizeOf = (place: string): number =>
  readdirSync(place).reduce((sum, name) => sum + statSync(join(place, name)).size, 0) / 2 ** 20;

const verbs: readonly (readonly string[])[] = [
  [
    'check',
    model,
    '--property',
    'scalar-invariance',
    '--cases',
    String(cases),
    '--measure',
    '--seed',
    '1',
    '--read-only',
  ],
  ['gate', '--config', config],
];
for (const args of verbs) {
  const [verb = ''] = args;
  await makeParts(args);
  const said = await run(['merge', verb, ...(verb === 'check' ? ['--read-only'] : []), '--report', `${verb}-out`]);
  const { wall, cpu, megabytes }: { wall: number; cpu: number; megabytes: number } = JSON.parse(
    said.split('\n').at(-1) ?? '',
  );
  console.log(
    `${count} parts of conic ${verb}, ${cases.toLocaleString('en-US')} cases (${sizeOf(join(folder, verb)).toFixed(1)} MB): merged in ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU, ${megabytes.toFixed(0)} MB`,
  );
  if (cpu > most.seconds || megabytes > most.megabytes) process.exitCode = 1;
}
