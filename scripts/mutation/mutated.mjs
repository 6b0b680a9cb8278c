import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { every, testTimeout } from '../../jest.config.mjs';

/** By how much longer everything takes than on a machine that does nothing else, at least 1. */
const busyness = () => Math.max(1, loadavg()[0] / availableParallelism());

/**
 * What became of every mutant. The sources with all mutants in them are built once, as CommonJS, into a copy of the project outside of it; a
 * mutant is switched on by a variable that workers and child processes inherit.
 *
 * @param options.minutes after which no further mutant is tried.
 * @param options.workers how many tests run at a time.
 */
export async function mutated(parts, tests, { minutes, workers }) {
  const folder = mkdtempSync(join(tmpdir(), 'conic-mutation-'));
  if (minutes !== undefined) process.env.CONIC_MUTATE_UNTIL = String(Date.now() + minutes * 60_000);
  try {
    return await new Stryker({
      mutate: parts.flatMap(({ patterns }) => patterns),
      buildCommand: 'swc src properties transformations -d dist/cjs --config-file .swcrc --quiet',
      plugins: [fileURLToPath(new URL('reachingTests.mjs', import.meta.url))],
      testRunner: 'reaching-tests',
      coverageAnalysis: 'perTest',
      jest: {
        projectType: 'custom',
        enableFindRelatedTests: false,
        config: {
          ...every,
          testEnvironment: fileURLToPath(new URL('untilFailure.cjs', import.meta.url)),
          testTimeout,
          roots: ['<rootDir>/test'],
          testMatch: tests.map((test) => `<rootDir>/${test}`),
        },
      },
      ignorePatterns: ['/site/built', '/site/pages'],
      // Stryker would rewrite the configuration of TypeScript, with a programming interface that version 7 does not have.
      tsconfigFile: 'none',
      tempDirName: folder,
      cleanTempDir: 'always',
      reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only'],
      ...(workers === undefined ? {} : { concurrency: workers }),
      ...(minutes === undefined ? {} : { dryRunTimeoutMinutes: Math.max(1, minutes) }),
      timeoutMS: 5000 * busyness(),
      logLevel: 'error',
      allowConsoleColors: false,
      warnings: { slow: false },
    }).runMutationTest();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
