import { spawnSync } from 'node:child_process';

/** Nothing to mutate was changed, or git does not know what was. */
export class Unchanged extends Error {}

function git(...args) {
  const { status, stdout, stderr, error } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Unchanged(`git does not say what was changed: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** The lines of conic's own files that are other than at a commit, as parts: `['src/run/check.ts:3-8']`. */
export function changedSince(revision) {
  const changed = [];
  let file;
  for (const line of git(
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    revision,
    '--',
    'src',
    'properties',
    'transformations',
  ).split('\n')) {
    if (line.startsWith('+++ ')) file = /^\+\+\+ b\/(.*(?<!\.d)\.tsx?)$/.exec(line)?.[1];
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (file === undefined || start === undefined || count === '0') continue;
    changed.push(`${file}:${start}-${Number(start) + Number(count) - 1}`);
  }
  if (changed.length === 0)
    throw new Unchanged(`since ${revision} no line of src, properties or transformations was changed`);
  return changed;
}
