import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The doors of the package, as package.json has them: what is imported, and the source file behind it. `{ conic: 'src/index.ts' }` */
export const doors = Object.fromEntries(
  Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([door, target]) => [
      door.replace(/^\./, manifest.name),
      target.import.default.replace(/^\.\/dist\/esm\//, '').replace(/\.js$/, '.ts'),
    ]),
);
