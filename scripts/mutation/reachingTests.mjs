import { readFileSync, writeFileSync } from 'node:fs';
import { declareFactoryPlugin, commonTokens, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as jestPlugins, strykerValidationSchema } from '@stryker-mutator/jest-runner';
import { leftOut } from './score.mjs';

/** How long each file of tests takes, and which tests are in it: written in the sandbox, for the runs of all processes. */
const filesOfTests = 'files-of-tests.json';

const failed = ({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites > 0;

/**
 * Stryker's runner for Jest, that for a mutant opens the files alone whose tests reach it, the quickest first, until a test fails. (Stryker's
 * own opens all files, and runs all that reach it.) It tries nothing once the time is up.
 */
class ReachingTests {
  #jest;
  #files;
  #known;

  constructor(jest) {
    this.#jest = jest;
    const { jestTestAdapter } = jest;
    const run = jestTestAdapter.run.bind(jestTestAdapter);
    jestTestAdapter.run = async (settings) => {
      if (this.#files === undefined) return await run(settings);
      let ran;
      for (const file of this.#files) {
        ran = await run({ ...settings, testFiles: [file] });
        if (failed(ran.results)) break;
        // Else a file that was not found or read would look like one that notices nothing.
        if (ran.results.numPassedTests === 0) throw new Error(`of ${file} no test was run`);
      }
      return ran;
    };
  }

  init() {
    return this.#jest.init();
  }

  capabilities() {
    return this.#jest.capabilities();
  }

  async dryRun(options) {
    const result = await this.#jest.dryRun(options);
    if (result.status === DryRunStatus.Complete) {
      const known = [...new Set(result.tests.map(({ fileName }) => fileName))].map((file) => {
        const tests = result.tests.filter(({ fileName }) => fileName === file);
        return { file, tests: tests.map(({ id }) => id), ms: tests.reduce((sum, test) => sum + test.timeSpentMs, 0) };
      });
      writeFileSync(filesOfTests, JSON.stringify(known.toSorted((one, other) => one.ms - other.ms)));
    }
    return result;
  }

  async mutantRun(options) {
    if (Date.now() > Number(process.env.CONIC_MUTATE_UNTIL ?? Infinity))
      return { status: MutantRunStatus.Error, errorMessage: leftOut };
    this.#known ??= JSON.parse(readFileSync(filesOfTests, 'utf8'));
    const reaching = new Set(options.testFilter ?? this.#known.flatMap(({ tests }) => tests));
    this.#files = this.#known.filter(({ tests }) => tests.some((test) => reaching.has(test))).map(({ file }) => file);
    return await this.#jest.mutantRun(options);
  }
}

const jestRunner = jestPlugins.find(({ kind }) => kind === PluginKind.TestRunner);
const reachingTests = (injector) => new ReachingTests(injector.injectFunction(jestRunner.factory));
reachingTests.inject = tokens(commonTokens.injector);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'reaching-tests', reachingTests)];
export { strykerValidationSchema };
