// Writes the reference of the API from the docstrings, as pages: in site/pages/api what is public, and apart from it, where asked for, in
// site/pages/internals what is not. TypeDoc reads TypeScript up to 6, so the site has one of its own.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, TSConfigReader } from 'typedoc';
import { doors } from '../scripts/doors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = fileURLToPath(new URL('pages', import.meta.url));

/** The name of a door, by the file behind it, as TypeDoc names it. */
const nameOf = new Map(Object.entries(doors).map(([door, file]) => [file.replace(/(\/index)?\.ts$/, ''), door]));

/** What both references have in common. */
const usual = {
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  plugin: ['typedoc-plugin-markdown'],
  readme: 'none',
  excludePrivate: true,
  disableSources: true,
  logLevel: 'Error',
  // conic's own compiler checks its types; this one is older, and only reads them.
  skipErrorChecking: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  entryFileName: 'index',
  sanitizeComments: true,
};

async function write(options) {
  rmSync(options.out, { recursive: true, force: true });
  const application = await Application.bootstrapWithPlugins({ ...usual, ...options }, [new TSConfigReader()]);
  const project = await application.convert();
  if (project === undefined || application.logger.hasErrors()) throw new Error('TypeDoc: the source could not be read');
  for (const part of project.children ?? []) part.name = nameOf.get(part.name) ?? part.name;
  await application.generateOutputs(project);
}

/** What is public: a page for every export of every door, once, under the first door that has it. Throws where TypeDoc fails. */
export const writeReference = () =>
  write({
    entryPoints: Object.values(doors).map((file) => `${root}${file}`),
    name: 'API',
    out: `${pages}/api`,
    router: 'member',
    excludeInternal: true,
  });

/** What is not: a page for every file of the source. Nothing on these pages is promised to stay. */
export const writeInternals = () =>
  write({
    entryPoints: [`${root}src`],
    entryPointStrategy: 'expand',
    exclude: ['**/*.d.ts'],
    name: 'Internals',
    out: `${pages}/internals`,
    router: 'module',
  });
