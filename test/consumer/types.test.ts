import { join } from 'node:path';
import { expect } from '@jest/globals';
import { projectWith } from './project.js';
import { complaints } from './typedSuite.js';

// The types of conic/jest and conic/vitest, as compilers see them that users have.

const { project, installed } = projectWith({
  packages: {
    ts59: 'npm:typescript@5.9.3',
    ts6: 'npm:typescript@6.0.3',
    ts7: 'npm:typescript@7.0.2',
    '@types/jest': '30.0.0',
    '@types/jest29': 'npm:@types/jest@29.5.14',
    '@jest/globals': '30.5.2',
    'jest-extended': '6.0.0',
    vitest: '4.1.12',
  },
  manifest: { overrides: { 'unrs-resolver': '1.12.2' } },
});

const compiler = (name: string): string => join(project.folder, 'node_modules', name, 'bin/tsc');

// conic/vitest is an ES module, as Vitest is.
for (const [packages, setting, types, resolutions] of [
  ['@types/jest 30', 'globals', ['jest'], ['ES modules', 'CommonJS', 'bundler']],
  ['@types/jest 29', 'globals', ['jest29'], ['CommonJS']],
  ['jest-extended', 'extended', ['jest'], ['CommonJS']],
  ['@jest/globals', 'imported', [], ['ES modules', 'CommonJS', 'bundler']],
  ['Vitest', 'vitest', [], ['ES modules', 'bundler']],
] as const)
  for (const resolution of resolutions)
    installed(`TypeScript 7 with ${packages}, ${resolution}`, () =>
      expect(complaints(project, compiler('ts7'), [setting], resolution, types)).toBe(''),
    );

// TypeScript 7 has it no more. It does not read `exports`, and finds conic's types by `types` and `typesVersions`. Those of fast-check need
// `exports`, so their own file has two complaints there.
installed('TypeScript 5.9 with the old node10', () => {
  const said = complaints(project, compiler('ts59'), ['imported'], 'node10', []);
  const ours = said.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('node_modules/fast-check/'));
  expect(ours).toEqual([]);
});

// These take a while, so they do several at once.
for (const [name, program] of [
  ['TypeScript 5.9', 'ts59'],
  ['TypeScript 6', 'ts6'],
] as const) {
  installed(`${name} with both ways of Jest`, () =>
    expect(complaints(project, compiler(program), ['globals', 'imported'], 'ES modules', ['jest'])).toBe(''),
  );
  installed(`${name} with Vitest`, () =>
    expect(complaints(project, compiler(program), ['vitest'], 'bundler', [])).toBe(''),
  );
}
