import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { reportSchema } from '../../src/report/documents/check.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, type Said } from './conic.js';
import { lenet } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);

const endless = (report: string, property: string): readonly string[] => [
  'check',
  lenet('zero-bias'),
  '--cases',
  '1000000000',
  '--property',
  property,
  '--report',
  join(files.folder, report),
];

/** Runs it and sends a signal, later and later until it comes in the middle of the run. */
async function interrupted(
  report: string,
  signal: NodeJS.Signals,
  {
    property = 'scalar-invariance',
    afterwards,
  }: { property?: string; afterwards?: (child: ChildProcess) => void } = {},
): Promise<Said> {
  for (let delay = 1000; ; delay *= 2) {
    const said = await conic(endless(report, property), {
      meanwhile: (child) =>
        void setTimeout(() => {
          child.kill(signal);
          afterwards?.(child);
        }, delay),
    });
    if (said.err !== '') return said;
    // Before the run there is nothing to keep, and the signal ends the process.
    expect(said).toMatchObject({ signal, out: '' });
  }
}

const leftovers = (): readonly string[] => readdirSync(files.folder).filter((name) => name.startsWith('.'));

// Windows has no signals that a process can answer.
const withSignals = process.platform === 'win32' ? test.skip : test;

withSignals.each(['SIGINT', 'SIGTERM'] as const)('%s ends the run with what it has', async (signal) => {
  const { status, out, err } = await interrupted(signal, signal);
  expect({ status, err }).toEqual({
    status: 3,
    err: 'conic: stopping with what there is; Ctrl-C again ends at once\n',
  });
  expect(out).toMatch(/inconclusive: stopped after \d+ of 1000000000 cases without a violation/);
  const json: unknown = JSON.parse(readFileSync(join(files.folder, signal, 'report.json'), 'utf8'));
  expect(reportSchema.parse(json)).toMatchObject({
    verdict: 'inconclusive',
    results: [{ verdict: 'inconclusive', reason: 'aborted', violated: 0 }],
  });
  expect(leftovers()).toEqual([]);
});

withSignals('it does so while patterns are being read', async () => {
  const { status, out } = await interrupted('patterns', 'SIGINT', { property: 'convex-region-consistency' });
  expect(status).toBe(3);
  expect(out).toMatch(/inconclusive: stopped after \d+ of 1000000000 cases without a violation/);
});

withSignals('a second one leaves nothing half written', async () => {
  const again = (child: ChildProcess) => void setTimeout(() => child.kill('SIGINT'), 5);
  const { status, signal } = await interrupted('twice', 'SIGINT', { afterwards: again });
  // Whether it comes before the report is being saved is a matter of luck.
  expect(status ?? signal).toEqual(signal === null ? 3 : 'SIGINT');
  expect(leftovers()).toEqual([]);
});
