import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Project, Ran } from './project.js';

/** How a test of a user's suite ended. */
export interface Ended {
  readonly status: string;
  /** Everything that the runner was told of the failure, the stack included. */
  readonly message: string;
}

/** What became of a suite. */
export interface SuiteRan extends Ran {
  /** Tests by name, those of suites with the suite's name before. */
  readonly tests: Readonly<Record<string, Ended>>;
}

/** As Jest writes it with `--json`, and Vitest with its reporter of that name. */
const written = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

// Tests share a machine with others; those that are to run out of time have a limit of their own.
const patience = '--testTimeout=60000';

/** How to run Jest. */
export interface JestOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** Environment variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs Jest in a project. */
export const runJest = (project: Project, args: readonly string[], options: JestOptions = {}): SuiteRan => {
  const { flags = [], variables } = options;
  const jest = [...flags, 'node_modules/jest/bin/jest.js', ...args, patience, '--json', '--outputFile=out.json'];
  return read(project, () => project.run(process.execPath, jest, variables));
};

/** Runs Vitest in a project. */
export const runVitest = (project: Project, args: readonly string[]): SuiteRan =>
  read(project, () =>
    project.run(process.execPath, [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...args,
      patience,
      '--reporter=default',
      '--reporter=json',
      '--outputFile=out.json',
    ]),
  );

function read(project: Project, run: () => Ran): SuiteRan {
  const file = join(project.folder, 'out.json');
  rmSync(file, { force: true });
  const ran = run();
  try {
    const { testResults } = written.parse(JSON.parse(readFileSync(file, 'utf8')));
    const tests = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(
        ({ fullName, status, failureMessages }) =>
          [fullName, { status, message: (failureMessages ?? []).join('\n') }] as const,
      );
    return { ...ran, tests: Object.fromEntries(tests) };
  } catch (thrown) {
    throw new Error(`${String(thrown)}\n${ran.stdout}\n${ran.stderr}`, { cause: thrown });
  }
}

/** The paragraphs of a failure's message, each without its indentation; the stack is left out. */
export function partsOf(message: string): readonly string[] {
  const [text = ''] = message.split(/\n +at /);
  return text.split('\n\n').map((part) =>
    part
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n'),
  );
}
