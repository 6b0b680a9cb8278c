/**
 * What conic is built on: the licence of every package that is installed with it, and which of its own dependencies have a newer
 * version. `npm run dependencies` prints both. A licence that is not on the list fails; something newer does not, for a release
 * elsewhere must not turn a green main red.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Licences that may be given on with Apache-2.0. sharp's native library (LGPL) is linked as a file of its own and can be replaced. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'LGPL-3.0-or-later',
  'Bitstream-Vera',
]);

/** Licences that a package does not name in a form a program can read: looked at by hand. */
const readByHand = { jstat: 'MIT', 'dejavu-fonts-ttf': 'Bitstream-Vera' };

/** Why a dependency stays a major version behind. */
const keptBack = {
  vega: 'from 6 on it has no CommonJS build, and a Jest suite on Node 20 cannot load another',
  'vega-lite':
    'as vega. It brings vega-expression 5.1 beside 5.2: it only parses expressions with it, and conic writes none of them from data',
  preact: 'from 11 on it has no CommonJS build, and a Jest suite on Node 20 cannot load another',
  commander: 'from 15 on it needs Node 22',
  '@stryker-mutator/core': 'from 10 on it needs Node 22',
  '@stryker-mutator/jest-runner': 'as @stryker-mutator/core',
  '@types/node': 'it follows the oldest Node that conic runs on',
};

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const installed = Object.entries(packages)
  .filter(([path, { dev, peer }]) => path !== '' && !dev && !peer)
  .map(([path, { license }]) => ({ name: nameOf(path), licence: readByHand[nameOf(path)] ?? license ?? 'not said' }));
const byLicence = new Map();
for (const { name, licence } of installed) byLicence.set(licence, [...(byLicence.get(licence) ?? []), name]);

console.log(`Licences of the ${installed.length} packages that are installed with conic:`);
for (const [licence, names] of [...byLicence].toSorted(([, one], [, other]) => other.length - one.length))
  console.log(`  ${licence}: ${names.length > 8 ? `${names.length} packages` : names.join(', ')}`);
// `MIT OR X` lets us choose; `A AND B` binds us to both.
const isAllowed = (licence) =>
  licence
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => allowed.has(one.trim())));
const refused = [...byLicence.keys()].filter((licence) => !isAllowed(licence));

const used = { ...packages[''].dependencies, ...packages[''].devDependencies };
for (const name of Object.keys(keptBack))
  if (!(name in used)) console.log(`${name} is not used any more: take its line out of scripts/dependencies.mjs`);

// Ends with status 1 where something is newer; without the registry it prints an error object, or nothing.
execFile('npm', ['outdated', '--json'], (_, stdout) => {
  const outdated = stdout.trim() === '' ? {} : JSON.parse(stdout);
  if (stdout.trim() === '' || 'error' in outdated)
    console.log('Newer versions: none known, or the registry does not answer.');
  else {
    console.log('Newer versions of what conic names:');
    for (const [name, { current, latest }] of Object.entries(outdated)) {
      if (current === undefined || current === latest) continue;
      const isMajor = current.split('.')[0] !== latest.split('.')[0];
      const why = isMajor ? `: ${keptBack[name] ?? 'a major version behind, with no reason given here'}` : '';
      console.log(`  ${name} ${current}, newest ${latest}${why}`);
    }
  }
  if (refused.length === 0) return;
  console.error(
    `These licences are not on the list in scripts/dependencies.mjs: ${refused.join(', ')}. Look at them before they are given on.`,
  );
  process.exitCode = 1;
});
